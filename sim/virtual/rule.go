package virtual

import (
	"strings"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// rule is a message fault in force on one bus.
type rule struct {
	fault int
	id    history.Name
	spec  faults.Rule
}

// hits draws by (fault, event, consumer, attempt), so that the same plan picks
// the same first deliveries in every world.
func (r *rule) hits(seed uint64, consumer history.Name, m *sim.Message, attempt uint32) bool {
	if c := r.spec.Consumer; c != "" && c != consumer.Text && !strings.HasPrefix(consumer.Text, c+"/") {
		return false
	}
	c := sim.Chance{Seed: seed, Stream: sim.StreamFaults, Entity: r.id.Key ^ history.Hash(m.Head.ID) ^ consumer.Key<<1}
	return c.Hit(uint64(attempt)*4, r.spec.Chance)
}

// shape adds what the rule does to a delivery it hit.
func (r *rule) shape(seed uint64, m *sim.Message, attempt uint32, out *fate) {
	c := sim.Chance{Seed: seed, Stream: sim.StreamFaults, Entity: r.id.Key ^ history.Hash(m.Head.ID)}
	amount := int64(r.spec.Amount)
	switch r.spec.Kind {
	case faults.Drop:
		out.lost = true
	case faults.Duplicate:
		out.copies += 1 + int(c.Below(uint64(attempt)*4+1, uint64(max(r.spec.Copies, 1))))
	case faults.Delay, faults.SlowConsumer:
		out.delay += amount
	case faults.Reorder:
		out.delay += 1 + int64(c.Below(uint64(attempt)*4+2, uint64(max(amount, 1))))
	}
}
