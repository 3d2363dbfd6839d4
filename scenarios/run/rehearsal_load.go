package run

import "github.com/seatrial/seatrial/sim"

// endLoad is the operator's order that ends the load of a rehearsal. Nobody
// knows beforehand how long people wait, so the load has no end of its own.
const endLoad = "EndLoad"

// openEnded is a system whose outside parties offer load until [endLoad].
type openEnded struct {
	sim.System
	machines []sim.Spec
}

// newOpenEnded puts a turnstile before every outside party of a system.
func newOpenEnded(s sim.System) *openEnded {
	o := &openEnded{System: s, machines: append([]sim.Spec(nil), s.Machines()...)}
	for i := range o.machines {
		if spec := &o.machines[i]; spec.Outside {
			make := spec.New
			spec.New = func() sim.Machine { return &turnstile{party: make()} }
		}
	}
	return o
}

// Machines lists the machines of the system at the same addresses.
func (o *openEnded) Machines() []sim.Spec { return o.machines }

// turnstile lets an outside party do everything but begin something new once
// the load is over. What a party begins of its own accord hangs on the timers
// that it sets when it starts (the next arrival, a document that comes in);
// those it sets later are about what is under way.
type turnstile struct {
	party sim.Machine
	own   []uint64
	over  bool
}

// Step reacts to one input.
func (t *turnstile) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	if in.Kind == sim.InOperator && in.Msg.Head.Type == endLoad {
		t.over = true
		return
	}
	if t.over && in.Kind == sim.InTimer && t.began(in.ID) {
		return
	}
	t.party.Step(clock, in, out)
	if in.Kind != sim.InStart {
		return
	}
	for _, e := range out.List() {
		if e.Kind == sim.EffTimer {
			t.own = append(t.own, e.ID)
		}
	}
}

func (t *turnstile) began(timer uint64) bool {
	for _, id := range t.own {
		if id == timer {
			return true
		}
	}
	return false
}
