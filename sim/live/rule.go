package live

import (
	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/fate"
	"github.com/seatrial/seatrial/sim/history"
)

// rule is a message fault in force on the bus of one region.
type rule struct {
	fault string
	of    fate.Rule
}

func newRule(fault string, spec faults.Rule) rule {
	return rule{fault: fault, of: fate.Rule{ID: history.N(fault), Spec: spec}}
}

// fateOf returns what the message faults do to one delivery. It makes the draws
// of the virtual world, so that the same plan picks the same deliveries.
func (m *machine) fateOf(msg *sim.Message, attempt uint32) fate.Fate {
	var out fate.Fate
	for _, r := range *m.region.rules.Load() {
		if r.of.Spec.Kind == faults.SlowConsumer || !r.of.Hits(m.host.cfg.Seed, m.name, msg, attempt) {
			continue
		}
		m.host.cfg.Touches.Touch(r.fault)
		r.of.Shape(m.host.cfg.Seed, m.name, msg, attempt, &out)
	}
	return out
}
