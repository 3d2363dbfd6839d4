package live

import "github.com/seatrial/seatrial/sim"

// ticket is one question to a bus that is open: a publish or a look at it.
type ticket struct {
	number uint64
	at     int64 // when it was asked
	look   bool
	id     uint64 // the machine's own, of a publish
	bus    sim.Bus
	msg    *sim.Message
}

// patience is how long a bus that says nothing is waited for, ns. One that answers
// other questions meanwhile is busy, not silent: asked again it would only have more
// to do. Still no question waits longer than patienceMax, since an answer may be lost.
const (
	patience    = 250_000_000
	patienceMax = 4 * patience
)

// pending are the open questions, oldest first.
type pending struct {
	queue []ticket
	open  map[uint64]ticket
	last  uint64
	heard int64 // when the bus said something last
}

func newPending() pending { return pending{open: map[uint64]ticket{}} }

// ask opens a question and returns its number.
func (p *pending) ask(t ticket) uint64 {
	p.last++
	t.number = p.last
	p.open[t.number] = t
	p.queue = append(p.queue, t)
	return t.number
}

// settle closes a question that was answered, if it is still open.
func (p *pending) settle(number uint64, now int64) (ticket, bool) {
	t, ok := p.open[number]
	delete(p.open, number)
	p.heard = now
	return t, ok
}

// next returns the instant at which the oldest question is given up.
func (p *pending) next() (int64, bool) {
	for len(p.queue) > 0 {
		if t, open := p.open[p.queue[0].number]; open {
			return min(max(t.at, p.heard)+patience, t.at+patienceMax), true
		}
		p.queue = p.queue[1:]
	}
	return 0, false
}

// overdue gives up the oldest question if its time has come, and returns what
// the machine learns of it.
func (p *pending) overdue(now int64) (sim.Input, bool) {
	if at, ok := p.next(); !ok || at > now {
		return sim.Input{}, false
	}
	t := p.queue[0]
	delete(p.open, t.number)
	if t.look {
		return sim.Input{Kind: sim.InInfo, From: sim.Nowhere, Bus: t.bus}, true
	}
	return sim.Input{Kind: sim.InRefused, From: sim.Nowhere, Bus: t.bus, ID: t.id}, true
}
