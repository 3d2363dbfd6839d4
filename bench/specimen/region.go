package specimen

import (
	"fmt"
	"strconv"

	"github.com/seatrial/seatrial/sim/history"
)

var regionNames = []string{"ca", "ga", "il", "tx"}

// articles is how many articles a region keeps, and restock how many units of one
// come in when less than low are free.
const (
	articles = 50
	restock  = 100
	low      = 10
)

// region is one region: a pod with its ledger, its bus and a planner that follows it.
type region struct {
	name, ledger, bus, planner, archive, partner, desk, ratings history.Name

	stock   []article
	open    []*order
	orders  int
	pos     uint64
	epoch   uint32
	cut     int    // since which round the border is cut; 0 = it is open
	skewed  int    // since which round the clock is off
	kept    uint64 // by the bus
	letters uint64 // of the partner that nobody can read
	rated   uint64
	opened  int // by its vault
	files   int // that its partner sent
	pending []history.Record
	last    []history.Record // what went to the bus before
	done    []*order         // to be used again

	edge      edge
	figure    figure
	chain     chain
	operators operators
	probe     probe
	compared  comparison
	degraded  degradation
	buyer     buyer
	slips     slips
}

// article is one article of a region.
type article struct {
	sku, entity history.Name
	version     uint64
	book        history.Book
}

func newRegion(name string) *region {
	r := &region{name: history.N(name), ledger: history.N("pod/" + name), bus: history.N("bus/" + name),
		planner: history.N("planner/" + name), archive: history.N("archive/" + name), partner: history.N("partner/" + name),
		desk: history.N("desk/" + name), ratings: history.N("ratings/" + name), epoch: 1}
	r.slips = newSlips(name)
	r.probe = newProbe(name)
	r.compared = comparison{name: history.N("register/" + name), owner: history.N("pod/" + name + "-rows")}
	r.degraded = degradation{name: history.N("stages/" + name), entity: history.N("stage/" + name)}
	r.edge.name, r.chain.name = history.N("egress/"+name), history.N("audit/"+name)
	r.operators.operator, r.operators.officer = history.N("operator/"+name), history.N("officer/"+name)
	r.buyer.name = history.N("buyer/" + name)
	for i := range articles {
		sku := "s-" + strconv.Itoa(i+1)
		r.stock = append(r.stock, article{sku: history.N(sku), entity: history.N(fmt.Sprintf("sku/%s/%s", name, sku))})
	}
	return r
}

// event writes an event to the ledger of a region; flush lets it go on. The caller
// fills what is particular to it.
func (h *History) event(r *region, typ, entity history.Name, version uint64, cause history.Name) *history.Record {
	r.pos++
	e := h.say(history.KindAppend, r.name)
	e.Witness, e.Stream, e.Pos, e.Epoch = r.ledger, r.ledger, r.pos, r.epoch
	e.Event, e.Type, e.Entity, e.Version, e.Cause = history.N(r.name.Text+"-e"+strconv.FormatUint(r.pos, 10)), typ, entity, version, cause
	r.pending = append(r.pending, *e)
	return e
}

// flush lets what was written reach bus and planner: some of it twice, some out of
// turn.
func (h *History) flush(r *region) {
	for i := range r.pending {
		h.store(r, &r.pending[i])
	}
	for i := 0; i < len(r.pending); i++ {
		e, turn := &r.pending[i], h.below(6)
		if turn == 0 && i+1 < len(r.pending) && r.pending[i+1].Entity == e.Entity {
			late := &r.pending[i+1]
			h.deliver(r, r.planner, late, 1)
			h.reject(r, late, history.ReasonParked)
			h.apply(r, r.planner, e, 1)
			h.apply(r, r.planner, late, 2)
			i++
			continue
		}
		h.apply(r, r.planner, e, 1)
		if turn == 1 {
			h.deliver(r, r.planner, e, 2)
			h.reject(r, e, history.ReasonDuplicate)
		}
	}
	r.last, r.pending = r.pending, r.last[:0]
}

// about fills a record of a bus or consumer with what an event says of itself.
func about(to, e *history.Record) {
	to.Source, to.SourcePos, to.Event, to.Type = e.Stream, e.Pos, e.Event, e.Type
	to.Entity, to.Version, to.Epoch, to.Cause = e.Entity, e.Version, e.Epoch, e.Cause
}

// store lets the bus of a region keep an event.
func (h *History) store(r *region, e *history.Record) {
	s := h.say(history.KindStore, r.name)
	about(s, e)
	s.Stream, s.Pos = r.bus, r.stored()
}

// stored returns the next position of the bus.
func (r *region) stored() uint64 {
	r.kept++
	return r.kept
}

func (h *History) deliver(r *region, to history.Name, e *history.Record, attempt uint32) {
	d := h.say(history.KindDeliver, r.name)
	about(d, e)
	d.Consumer, d.Attempt = to, attempt
}

// apply delivers an event and lets it take effect.
func (h *History) apply(r *region, at history.Name, e *history.Record, attempt uint32) *history.Record {
	h.deliver(r, at, e, attempt)
	a := h.say(history.KindApply, r.name)
	about(a, e)
	a.Consumer = at
	return a
}

// reject lets the planner decide against an event.
func (h *History) reject(r *region, e *history.Record, why string) *history.Record {
	j := h.say(history.KindReject, r.name)
	about(j, e)
	j.Consumer, j.Reason = r.planner, why
	return j
}

// book changes the figures of an article; of may be nil.
func (h *History) book(r *region, a *article, typ history.Name, delta history.Book, of *order, line int) {
	a.version++
	a.book.OnHand += delta.OnHand
	a.book.Allocated += delta.Allocated
	cause := history.Name{}
	if of != nil {
		cause = of.last
	}
	e := h.event(r, typ, a.entity, a.version, cause)
	e.SKU, e.Delta, e.After = a.sku, delta, a.book
	if of != nil {
		e.From, e.Line = of.name, uint32(line+1)
	}
}

// move moves goods in the warehouse.
func (h *History) move(r *region, a *article, from, to string, units int64) {
	m := h.say(history.KindMove, r.name)
	m.SKU, m.Qty, m.From, m.To = a.sku, units, history.N(from), history.N(to)
}

// receive fills the shelf if an article runs low.
func (h *History) receive(r *region, a *article) {
	if a.book.OnHand-a.book.Allocated >= low {
		return
	}
	h.move(r, a, history.AccountOutside, history.AccountShelf, restock)
	h.book(r, a, received, history.Book{OnHand: restock}, nil, 0)
	h.flush(r)
}
