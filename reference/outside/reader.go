package outside

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

const (
	queryAgain = 1_000_000_000
	queriesMax = 60 // repetitions of one query
)

// Shelf is a place where figures of one region can be read.
type Shelf struct {
	Addr   sim.Addr
	Viewed string // who shows them: "planner/tx", "aggregator"
	Owner  string // whose figures: "tx"
	Demand bool   // figures of demand that are released, and not those of stock
}

// Reader looks at figures when an operator asks for it, and witnesses what it was
// shown. It asks again for what is not answered.
type Reader struct {
	party
	shelves []Shelf
	round   uint64
	tries   int
	open    []bool // by shelf: asked, not answered

	every, until int64 // it also looks by itself, that often and that long; 0 = never
}

// NewReader returns a reader in a region of some shelves.
func NewReader(s *Site, shelves []Shelf) *Reader {
	return &Reader{party: newParty("reader", s), shelves: shelves, open: make([]bool, len(shelves))}
}

// Watching lets a reader look by itself as well, every so often until an instant.
func (r *Reader) Watching(every, until int64) *Reader {
	r.every, r.until = every, until
	return r
}

// Timers of a reader.
const (
	timerQuery = iota + 1
	timerLook
)

// Step reacts to one input.
func (r *Reader) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	r.begin(clock, out)
	defer r.end()
	switch in.Kind {
	case sim.InStart:
		if r.every > 0 {
			r.out.Timer(timerLook, r.every)
		}
	case sim.InOperator:
		if in.Msg.Head.Type == event.AuditOrder {
			r.look()
		}
	case sim.InTimer:
		switch {
		case in.ID == timerLook && r.clock.Mono < r.until:
			r.out.Timer(timerLook, r.every)
			r.look()
		case in.ID == timerQuery && r.tries < queriesMax:
			r.query()
		}
	case sim.InReply:
		r.shown(in)
	}
}

// look asks every shelf anew.
func (r *Reader) look() {
	r.round++
	r.tries = 0
	for i := range r.open {
		r.open[i] = true
	}
	r.query()
}

// query asks every shelf that has not answered.
func (r *Reader) query() {
	asked := false
	for i, s := range r.shelves {
		if !r.open[i] {
			continue
		}
		asked = true
		b := r.bodies.New()
		b.Key = r.name + "/" + strconv.FormatUint(r.round, 10) + "/" + s.Owner
		b.Source = "pod/" + s.Owner
		typ := event.QueryStock
		if s.Demand {
			typ = event.QueryDemand
			b.Key += "/demand"
		}
		r.out.Call(s.Addr, r.round<<8|uint64(i), r.message(typ, s.Viewed, sim.Internal, b))
	}
	if asked {
		r.tries++
		r.out.Timer(timerQuery, queryAgain)
	}
}

// shown witnesses every figure of an answer.
func (r *Reader) shown(in *sim.Input) {
	i := int(in.ID & 0xFF)
	if in.ID>>8 != r.round || i >= len(r.open) || !r.open[i] {
		return
	}
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || b.Status != event.OK || b.Batch == nil {
		return
	}
	r.open[i] = false
	if r.shelves[i].Demand {
		r.released(b, history.N(r.shelves[i].Viewed))
		return
	}
	viewed, owner, label := history.N(r.shelves[i].Viewed), history.N(r.shelves[i].Owner), history.N(b.Batch.Label)
	for k := range b.Batch.Items {
		it := &b.Batch.Items[k]
		v := r.out.Witness(history.KindView)
		v.Consumer, v.From, v.Entity, v.SKU, v.Label = viewed, owner, history.N(it.Entity), history.N(it.SKU), label
		v.After = history.Book{OnHand: it.OnHand, Allocated: it.Allocated}
		v.Version, v.Epoch, v.AsOf, v.Wall = it.Version, it.Epoch, it.Time, r.clock.Wall
	}
}

// released witnesses every figure of demand: how many orders came within a range
// of positions of a region's ledger.
func (r *Reader) released(b *event.Body, viewed history.Name) {
	for k := range b.Batch.Items {
		it := &b.Batch.Items[k]
		v := r.out.Witness(history.KindRelease)
		v.Consumer, v.Entity, v.Type, v.To = viewed, history.N(it.Entity), history.N(it.Type), history.N(r.site.Region)
		v.Source, v.SourcePos, v.Pos, v.Qty, v.Version = history.N(b.Source), it.Pos, it.Version, it.Qty, uint64(it.OnHand)
	}
}
