package pod

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// labels are those of the changes, by the types of their entries.
var labels = map[string]string{event.StageEntered: history.LabelEntered, event.StageLeaving: history.LabelLeaving, event.StageLeft: history.LabelLeft}

func (s *Stages) buys() bool { return s.to[atTheBuyer] != sim.Nowhere }

// change writes a change of the stage, lets it take effect, and tells of it.
func (s *Stages) change(typ string, g *guard) {
	b := s.bodies.New()
	b.Pos, b.Qty, b.Reason, b.Batch = s.news.n+1, s.stage, labels[typ], &event.Batch{Until: s.mark}
	if g != nil {
		b.Batch.Items = []event.Item{{Type: g.rule.Figure, Qty: g.value}}
	}
	s.pos++
	s.out.Append(s.pos, s.message(&sim.Head{ID: fmt.Sprintf("%s!%d", s.name, s.pos), Type: typ, Source: s.name, Entity: "stage/" + s.site.Region, Version: b.Pos,
		Region: s.site.Region, Tier: sim.Internal, Time: s.clock.Wall, Ledger: s.name, Pos: s.pos}, b))
	s.take(b)
	s.since, s.still, s.due = s.clock.Mono, 0, true
	s.out.Reach("stage-changed")
}

// take lets a change take effect, when it is written and when it is replayed.
func (s *Stages) take(b *event.Body) {
	s.mark = b.Batch.Until
	s.leaving = b.Reason == history.LabelLeaving
	s.stage = b.Qty
	if b.Reason == history.LabelLeft {
		s.stage--
	}
	s.news.add(b)
}

// tell tells a listener of the first change that it has not heard of.
func (s *Stages) tell(i int) {
	if id, b := s.news.next(i); b != nil {
		s.out.Call(s.news.to[i], id, s.letter(event.TellStage, b))
	}
}

// heard notes that a listener has heard of a change, and tells it of the next.
func (s *Stages) heard(id uint64, b *event.Body) {
	if b.Status != event.OK {
		return
	}
	if i, fresh := s.news.heard(id); fresh {
		s.tell(i)
	}
}

// recover takes up the stage that was in force. Whoever may not have heard of a
// change is told again, and knows what it has heard of.
func (s *Stages) recover(in *sim.Input) {
	if in.Snapshot != nil {
		s.unpack(in.Snapshot)
	}
	for i, m := range in.Tail {
		if in.Pos-uint64(len(in.Tail)-1-i) <= s.pos {
			continue
		}
		b, err := event.View(m.View, m.Body)
		if err != nil {
			panic(fmt.Sprintf("%s cannot read its own ledger: %v", s.name, err))
		}
		s.take(b)
	}
	s.pos, s.since = in.Pos, s.clock.Mono
	s.news.again()
}

// save stores a snapshot now and then, when everybody has heard of everything.
func (s *Stages) save() {
	if s.pos-s.saved < saveEvery || !s.news.done() {
		return
	}
	k := &event.Pack{}
	k.Uint(s.pos)
	k.Uint(s.news.n)
	k.Int(s.stage)
	k.Uint(flag(s.leaving))
	k.Uint(s.mark)
	s.saved = s.pos
	s.news.forget()
	s.out.Count("snapshots", 1)
	s.out.Snapshot(s.pos, k.Bytes, s.pos+1)
}

func (s *Stages) unpack(snapshot []byte) {
	s.out.Reach("snapshot-recovered")
	u := event.NewUnpack(snapshot)
	s.pos, s.news.n, s.stage, s.leaving, s.mark = u.Uint(), u.Uint(), u.Int(), u.Uint() == 1, u.Uint()
	s.saved = s.pos
	s.news.forget()
	if u.Err != nil {
		panic(fmt.Sprintf("%s: %v", s.name, u.Err))
	}
}
