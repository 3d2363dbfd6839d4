package specimen

import "github.com/seatrial/seatrial/sim/history"

// Fields of a new order: as consumers know them, by a newer schema and by an older.
var (
	orderKnown = []string{"id", "lines", "customer"}
	orderNewer = []string{"id", "lines", "customer", "gift"}
	orderOlder = []string{"id", "lines"}
)

// schemas returns what consumers know: every type but that of a rating.
func schemas() []history.EventShape {
	out := []history.EventShape{{Type: orderCreated.Text, Fields: orderKnown}}
	for _, t := range []history.Name{orderValidated, orderAllocated, orderCancelled, shipConfirmed, deliveredType} {
		out = append(out, history.EventShape{Type: t.Text, Fields: []string{"id", "line"}})
	}
	for _, t := range []history.Name{received, reserved, released, shippedStock} {
		out = append(out, history.EventShape{Type: t.Text, Fields: []string{"sku", "qty"}})
	}
	return append(out, history.EventShape{Type: probeSeen.Text, Fields: []string{"id"}})
}

// fields returns those of a new order: two in eight are of a neighbouring schema.
func (r *region) fields() []string {
	switch r.orders % 8 {
	case 2:
		return orderNewer
	case 6:
		return orderOlder
	}
	return orderKnown
}

// Every so many orders of a region are rated, by an event type that no schema has.
const rateEvery = 8

var (
	orderRated = history.N("OrderRated")
	rating     = []string{"id", "stars"}
	passOn     = history.N(history.PurposePassOn)
)

// rate lets an order be rated. The planner puts away what it does not know, the
// archive passes it on whole. All ratings of a region are one entity, so that what
// is open stays bounded.
func (h *History) rate(r *region) {
	if r.orders%rateEvery != 0 {
		return
	}
	r.rated++
	h.event(r, orderRated, r.ratings, r.rated, history.Name{}).Fields = rating
	e := r.pending[0]
	r.pending = r.pending[:0]
	h.store(r, &e)
	h.deliver(r, r.planner, &e, 1)
	h.reject(r, &e, history.ReasonDeadLetter).Note = "unknown type"
	a := h.apply(r, r.archive, &e, 1)
	a.Purpose, a.Fields = passOn, rating
}
