package virtual

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim"
)

// Busy says what still moves, or "" if nothing has for the settle time. Timers
// and inspections of a bus do not count: heartbeats never end.
func (w *World) Busy() string {
	if w.flying > 0 {
		return fmt.Sprintf("%d messages are in flight", w.flying)
	}
	for i := range w.nodes {
		if n := &w.nodes[i]; n.up() && n.ledger.written() > n.ledger.durable || len(n.held) > n.first {
			return fmt.Sprintf("%s waits for its disk", n.spec.Name)
		}
	}
	for i := range w.buses {
		for k := range w.buses[i].followers {
			f := &w.buses[i].followers[k]
			if f.open > 0 || f.next < w.buses[i].next {
				return fmt.Sprintf("%s has %d deliveries of %s open", w.nodes[f.node].spec.Name, f.open, w.buses[i].spec.Name)
			}
		}
	}
	if idle := time.Duration(w.now - w.moved); idle < w.cfg.Settle {
		return fmt.Sprintf("something moved %v ago", idle)
	}
	return ""
}

// Order gives an operator's order to every outside party that is up. It gets it
// as soon as the clock goes on.
func (w *World) Order(typ string) {
	m := &sim.Message{Head: sim.Head{ID: typ, Type: typ, Region: w.cfg.Topology.Hub.Name, Tier: sim.Internal}}
	for i := range w.nodes {
		if n := &w.nodes[i]; n.spec.Outside {
			w.fly(0, event{kind: evOrder, dst: uint16(i)}, &flight{msg: m, from: sim.Nowhere, counted: true})
		}
	}
}
