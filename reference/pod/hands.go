package pod

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// hands is how many changes of who takes the commands of a region are on the record of
// the region of a pod: of its own, and of the one whose standby is here.
type hands struct{ own, neighbour uint64 }

// handsName is the entity that a change of hands is of: whose commands they are, and
// where they are taken from now on or were.
func handsName(home, region string) string { return "hands/" + home + "/" + region }

// of returns the number of those that an entity has.
func (h *hands) of(entity, region string) *uint64 {
	if entity == handsName(region, region) {
		return &h.own
	}
	return &h.neighbour
}

// handsOf makes of an entry about a change of hands what its listeners are told: of the
// owner's commands (Source), in a term (Qty), what happened (Reason), as the n-th (Pos).
func handsOf(typ string, e *event.Body) *event.Body {
	label := map[string]string{event.IntakeOpened: history.LabelOpened, event.IntakeClosed: history.LabelClosed, event.CommandsReopened: history.LabelReopened}[typ]
	return &event.Body{Source: e.Source, Pos: e.Pos, Qty: int64(e.Lease.Term), Reason: label}
}

// change writes down that the standby opens or closes, and tells of it.
func (s *Standby) change(typ string) {
	b := s.bodies.New()
	b.Pos = s.news.n + 1
	s.append(typ, b)
	s.news.add(handsOf(typ, b))
	for i := range listeners {
		s.tell(i)
	}
}

// tell tells a listener of the first change that it has not heard of.
func (s *Standby) tell(i int) {
	if s.site.Defects.TakesOverSilently() {
		return
	}
	if id, b := s.news.next(i); b != nil {
		s.out.Call(s.news.to[i], id, s.message(&sim.Head{ID: fmt.Sprintf("%s!%d", s.name, b.Pos), Type: event.TellHands, Source: s.name, Entity: handsName(s.site.Home, s.site.Region),
			Region: s.site.Region, Tier: sim.Internal, Time: s.clock.Wall}, b))
	}
}

// told notes that a listener has heard of a change, and tells it of the next.
func (s *Standby) told(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || b.Status != event.OK {
		return
	}
	if i, fresh := s.news.heard(in.ID); fresh {
		s.tell(i)
	}
}

// tellNews tells the pod of the first time that it took commands again and that it has
// not put on record.
func (w *Warden) tellNews() {
	if id, b := w.news.next(tellsPod); b != nil {
		w.out.Call(w.site.Pod, id, w.message(&sim.Head{ID: fmt.Sprintf("%s!%d", w.name, b.Pos), Type: event.TellHands, Source: w.name, Entity: handsName(w.site.Region, w.site.Region),
			Region: w.site.Region, Tier: sim.Internal, Time: w.clock.Wall}, b))
	}
}

func (w *Warden) told(id uint64, b *event.Body) {
	if b.Status != event.OK {
		return
	}
	if _, fresh := w.news.heard(id); fresh {
		w.tellNews()
	}
}

// noteHands puts a change of hands on record, once. It is answered when that is
// durable; while the queue to the bus is full it waits.
func (p *Pod) noteHands(in *sim.Input, b *event.Body) {
	entity := in.Msg.Head.Entity
	known := p.hands.of(entity, p.site.Region)
	if !p.isNews(in, b.Pos > *known) {
		return
	}
	p.out.Reach("hands-on-record")
	body := p.bodies.New()
	body.Source, body.Qty, body.Reason = b.Source, b.Qty, b.Reason
	p.record(&entry{typ: event.HandsChanged, entity: entity, version: b.Pos, root: history.Hash(entity), tier: sim.Internal}, body)
	p.reply(in, event.OK, "")
}

func (p *Pod) packHands(k *event.Pack) {
	if p.site.RenewNano > 0 {
		k.Uint(p.hands.own)
		k.Uint(p.hands.neighbour)
	}
}

func (p *Pod) unpackHands(u *event.Unpack) {
	if p.site.RenewNano > 0 {
		p.hands.own, p.hands.neighbour = u.Uint(), u.Uint()
	}
}

// handsChanged tells people that another region's commands are taken here, and when
// that is over. A change that was told of is told of no more.
func (p *Pager) handsChanged(b *event.Body) {
	g := p.group(history.RuleStandsIn)
	if g == nil || b.Pos <= p.hands {
		return
	}
	p.hands = b.Pos
	switch {
	case b.Reason == history.LabelOpened && !g.open:
		p.raise(g, history.RuleStandsIn, int64(b.Pos), fmt.Sprintf("%s takes the orders of %s, in term %d", p.site.Region, b.Source, b.Qty))
	case b.Reason == history.LabelClosed && g.open:
		p.end(g, history.RuleStandsIn, int64(b.Pos), fmt.Sprintf("%s takes the orders of %s no more; what it took goes home", p.site.Region, b.Source))
	}
}
