package run

import (
	"slices"

	"github.com/seatrial/seatrial/sim/history"
)

// exposed are the fields that left a region, each with the type of its event.
type exposed map[[2]string]bool

func (e *exposed) see(r *history.Record) {
	for _, f := range r.Fields {
		e.add([2]string{r.Type.Text, f})
	}
}

func (e *exposed) add(field [2]string) {
	if *e == nil {
		*e = make(exposed)
	}
	(*e)[field] = true
}

func (e *exposed) merge(other exposed) {
	for field := range other {
		e.add(field)
	}
}

// names lists the fields: "OrderCreated customer".
func (e exposed) names() []string {
	out := make([]string, 0, len(e))
	for field := range e {
		out = append(out, field[0]+" "+field[1])
	}
	slices.Sort(out)
	return out
}
