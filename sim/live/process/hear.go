package process

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live"
)

// hear takes one word of a child.
func (p *Process) hear(c *spawned, w *word) {
	if w.Seen != nil {
		c.source.Take(p.learn(w.Seen))
	}
	if w.Heard > 0 {
		c.source.Heard(w.Heard)
	}
	p.mu.Lock()
	host := p.host
	p.mu.Unlock()
	if w.Sums != nil && host != nil {
		host.Add(*w.Sums)
	}
	if w.Fault != "" {
		p.cfg.Fail(fmt.Errorf("process of %s: %w", p.cfg.Region, errors.New(w.Fault)))
	}
}

// learn keeps what the next child has to know, and returns the records that are
// new: a child does not know what the one before saw a bus store.
func (p *Process) learn(s *live.Seen) []history.Record {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m := p.machines[s.Machine]; m != nil {
		m.past.Told = s.Told
	}
	return slices.DeleteFunc(s.Records, func(r history.Record) bool {
		m := p.machines[r.Witness.Text]
		switch {
		case r.Kind == history.KindStore:
			at := storedAt{r.Stream.Key, r.Pos}
			known := p.stored[at] == r.Event.Key
			p.stored[at] = r.Event.Key
			return known
		case m == nil:
		case r.Kind == history.KindUp:
			m.up, m.past.Life = true, r.Epoch
		case r.Kind == history.KindDown:
			m.up = false
		}
		return false
	})
}

// standing returns the machines that are up, by name.
func (p *Process) standing() []*machine {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []*machine
	for _, name := range slices.Sorted(maps.Keys(p.machines)) {
		if m := p.machines[name]; m.up {
			out = append(out, m)
		}
	}
	return out
}

// sawState shows that a machine stopped or came back with its process.
func (p *Process) sawState(m *machine, k history.Kind, why string) {
	p.mu.Lock()
	m.up = k == history.KindUp
	life := m.past.Life
	p.mu.Unlock()
	p.cfg.Log.Note(func(r *history.Record) {
		r.Kind, r.Witness, r.Region, r.Reason, r.Epoch = k, m.name, m.region, why, life
	})
}
