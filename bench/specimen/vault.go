package specimen

import "github.com/seatrial/seatrial/sim/history"

// One request to a vault in so many comes from where nothing may be opened.
const strangerEvery = 4

var (
	terms, confidential = history.N("terms"), history.N("confidential")
	allowed, refused    = history.N("allowed"), history.N("refused")
	aggregator          = history.N("aggregator")
)

// open lets the desk of a region open what came home, and sometimes the hub ask too.
func (h *History) open(r *region, l *leaving) {
	h.ask(r, l, r.desk, r.name, allowed)
	if r.opened++; r.opened%strangerEvery == 0 {
		h.ask(r, l, aggregator, hub, refused).Reason = "region"
	}
}

func (h *History) ask(r *region, l *leaving, who, from, label history.Name) *history.Record {
	o := h.say(history.KindOpen, r.name)
	o.Type, o.Op, o.Event, o.Entity, o.Purpose = terms, history.N(r.sealed(l)), l.event, l.order, returnHome
	o.Consumer, o.From, o.Tier, o.Label = who, from, confidential, label
	return o
}
