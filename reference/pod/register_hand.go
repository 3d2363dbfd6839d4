package pod

import (
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// reasonMoved is the answer to a repair that came too late: the owner has changed
// the row since, and the register has that.
const reasonMoved = "moved-on"

// repair sets a row right, as of a position of the owner's ledger. An event after
// that position knows better than the repair.
func (r *Register) repair(in *sim.Input, b *event.Body) {
	key, ok := r.target(b)
	switch {
	case !ok:
		r.answer(in, event.Refused, event.ReasonInvalid, 0)
		return
	case b.Pos > r.mark:
		r.answer(in, event.Shed, event.ReasonUnknown, 0) // it has not come as far itself
		return
	case r.since(key, b):
		r.answer(in, event.OK, reasonMoved, 0)
		return
	}
	r.out.Reach("row-repaired")
	r.set(event.RowRepaired, b, b.Pos)
	r.answer(in, event.OK, "", r.mark)
}

// since reports whether the row has changed after the position of a repair, or is
// as it should be.
func (r *Register) since(key uint64, b *event.Body) bool {
	want := &b.Batch.Items[0]
	w, there := r.get(key)
	switch {
	case there && w.pos > b.Pos:
		return true
	case b.Batch.Label == history.DriftExtra:
		return !there
	case there:
		return w.version == want.Version && w.state == want.State && w.onHand == want.OnHand && w.allocated == want.Allocated
	case key <= ordersFrom:
		return false
	}
	at, known := r.ended.Get(key - ordersFrom)
	return known && at > b.Pos || r.forgot > b.Pos
}

// target returns the key of the one row that a call is about.
func (r *Register) target(b *event.Body) (uint64, bool) {
	if len(b.Batch.Items) != 1 {
		return 0, false
	}
	return rowKey(r.site.Catalog, &b.Batch.Items[0])
}

// alter lets a hand change a row in the store, whatever the owner says. No copy
// should offer that; every store does, to whoever can write to its disk. A change
// that was made and not answered is answered again.
func (r *Register) alter(in *sim.Input, b *event.Body) {
	key, ok := r.target(b)
	w, there := r.get(key)
	switch {
	case !ok:
		r.answer(in, event.Refused, event.ReasonInvalid, 0)
		return
	case b.Key == r.hand.key:
		r.answer(in, event.OK, "", r.hand.mark)
		return
	case there == (b.Batch.Label == history.DriftExtra) || w.pos != b.Batch.Items[0].Pos:
		r.answer(in, event.Refused, reasonMoved, 0) // it is not what the hand has seen
		return
	}
	r.out.Reach("row-altered")
	r.hand = hand{key: b.Key, mark: r.mark}
	r.set(event.RowAltered, b, r.mark)
	r.answer(in, event.OK, "", r.mark)
}

// set writes a change of a row and lets it take effect.
func (r *Register) set(typ string, b *event.Body, pos uint64) {
	n := r.bodies.New()
	n.Key, n.Pos, n.Source = b.Key, pos, r.name
	n.Batch = &event.Batch{Label: b.Batch.Label, Items: slices.Clone(b.Batch.Items)}
	it := &n.Batch.Items[0]
	r.write(r.message(&sim.Head{ID: fmt.Sprintf("%s!%d", r.name, r.pos+1), Type: typ, Source: r.name, Entity: it.Entity, Version: it.Version,
		Region: r.site.Region, Tier: sim.Confidential, Corr: b.Key, Time: r.clock.Wall, Ledger: r.name, Pos: r.pos + 1}, n))
	r.put(n)
}

// put sets a row as a repair or a hand says. What a hand wrote keeps the position
// of the row, as nothing tells that it was there.
func (r *Register) put(b *event.Body) {
	it := &b.Batch.Items[0]
	key, _ := rowKey(r.site.Catalog, it)
	w := row{version: it.Version, pos: it.Pos, state: it.State, onHand: it.OnHand, allocated: it.Allocated}
	gone := b.Batch.Label == history.DriftExtra // a repair takes it away, a hand puts it there
	if b.Key == r.hand.key {
		gone = b.Batch.Label == history.DriftMissing
	}
	switch {
	case key <= ordersFrom:
		w.lost = gone
		r.stock[key-1] = w
	case gone:
		r.orders.Remove(key - ordersFrom)
	default:
		r.orders.Set(key-ordersFrom, w)
	}
}

// answer tells what became of a call, and how far the register had come.
func (r *Register) answer(in *sim.Input, status, reason string, mark uint64) {
	b := r.bodies.New()
	b.Status, b.Reason, b.Pos = status, reason, mark
	r.answerTo(in, sim.Confidential, b)
}

func (r *Register) pack() []byte {
	k := &event.Pack{Bytes: make([]byte, 0, 256+12*r.orders.Len())}
	k.Uint(r.pos)
	k.Uint(r.mark)
	k.Text(r.hand.key)
	k.Uint(r.hand.mark)
	k.Uint(uint64(len(r.stock)))
	for i := range r.stock {
		r.stock[i].pack(k)
	}
	numbers := r.orders.Numbers()
	slices.Sort(numbers) // so that equal states have equal snapshots
	k.Uint(uint64(len(numbers)))
	for _, n := range numbers {
		k.Uint(n)
		w, _ := r.orders.Get(n)
		w.pack(k)
	}
	return k.Bytes
}

func (w *row) pack(k *event.Pack) {
	k.Uint(flag(w.lost))
	k.Uint(w.version)
	k.Uint(w.pos)
	k.Uint(uint64(w.state))
	k.Int(w.onHand)
	k.Int(w.allocated)
}

func unpackRow(u *event.Unpack) row {
	return row{lost: u.Uint() == 1, version: u.Uint(), pos: u.Uint(), state: event.State(u.Uint()), onHand: u.Int(), allocated: u.Int()}
}

func (r *Register) unpack(snapshot []byte) {
	if snapshot == nil {
		return
	}
	r.out.Reach("snapshot-recovered")
	u := event.NewUnpack(snapshot)
	r.pos = u.Uint()
	r.saved, r.size = r.pos, len(snapshot)
	r.mark = u.Uint()
	r.hand = hand{key: u.Text(), mark: u.Uint()}
	for i := range u.Len() {
		if w := unpackRow(u); i < len(r.stock) {
			r.stock[i] = w
		}
	}
	for range u.Len() {
		n := u.Uint()
		r.orders.Set(n, unpackRow(u))
	}
	if u.Err != nil {
		panic(fmt.Sprintf("%s: %v", r.name, u.Err))
	}
}
