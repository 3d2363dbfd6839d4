// Package fate decides what the message faults of a plan do to one delivery:
// whether a rule hits it, and whether it is then lost, late or repeated.
//
// It is arithmetic over the seed, the fault, the event, the consumer and the
// attempt, and knows no world: every world that asks about the same delivery gets
// the same answer, in whatever order it asks. Start at [Rule].
package fate

import (
	"strings"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Rule is a message fault in force on one bus. It is not changed by asking, so
// several consumers may ask at once.
type Rule struct {
	ID   history.Name // of the fault
	Spec faults.Rule
}

// Fate is what the faults in force do to one delivery. The zero value is a
// delivery that none of them hit.
type Fate struct {
	Lost   bool  // the bus repeats it after its ack wait
	Delay  int64 // ns that it arrives later
	Copies int   // deliveries of it beyond the first
}

// Hits reports whether the rule picks a delivery. It draws by (fault, event,
// consumer, attempt), so that the same plan picks the same first deliveries in
// every world.
func (r *Rule) Hits(seed uint64, consumer history.Name, m *sim.Message, attempt uint32) bool {
	if !named(r.Spec.Consumer, consumer.Text) {
		return false
	}
	c := r.chance(seed, consumer, m)
	return c.Hit(uint64(attempt)*draws, r.Spec.Chance)
}

// Shape adds to out what the rule does to a delivery that it hits. A rule about
// a slow consumer adds nothing: it costs time where a delivery is handled, and
// how much is Spec.Amount.
func (r *Rule) Shape(seed uint64, consumer history.Name, m *sim.Message, attempt uint32, out *Fate) {
	amount, n := int64(r.Spec.Amount), uint64(attempt)*draws
	c := r.chance(seed, consumer, m)
	switch r.Spec.Kind {
	case faults.Drop:
		out.Lost = true
	case faults.Duplicate:
		out.Copies += 1 + int(c.Below(n+1, uint64(max(r.Spec.Copies, 1))))
	case faults.Delay:
		out.Delay += amount
	case faults.Reorder:
		out.Delay += 1 + int64(c.Below(n+2, uint64(max(amount, 1))))
	}
}

// draws is how many draws are set apart for each attempt: whether it is hit, how
// often it is repeated, how late it comes, and one to spare.
const draws = 4

func (r *Rule) chance(seed uint64, consumer history.Name, m *sim.Message) sim.Chance {
	return sim.Chance{Seed: seed, Stream: sim.StreamFaults, Entity: r.ID.Key ^ m.Keys().ID ^ consumer.Key<<1}
}

// named reports whether a consumer is meant by its name, by the part of it
// before the slash, or because nobody in particular is.
func named(want, consumer string) bool {
	rest, ok := strings.CutPrefix(consumer, want)
	return want == "" || ok && (rest == "" || rest[0] == '/')
}
