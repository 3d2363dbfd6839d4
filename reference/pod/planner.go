package pod

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// Planner is a read model of a region's stock. It follows the stock events of
// the bus and takes them per article in the order of (epoch, version): older
// ones are rejected, later ones wait until the gap is filled. Each effect is
// written together with its mark, then acknowledged.
type Planner struct {
	follower
	figures []figure
	parked  map[uint64]parked // by article and version; looked up, never ranged over

	after func(sku int, m *sim.Message, b *event.Body) // told of each event that took effect; nil = nobody is
}

// figure is what the planner knows of one article.
type figure struct {
	onHand, allocated int64
	version           uint64
	epoch             uint32
	asOf              int64 // wall clock of the owner
}

// NewPlanner returns the planner of a site, before its recovery.
func NewPlanner(site *Site) *Planner {
	p := &Planner{follower: follower{site: site, name: "planner/" + site.Region, owner: "pod/" + site.Region}, parked: map[uint64]parked{}}
	p.figures = make([]figure, len(site.Catalog.Articles))
	for i := range p.figures {
		p.figures[i].onHand = site.Stock
	}
	return p
}

// Step reacts to one input.
func (p *Planner) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	p.clock, p.out = clock, out
	switch in.Kind {
	case sim.InDeliver:
		if !p.strange(in) {
			p.deliver(in)
		}
	case sim.InCall:
		p.answer(in)
	case sim.InRecover:
		p.unpack(in.Snapshot)
		p.replay(in, p.absorb)
	}
	p.save(p.pack)
	p.out = nil
}

func (p *Planner) deliver(in *sim.Input) {
	b, ok := p.open(in.Msg)
	sku, known := 0, false
	if ok {
		sku, known = p.site.Catalog.Index(b.SKU)
	}
	if !ok || !known {
		p.bury(in.Msg)
		p.out.Term(in.Token)
		return
	}
	v := parked{token: in.Token, msg: in.Msg, body: b}
	switch f := &p.figures[sku]; {
	case p.stale(f, &in.Msg.Head):
		p.out.Ack(in.Token)
	case in.Msg.Head.Version > f.version+1 && !p.site.Defects.ComparesClocks():
		p.park(sku, v)
	default:
		p.apply(sku, v)
		p.unpark(sku)
	}
}

// stale reports whether an event is not newer than what is known, and notes why.
func (p *Planner) stale(f *figure, h *sim.Head) bool {
	if p.site.Defects.ComparesClocks() {
		return p.older(f, h)
	}
	switch {
	case h.Version > f.version && h.Epoch >= f.epoch:
		return false
	case h.Version == f.version:
		p.out.Reach("duplicate-ignored")
		p.out.Count("duplicates_ignored", 1)
		return !p.site.Defects.NoDedup()
	}
	p.out.Reach("stale-rejected")
	p.out.Count("stale_rejected", 1)
	return !p.site.Defects.AcceptsStale()
}

// apply takes the figures of an event.
func (p *Planner) apply(sku int, v parked) {
	p.write(v.msg)
	p.take(sku, &v.msg.Head, v.body)
	p.out.Ack(v.token)
	if p.after != nil {
		p.after(sku, v.msg, v.body)
	}
}

func (p *Planner) take(sku int, h *sim.Head, b *event.Body) {
	f := &p.figures[sku]
	f.onHand, f.allocated, f.asOf = b.After.OnHand, b.After.Allocated, h.Time
	f.version, f.epoch = max(f.version, h.Version), max(f.epoch, h.Epoch)
}

// absorb replays an entry.
func (p *Planner) absorb(m *sim.Message, b *event.Body) {
	if sku, ok := p.site.Catalog.Index(b.SKU); ok && m.Head.Type != event.Rejected {
		p.take(sku, &m.Head, b)
	}
}

// park keeps an event back. Redelivered, it only gets a new token.
func (p *Planner) park(sku int, v parked) {
	key := parkKey(sku, v.msg.Head.Version)
	if _, ok := p.parked[key]; !ok && len(p.parked) >= parkedMax {
		p.out.Reach("park-full")
		p.out.Nak(v.token, nakAfter)
		return
	}
	p.out.Reach("gap-parked")
	p.parked[key] = v
}

// unpark applies what waited for the event just applied. An event whose writer
// was fenced while it waited is rejected now; its place is still open.
func (p *Planner) unpark(sku int) {
	for len(p.parked) > 0 {
		f := &p.figures[sku]
		key := parkKey(sku, f.version+1)
		v, ok := p.parked[key]
		if !ok {
			return
		}
		delete(p.parked, key)
		if p.stale(f, &v.msg.Head) {
			p.out.Ack(v.token)
			return
		}
		p.out.Reach("gap-filled")
		p.apply(sku, v)
	}
}

func parkKey(sku int, version uint64) uint64 { return uint64(sku)<<44 | version }

// answer shows every figure, as of the last event that made it.
func (p *Planner) answer(in *sim.Input) {
	b := p.bodies.New()
	b.Status = event.OK
	b.Batch = &event.Batch{Label: p.label(), Items: make([]event.Item, 0, len(p.figures))}
	for i := range p.figures {
		f := &p.figures[i]
		b.Batch.Items = append(b.Batch.Items, event.Item{Entity: p.site.Catalog.Entities[i], SKU: p.site.Catalog.Articles[i],
			OnHand: f.onHand, Allocated: f.allocated, Version: f.version, Epoch: f.epoch, Time: f.asOf})
	}
	p.answerTo(in, sim.Internal, b)
}

// label says whose word the figures are.
func (p *Planner) label() string {
	if p.site.Defects.LabelsStale() {
		return event.Authoritative
	}
	return event.Provisional
}

func (p *Planner) pack() []byte {
	k := &event.Pack{}
	k.Uint(p.pos)
	k.Uint(uint64(len(p.figures)))
	for _, f := range p.figures {
		k.Int(f.onHand)
		k.Int(f.allocated)
		k.Uint(f.version)
		k.Uint(uint64(f.epoch))
		k.Int(f.asOf)
	}
	return k.Bytes
}

func (p *Planner) unpack(snapshot []byte) {
	if snapshot == nil {
		return
	}
	p.out.Reach("snapshot-recovered")
	u := event.NewUnpack(snapshot)
	p.pos = u.Uint()
	p.saved, p.size = p.pos, len(snapshot)
	for i := range u.Len() {
		f := figure{onHand: u.Int(), allocated: u.Int(), version: u.Uint(), epoch: uint32(u.Uint()), asOf: u.Int()}
		if i < len(p.figures) {
			p.figures[i] = f
		}
	}
	if u.Err != nil {
		panic(fmt.Sprintf("%s: %v", p.name, u.Err))
	}
}
