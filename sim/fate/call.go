package fate

import (
	"bytes"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Call is a fault in force on the calls of one machine.
type Call struct {
	ID   history.Name // of the fault
	Spec faults.CallRule
}

// Hits reports whether the rule is about a call to a region.
func (c *Call) Hits(region string) bool { return c.Spec.To == region }

// Garble returns a message whose body differs from m's in one byte. Which one,
// hangs on fault and message alone. An empty body stays as it is.
func (c *Call) Garble(seed uint64, m *sim.Message) *sim.Message {
	if len(m.Body) == 0 {
		return m
	}
	chance := sim.Chance{Seed: seed, Stream: sim.StreamFaults, Entity: c.ID.Key ^ m.Keys().ID}
	body := bytes.Clone(m.Body)
	body[chance.Below(0, uint64(len(body)))] ^= 1 << chance.Below(1, 7)
	return &sim.Message{Head: m.Head, Body: body}
}

// Holdup keeps calls back until a later one has overtaken them. The zero value
// holds nothing.
type Holdup[T any] struct {
	ids   []string
	calls []T
}

// Meet takes a call by the id of its message. Either it is held, or it goes, and
// those that it has overtaken go after it. A repetition of what is held is held,
// and forgotten.
func (h *Holdup[T]) Meet(id string, call T) (overtaken []T, held bool) {
	for _, known := range h.ids {
		if known == id {
			return nil, true
		}
	}
	if len(h.ids) == 0 {
		h.ids, h.calls = append(h.ids, id), append(h.calls, call)
		return nil, true
	}
	return h.Release(), false
}

// Release lets everything go that is held.
func (h *Holdup[T]) Release() []T {
	out := h.calls
	*h = Holdup[T]{}
	return out
}
