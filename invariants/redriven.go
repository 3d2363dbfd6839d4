package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// redriven is a line of one region with which another goes on as an order of its own.
type redriven struct {
	home history.Name
	line uint32
	as   history.Name
}

// ship notes that a line was really shipped.
func (c *failover) ship(r *history.Record) {
	if !c.terms.Wholesale {
		return
	}
	c.shipped[join(r.Entity.Key, uint64(r.Line))] = refer(r)
	c.shipped[r.Entity.Key] = refer(r)
}

// twice finds lines that both regions shipped.
func (c *failover) twice(out *Result) {
	for _, d := range c.driven {
		out.Evaluated++
		there, here := c.shipped[d.as.Key], c.shipped[join(d.home.Key, uint64(d.line))]
		if there == 0 || here == 0 {
			continue
		}
		out.Breach(nil, func() string {
			return fmt.Sprintf("line %d of %s was shipped at home, and again as %s", d.line, d.home, d.as)
		}, here, there)
	}
}
