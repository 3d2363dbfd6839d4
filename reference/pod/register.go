package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// endedMax is how many orders a register remembers that have ended.
const endedMax = 1024

// Register is a copy of what the owner of a region knows: a row for each article
// and for each open order, kept for whoever must not ask the owner. It takes
// events strictly in the order of the owner's ledger. What it holds can be read a
// page at a time, and be set right a row at a time; see [Reconciler].
type Register struct {
	follower
	turns
	stock  []row // by article
	orders event.Index[row]
	ended  event.Index[uint64] // orders that have ended, and where
	past   event.Queue[uint64] // the same, oldest first
	forgot uint64              // endings up to here are not remembered
	hand   hand
}

// row is what a register has of an article or an order.
type row struct {
	lost              bool // of an article: there is none
	version, pos      uint64
	state             event.State
	onHand, allocated int64
}

// hand is the last change that somebody made by hand.
type hand struct {
	key  string
	mark uint64
}

// NewRegister returns the register of a site, before its recovery.
func NewRegister(site *Site) *Register {
	r := &Register{follower: follower{site: site, name: "register/" + site.Region, owner: "pod/" + site.Region}, turns: newTurns()}
	r.stock = make([]row, len(site.Catalog.Articles))
	for i := range r.stock {
		r.stock[i].onHand = site.Stock
	}
	return r
}

// Step reacts to one input.
func (r *Register) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	r.clock, r.out = clock, out
	switch in.Kind {
	case sim.InDeliver:
		if !r.strange(in) {
			r.deliver(in)
		}
	case sim.InCall:
		r.call(in)
	case sim.InRecover:
		r.unpack(in.Snapshot)
		r.replay(in, r.absorb)
		r.forgot = r.mark
	}
	r.save(r.pack)
	r.out = nil
}

func (r *Register) deliver(in *sim.Input) {
	v := parked{token: in.Token, msg: in.Msg}
	switch pos := in.Msg.Head.Pos; {
	case pos <= r.mark:
		r.out.Reach("duplicate-ignored")
		r.out.Count("duplicates_ignored", 1)
		r.out.Ack(in.Token)
	case pos > r.mark+1:
		r.park(v, r.out)
	default:
		for ok := true; ok; v, ok = r.next(r.out) {
			r.apply(v)
		}
	}
}

// apply lets an event take effect, or buries it.
func (r *Register) apply(v parked) {
	r.mark = v.msg.Head.Pos
	b, ok := r.open(v.msg)
	if !ok {
		r.bury(v.msg)
		r.out.Term(v.token)
		return
	}
	r.write(v.msg)
	r.take(&v.msg.Head, b)
	r.out.Ack(v.token)
}

// take sets the row that an event is about: whatever it was before, it is now as
// the owner says.
func (r *Register) take(h *sim.Head, b *event.Body) {
	w := row{version: h.Version, pos: h.Pos}
	if i, ok := r.site.Catalog.Index(b.SKU); ok && h.Entity == r.site.Catalog.Entities[i] {
		w.onHand, w.allocated = b.After.OnHand, b.After.Allocated
		r.stock[i] = w
		return
	}
	if b.State == event.NoState {
		return
	}
	_, n, _ := event.Number(h.Entity)
	if !b.State.Terminal() {
		w.state = b.State
		r.orders.Set(n, w)
		return
	}
	r.orders.Remove(n)
	r.ended.Set(n, h.Pos)
	r.past.Push(n)
	for r.past.Len() > endedMax {
		old := r.past.Pop()
		at, _ := r.ended.Get(old)
		r.forgot = max(r.forgot, at)
		r.ended.Remove(old)
	}
}

// absorb replays an entry.
func (r *Register) absorb(m *sim.Message, b *event.Body) {
	switch m.Head.Type {
	case event.Rejected:
		r.mark = max(r.mark, b.Pos)
	case event.RowAltered:
		r.hand = hand{key: b.Key, mark: b.Pos}
		r.put(b)
	case event.RowRepaired:
		r.put(b)
	default:
		r.mark = max(r.mark, m.Head.Pos)
		r.take(&m.Head, b)
	}
}

// get returns the row of a key.
func (r *Register) get(key uint64) (row, bool) {
	if key > ordersFrom {
		return r.orders.Get(key - ordersFrom)
	}
	if key < 1 || key > uint64(len(r.stock)) {
		return row{}, false
	}
	w := r.stock[key-1]
	return w, !w.lost
}

// call answers who reads rows, and who sets one.
func (r *Register) call(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err == nil {
		err = event.Validate(in.Msg.Head.Type, b)
	}
	switch {
	case err != nil:
		r.answer(in, event.Refused, event.ReasonInvalid, 0)
	case in.Msg.Head.Type == event.ReadRows:
		r.tell(in, b)
	case in.Msg.Head.Type == event.RepairRow:
		r.repair(in, b)
	case in.Msg.Head.Type == event.AlterRow:
		r.alter(in, b)
	default:
		r.answer(in, event.Refused, event.ReasonInvalid, 0)
	}
}

// tell answers with a page of rows and with the orders that have ended, as of the
// last event applied.
func (r *Register) tell(in *sim.Input, b *event.Body) {
	from, until, most := bounds(b)
	var keys []uint64
	for i := range r.stock {
		if !r.stock[i].lost {
			keys = append(keys, uint64(i)+1)
		}
	}
	for _, n := range r.orders.Numbers() {
		keys = append(keys, ordersFrom+n)
	}
	for _, n := range r.ended.Numbers() {
		if !r.orders.Has(n) {
			keys = append(keys, ordersFrom+n)
		}
	}
	keys, last := page(keys, from, until, most)
	a := r.bodies.New()
	a.Status, a.Pos, a.Qty, a.Batch = event.OK, r.mark, int64(r.forgot), &event.Batch{Until: last, Items: make([]event.Item, 0, len(keys))}
	for _, k := range keys {
		a.Batch.Items = append(a.Batch.Items, r.item(k))
	}
	r.answerTo(in, sim.Confidential, a)
}

// item is a row as it is told.
func (r *Register) item(key uint64) event.Item {
	w, ok := r.get(key)
	it := event.Item{Version: w.version, Pos: w.pos, State: w.state, OnHand: w.onHand, Allocated: w.allocated}
	if key <= ordersFrom {
		it.Entity, it.SKU = r.site.Catalog.Entities[key-1], r.site.Catalog.Articles[key-1]
		return it
	}
	it.Entity = event.OrderName(r.site.Region, key-ordersFrom)
	if !ok {
		at, _ := r.ended.Get(key - ordersFrom)
		it.Pos, it.Reason = at, rowEnded
	}
	return it
}

// rowEnded marks an order that has ended, and has no row.
const rowEnded = "ended"
