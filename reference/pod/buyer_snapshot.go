package pod

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/link"
)

// pack writes the whole state.
func (b *Buyer) pack() []byte {
	k := &event.Pack{}
	k.Text(string(b.Planner.pack()))
	k.Uint(b.next)
	for i, n := range b.onOrder {
		k.Int(n)
		k.Uint(flag(b.expedite[i]))
	}
	k.Uint(uint64(len(b.orders.list)))
	for _, p := range b.orders.list {
		k.Uint(p.n)
		k.Text(p.name)
		k.Uint(uint64(p.sku))
		k.Int(p.qty)
		k.Uint(uint64(p.supplier))
		k.Uint(uint64(p.lane))
		k.Uint(uint64(p.state))
		k.Uint(p.version)
		k.Text(p.last)
		k.Int(p.came)
		k.Int(p.cut)
		k.Uint(flag(p.called))
	}
	return k.Bytes
}

func (b *Buyer) unpack(snapshot []byte) {
	if snapshot == nil {
		return
	}
	u := event.NewUnpack(snapshot)
	b.Planner.unpack([]byte(u.Text()))
	b.size = len(snapshot)
	b.next = u.Uint()
	for i := range b.onOrder {
		b.onOrder[i], b.expedite[i] = u.Int(), u.Uint() == 1
	}
	for range u.Len() {
		b.orders.add(&purchase{n: u.Uint(), name: u.Text(), sku: int(u.Uint()), qty: u.Int(), supplier: int(u.Uint()), lane: link.Lane(u.Uint()),
			state: poState(u.Uint()), version: u.Uint(), last: u.Text(), came: u.Int(), cut: u.Int(), called: u.Uint() == 1, issued: b.clock.Mono})
	}
	if u.Err != nil {
		panic(fmt.Sprintf("%s: %v", b.name, u.Err))
	}
}
