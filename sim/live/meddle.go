package live

import (
	"slices"
	"sync"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/fate"
	"github.com/seatrial/seatrial/sim/history"
)

// meddlers are the faults that meddle with the calls of a machine. They may be
// used concurrently; the zero value is none.
type meddlers struct {
	mu   sync.Mutex
	list []*meddling
}

// meddling is one of them.
type meddling struct {
	fate.Call
	held fate.Holdup[sim.Effect]
}

// set lets a fault begin or end, and returns what it had in its hands.
func (s *meddlers) set(fault string, r faults.CallRule, on bool) (released []sim.Effect) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.IndexFunc(s.list, func(m *meddling) bool { return m.ID.Text == fault }); i >= 0 {
		released = s.list[i].held.Release()
		s.list = slices.Delete(s.list, i, i+1)
	}
	if on {
		s.list = append(s.list, &meddling{Call: fate.Call{ID: history.N(fault), Spec: r}})
	}
	return released
}

// meddled is what becomes of a call.
type meddled struct {
	gone  bool // lost or held
	late  time.Duration
	msg   *sim.Message
	after []sim.Effect // calls that it has overtaken
}

// meet lets the faults do what they do to a call to a region.
func (s *meddlers) meet(seed uint64, t *Touches, region string, e *sim.Effect) meddled {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := meddled{msg: e.Msg}
	for _, m := range s.list {
		if !m.Hits(region) {
			continue
		}
		switch m.Spec.Kind {
		case faults.BundleLost:
			out.gone = true
		case faults.BundleLate:
			out.late += m.Spec.Amount
		case faults.BundleCorrupt:
			out.msg = m.Garble(seed, out.msg)
		case faults.BundleSuperseded:
			overtaken, held := m.held.Meet(e.Msg.Head.ID, *e)
			if held {
				out.gone = true
				return out
			}
			out.after = append(out.after, overtaken...)
		}
		t.Touch(m.ID.Text)
		if out.gone {
			return out
		}
	}
	return out
}

// Calls applies a rule to the calls that a machine makes to another region.
func (h *Host) Calls(fault string, r faults.CallRule, on bool) {
	for _, m := range h.own {
		if m.spec.Name != r.From {
			continue
		}
		for _, e := range m.meddlers.set(fault, r, on) {
			m.box.put(arrival{kind: comesLate, effect: e})
		}
	}
}

// call sends a call to another machine, past the faults that meddle with it.
func (m *machine) call(e *sim.Effect) {
	to := m.host.machines[e.To].spec.Region
	sent := m.meddlers.meet(m.host.cfg.Seed, m.host.cfg.Touches, to, e)
	if sent.gone {
		return
	}
	again := *e
	again.Msg = sent.msg
	if sent.late > 0 {
		m.later(sent.late, arrival{kind: comesLate, effect: again})
	} else {
		m.carry(&again)
	}
	for i := range sent.after {
		m.carry(&sent.after[i])
	}
}

// Turn makes an outside party misbehave, or lets it stop. It gets its order as it
// would get that of an operator.
func (h *Host) Turn(fault, name, order, region string, on bool) {
	if !on {
		order = faults.OrderDesist
	}
	for _, m := range h.own {
		if m.spec.Name != name {
			continue
		}
		m.turned.Set(fault, 0, on)
		msg := &sim.Message{Head: sim.Head{ID: fault, Type: order, Entity: region, Region: h.cfg.Topology.Hub.Name, Tier: sim.Internal}}
		m.box.put(arrival{in: sim.Input{Kind: sim.InOperator, From: sim.Nowhere, Msg: msg, OK: true}})
	}
	h.cfg.Log.move()
}
