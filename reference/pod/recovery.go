package pod

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// recover rebuilds the state from snapshot and tail, through the same function
// by which entries take effect, and begins a new epoch before anything else.
func (p *Pod) recover(in *sim.Input) {
	p.replay(in)
	p.resume()
	if p.epoch > 0 {
		p.out.Reach("epoch-started-again")
	}
	p.epoch++
	b := p.bodies.New()
	p.record(&entry{typ: event.EpochStarted, entity: p.name, version: uint64(p.epoch), tier: sim.Internal}, b)
	p.relay.start()
	p.noted.stir(p.site, &p.scribe, p.name, p.clock, p.out)
}

// replay takes in the snapshot and the entries after it.
func (p *Pod) replay(in *sim.Input) {
	if in.Snapshot != nil {
		p.out.Reach("snapshot-recovered")
		p.unpack(in.Snapshot)
	}
	for i, m := range in.Tail {
		pos := in.Pos - uint64(len(in.Tail)-1-i)
		if pos <= p.pos {
			continue // in the snapshot already
		}
		b, err := event.View(m.View, m.Body)
		if err != nil {
			panic(fmt.Sprintf("pod %s cannot read its own ledger at %d: %v", p.name, pos, err))
		}
		p.pos = pos
		p.absorb(m, b)
	}
	p.pos = in.Pos
}

// resume takes up what open orders need: every call that may be unanswered is
// made again, a little later, under its old key.
func (p *Pod) resume() {
	p.release = event.Queue[allocated]{}
	for o := p.orders.first; o != nil; o = o.next {
		for i := range o.lines {
			r := o.ref(i)
			switch s := o.lines[i].state; {
			case s == event.StateAllocated:
				p.release.Push(allocated{lineRef: r, at: p.clock.Mono})
			case next(s) != "":
				p.asks.Push(ask{lineRef: r, at: p.clock.Mono - askAfter})
			}
		}
	}
	for i := range p.stock {
		p.stock[i].copy = p.stock[i].Book
	}
	p.armWave()
	p.armAsk()
}

// pack writes the whole state.
func (p *Pod) pack() []byte {
	k := &event.Pack{Bytes: make([]byte, 0, p.saved.size+p.saved.size/8+1024)}
	k.Uint(p.pos)
	k.Uint(uint64(p.epoch))
	k.Uint(p.relay.acked)
	k.Uint(uint64(p.orders.byNumber.Len()))
	for o := p.orders.first; o != nil; o = o.next {
		o.pack(k)
	}
	k.Uint(uint64(len(p.stock)))
	for i := range p.stock {
		p.stock[i].pack(k)
	}
	p.keys.pack(k)
	p.desk.pack(k)
	p.packRights(k)
	p.packNoted(k)
	p.packHands(k)
	return k.Bytes
}

func (o *order) pack(k *event.Pack) {
	k.Uint(o.n)
	k.Text(o.name)
	k.Text(o.corr)
	k.Uint(o.version)
	k.Text(o.last)
	k.Uint(uint64(len(o.lines)))
	for _, l := range o.lines {
		k.Uint(uint64(l.sku))
		k.Int(l.qty)
		k.Uint(uint64(l.state))
		k.Text(l.last)
	}
}

func (s *stock) pack(k *event.Pack) {
	k.Int(s.OnHand)
	k.Int(s.Allocated)
	k.Int(s.Held)
	k.Uint(s.version)
	k.Uint(uint64(len(s.waiting)))
	for _, r := range s.waiting {
		k.Uint(r.n)
		k.Uint(uint64(r.line))
	}
}

// unpack reads what pack wrote. A damaged snapshot is a broken disk, which the
// pod cannot survive.
func (p *Pod) unpack(snapshot []byte) {
	u := event.NewUnpack(snapshot)
	p.pos = u.Uint()
	p.epoch = uint32(u.Uint())
	p.relay.acked = u.Uint()
	for range u.Len() {
		p.unpackOrder(u)
	}
	for i := range u.Len() {
		if i < len(p.stock) {
			p.unpackStock(u, &p.stock[i])
		}
	}
	p.keys.unpack(u, p.clock.Mono)
	p.desk.unpack(u, p.clock.Mono, p.site.Access.Span)
	p.unpackRights(u)
	p.unpackNoted(u)
	p.unpackHands(u)
	if u.Err != nil {
		panic(fmt.Sprintf("pod %s: %v", p.name, u.Err))
	}
	p.saved.pos, p.saved.size = p.pos, len(snapshot)
}

func (p *Pod) unpackOrder(u *event.Unpack) {
	o := p.orders.add(u.Uint())
	o.name, o.corr, o.version, o.last = u.Text(), u.Text(), u.Uint(), u.Text()
	o.root = history.Hash(o.corr)
	for range u.Len() {
		l := line{sku: int(u.Uint()), qty: u.Int(), state: event.State(u.Uint()), last: u.Text()}
		o.lines = append(o.lines, l)
		if !l.state.Terminal() {
			o.open++
		}
	}
}

func (p *Pod) unpackStock(u *event.Unpack, s *stock) {
	s.OnHand, s.Allocated, s.Held, s.version = u.Int(), u.Int(), u.Int(), u.Uint()
	for range u.Len() {
		n, i := u.Uint(), int(u.Uint())
		if o, _ := p.orders.byNumber.Get(n); o != nil {
			s.waiting = append(s.waiting, o.ref(i))
		}
	}
}
