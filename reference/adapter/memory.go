package adapter

import (
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/reference/event"
)

// What an adapter remembers. Beyond it a file that comes again is no longer answered
// as it was, but rejected: its control number was used. Nothing is ordered twice as
// long as the partner does not use the number of an order again after so many.
const (
	answersMax  = 1 << 12 // transmissions
	knownMax    = 1 << 12 // interchanges
	ordersMax   = 1 << 18 // numbers of orders
	partnersMax = 1 << 8
	gapsMax     = 1 << 10 // gaps of a partner, of numbers that may still come late

	saveEvery = 64 // entries between two snapshots, at least
	saveBytes = 64 // bytes of a snapshot per entry between two: a large state is saved less often
)

// memory is a map that forgets the oldest first.
type memory[V any] struct {
	limit int
	at    map[uint64]V // looked up, never ranged over
	order event.Queue[uint64]
}

func newMemory[V any](limit int) memory[V] { return memory[V]{limit: limit, at: map[uint64]V{}} }

func (m *memory[V]) get(key uint64) (V, bool) {
	v, ok := m.at[key]
	return v, ok
}

// put enters a key, or changes its value.
func (m *memory[V]) put(key uint64, v V) {
	if _, known := m.at[key]; !known {
		if m.order.Len() == m.limit {
			delete(m.at, m.order.Pop())
		}
		m.order.Push(key)
	}
	m.at[key] = v
}

// each visits what is remembered, the oldest first.
func (m *memory[V]) each(visit func(key uint64, v V)) {
	for i := range m.order.Len() {
		key := *m.order.At(i)
		visit(key, m.at[key])
	}
}

// numbers are the control numbers of a partner: the highest, and those below it
// that were not used yet, from the first that was seen on.
type numbers struct {
	name uint64
	high int64
	gaps [][2]int64 // from and to, ascending
}

// used reports whether a number was, or is too old to tell.
func (p *numbers) used(n int64) bool {
	return n <= p.high && !slices.ContainsFunc(p.gaps, func(g [2]int64) bool { return g[0] <= n && n <= g[1] })
}

func (p *numbers) use(n int64) {
	switch {
	case p.high == 0 && n > 1:
		p.gaps = append(p.gaps, [2]int64{1, n - 1})
		p.high = n
	case n > p.high:
		if n > p.high+1 {
			p.gaps = append(p.gaps, [2]int64{p.high + 1, n - 1})
		}
		p.high = n
	default:
		p.fill(n)
	}
	if len(p.gaps) > gapsMax {
		p.gaps = p.gaps[1:]
	}
}

// fill takes a number that came late out of its gap.
func (p *numbers) fill(n int64) {
	for i, g := range p.gaps {
		if g[0] > n || n > g[1] {
			continue
		}
		var rest [][2]int64
		if g[0] < n {
			rest = append(rest, [2]int64{g[0], n - 1})
		}
		if n < g[1] {
			rest = append(rest, [2]int64{n + 1, g[1]})
		}
		p.gaps = slices.Replace(p.gaps, i, i+1, rest...)
		return
	}
}

// partner returns the numbers of a sender and a receiver.
func (a *Adapter) partner(name uint64) *numbers {
	for _, p := range a.partners {
		if p.name == name {
			return p
		}
	}
	return nil
}

// save stores a snapshot now and then, and lets the ledger before it go.
func (a *Adapter) save() {
	if a.pos-a.saved < uint64(max(a.every, a.size/saveBytes)) {
		return
	}
	state := a.pack()
	a.saved, a.size = a.pos, len(state)
	a.out.Count("snapshots", 1)
	a.out.Snapshot(a.pos, state, a.pos+1)
}

// pack writes the whole state.
func (a *Adapter) pack() []byte {
	k := &event.Pack{}
	k.Int(a.control)
	k.Uint(a.count)
	k.Uint(uint64(a.answers.order.Len()))
	a.answers.each(func(key uint64, text string) { k.Uint(key); k.Text(text) })
	k.Uint(uint64(a.known.order.Len()))
	a.known.each(func(key uint64, x exchange) { k.Uint(key); k.Uint(x.digest); k.Text(x.answer) })
	k.Uint(uint64(a.orders.order.Len()))
	a.orders.each(func(key, n uint64) { k.Uint(key); k.Uint(n) })
	k.Uint(uint64(len(a.partners)))
	for _, p := range a.partners {
		k.Uint(p.name)
		k.Int(p.high)
		k.Uint(uint64(len(p.gaps)))
		for _, g := range p.gaps {
			k.Int(g[0])
			k.Int(g[1])
		}
	}
	k.Uint(uint64(len(a.open)))
	for _, n := range a.open {
		a.taken[n].pack(k)
	}
	k.Uint(a.collected)
	k.Uint(uint64(len(a.outbox)))
	for _, text := range a.outbox {
		k.Text(text)
	}
	return k.Bytes
}

func (o *order) pack(k *event.Pack) {
	k.Uint(o.n)
	for _, text := range [...]string{o.po, o.op, o.key, o.date, o.parties.senderQualifier, o.parties.sender, o.parties.receiverQualifier, o.parties.receiver} {
		k.Text(text)
	}
	k.Uint(uint64(len(o.lines)))
	for _, l := range o.lines {
		k.Text(l.SKU)
		k.Int(l.Qty)
	}
}

func (a *Adapter) unpack(snapshot []byte) {
	if snapshot == nil {
		return
	}
	u := event.NewUnpack(snapshot)
	a.control, a.count, a.size = u.Int(), u.Uint(), len(snapshot)
	for range u.Len() {
		key := u.Uint()
		a.answers.put(key, u.Text())
	}
	for range u.Len() {
		key := u.Uint()
		digest := u.Uint()
		a.known.put(key, exchange{digest: digest, answer: u.Text()})
	}
	for range u.Len() {
		key := u.Uint()
		a.orders.put(key, u.Uint())
	}
	for range u.Len() {
		p := &numbers{name: u.Uint(), high: u.Int()}
		for range u.Len() {
			from := u.Int()
			p.gaps = append(p.gaps, [2]int64{from, u.Int()})
		}
		a.partners = append(a.partners, p)
	}
	for range u.Len() {
		o := unpackOrder(u)
		a.taken[o.n] = o
		a.open = append(a.open, o.n)
	}
	a.collected = u.Uint()
	for range u.Len() {
		a.outbox = append(a.outbox, u.Text())
	}
	if u.Err != nil {
		panic(fmt.Sprintf("%s: %v", a.name, u.Err))
	}
}

func unpackOrder(u *event.Unpack) *order {
	o := &order{n: u.Uint()}
	for _, text := range [...]*string{&o.po, &o.op, &o.key, &o.date, &o.parties.senderQualifier, &o.parties.sender, &o.parties.receiverQualifier, &o.parties.receiver} {
		*text = u.Text()
	}
	for range u.Len() {
		sku := u.Text()
		o.lines = append(o.lines, event.Line{SKU: sku, Qty: u.Int()})
	}
	return o
}
