package pod

import "github.com/seatrial/seatrial/sim"

const (
	window     = 256           // publishes without an answer
	beatEvery  = 2_000_000_000 // between two looks at the bus
	relayAgain = 500_000_000   // until a bus that is down is asked again
	stallAgain = 10_000_000    // until a ledger that had nothing yet is read again
	roundShift = 40            // a publish id is the round and, below it, the position
	vainMost   = 64            // times to go back to one place without coming further
)

// relay is a cursor over the pod's ledger that feeds the region's bus, in the
// order of the ledger. What is appended is published in the same step as long as
// the bus keeps up; otherwise the relay reads its own ledger and catches up.
//
//	1 ........ acked ........ sent ........ pos
//	 on the bus     | under way   | behind
//
// After a refused publish nothing later counts as sent. A bus that turns out to
// have lost something is fed again from there; consumers know what they have
// seen.
type relay struct {
	pod      *Pod
	acked    uint64 // everything up to it is on the bus
	sent     uint64 // everything up to it was published
	early    [window / 64]uint64
	round    uint64 // of publishes; refusals of an older one are stale
	places   places
	doubt    bool   // the bus has to be looked at before anything is published
	fresh    bool   // since the recovery nothing is known of the bus
	reading  bool   // entries were asked for
	from     uint64 // the first of them
	stalled  bool   // and there were none
	looking  bool   // the bus was asked for its last message
	lookedAt uint64
	behind   bool
	rewound  uint64 // where the relay last went back to
	far      uint64 // how far the relay ever came
	vain     int    // how often it went back to rewound since it last came further
}

func newRelay(p *Pod) relay { return relay{pod: p, fresh: true, doubt: true} }

// start looks at the bus after a recovery.
func (r *relay) start() {
	r.look()
	r.pod.out.Timer(timerBeat, beatEvery)
}

// offer publishes a new entry at once, if nothing is before it.
func (r *relay) offer(m *sim.Message) {
	if r.doubt || r.reading || r.sent != m.Head.Pos-1 || m.Head.Pos-r.acked > window {
		if !r.behind && !r.fresh {
			r.behind = true
			r.pod.out.Reach("relay-backlog")
		}
		return
	}
	r.publish(m)
}

func (r *relay) publish(m *sim.Message) {
	r.sent = m.Head.Pos
	r.pod.out.Publish(r.pod.site.Bus, r.round<<roundShift|m.Head.Pos, m)
}

// pump reads on where the relay is behind and the window is open.
func (r *relay) pump() {
	if r.doubt || r.reading || r.sent >= r.pod.pos || r.sent-r.acked > window/2 {
		return
	}
	r.reading, r.from = true, r.sent+1
	r.pod.out.Read(r.from, int(window-(r.sent-r.acked)))
}

// entries publishes what was read. Entries that are gone are older than anything
// the bus can have lost; but what was asked for before the relay went back says
// nothing of what comes before it.
func (r *relay) entries(in *sim.Input) {
	if len(in.Tail) == 0 {
		r.stalled = true
		r.pod.out.Timer(timerRelay, stallAgain)
		return
	}
	r.reading = false
	if r.from > r.sent+1 {
		return
	}
	for _, m := range in.Tail {
		pos := m.Head.Pos
		if r.doubt || pos-r.acked > window && pos == r.sent+1 {
			return
		}
		if pos > r.sent+1 {
			r.pod.out.Count("relay_floor", 1)
			r.acked, r.sent = pos-1, pos-1
		}
		if pos == r.sent+1 {
			r.publish(m)
		}
	}
}

// isStored takes the bus's word that it has an entry. Of what was published
// before the relay last went back the bus may have lost whatever it says; that
// is published anew. Two answers that contradict each other do not say which of
// them is the older: neither counts.
func (r *relay) isStored(id, seq uint64) {
	if id>>roundShift != r.round {
		return
	}
	pos := id & (1<<roundShift - 1)
	if lost := r.places.note(seq, pos); lost > 0 && !r.nowhere(min(lost, pos)-1) {
		r.rewind(min(lost, pos) - 1)
		return
	}
	if pos <= r.acked || pos-r.acked > window {
		return
	}
	r.early[pos/64%uint64(len(r.early))] |= 1 << (pos % 64)
	for next := r.acked + 1; ; next++ {
		word, bit := &r.early[next/64%uint64(len(r.early))], uint64(1)<<(next%64)
		if *word&bit == 0 {
			break
		}
		*word &^= bit
		r.acked = next
	}
	r.sent = max(r.sent, r.acked)
	if r.acked == r.pod.pos {
		r.behind = false
	}
}

// refused stops publishing until the bus was looked at.
func (r *relay) refused(id uint64) {
	if id>>roundShift != r.round {
		return
	}
	r.doubt = true
	r.again()
	r.look()
}

// again lets everything that is not known to be on the bus be published anew.
func (r *relay) again() {
	r.round++
	r.sent = r.acked
}

// nowhere reports whether going back to a position leads nowhere: a bus that says
// again and again that it lost it, although the relay came no further meanwhile,
// keeps two entries under one id.
func (r *relay) nowhere(to uint64) bool {
	if to = min(to, r.acked); to != r.rewound || r.acked > r.far {
		r.rewound, r.vain = to, 0
	}
	r.far = max(r.far, r.acked)
	if r.vain++; r.vain <= vainMost {
		return false
	}
	r.pod.out.Count("relay_vain", 1)
	return true
}

// rewind goes back to a position because the bus lost what is after it, or may
// have.
func (r *relay) rewind(to uint64) {
	r.pod.out.Reach("relay-rewound")
	r.acked = min(to, r.acked)
	r.early = [window / 64]uint64{}
	r.again()
}

// look asks the bus for its last message.
func (r *relay) look() {
	if r.looking {
		return
	}
	r.looking, r.lookedAt = true, r.places.last
	r.pod.out.Inspect(r.pod.site.Bus)
	r.pod.out.Timer(timerRelay, relayAgain)
}

func (r *relay) beat() {
	r.look()
	r.pod.out.Timer(timerBeat, beatEvery)
}

// retry looks again at a bus that was down or silent, and reads again what was
// not there yet.
func (r *relay) retry() {
	if r.stalled {
		r.stalled, r.reading = false, false
	}
	if r.looking || r.doubt {
		r.looking = false
		r.look()
	}
}

// info compares what the bus has with what it said it had.
func (r *relay) info(in *sim.Input) {
	r.looking = false
	switch {
	case !in.OK:
		if r.doubt {
			r.pod.out.Timer(timerRelay, relayAgain)
		}
		return
	case r.fresh:
		r.begin(in)
	case in.Pos < r.lookedAt:
		r.rewind(max(r.places.lose(in.Pos+1), 1) - 1)
	}
	r.doubt = false
}

// begin finds the place to go on from after a recovery: a window before the last
// message of the bus, since what is within a window may be out of order there. A
// bus that gave out fewer sequences than there are entries up to that message has
// lost some of them, and it is not known which.
func (r *relay) begin(in *sim.Input) {
	last := uint64(0)
	if in.Msg != nil && in.Msg.Head.Ledger == r.pod.name {
		last = min(in.Msg.Head.Pos, r.pod.pos)
	}
	if last+1 < r.pod.pos {
		r.pod.out.Reach("relay-rewound")
	}
	r.acked = last - min(last, window)
	if in.Pos < last {
		r.acked = 0
	}
	r.sent, r.fresh = r.acked, false
	r.places = places{last: in.Pos, base: last, at: in.Pos}
}
