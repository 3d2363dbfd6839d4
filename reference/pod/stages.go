package pod

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// timerLook is the only timer of the stages of a region.
const timerLook = 1

// quietLooks is how many looks find nothing that moves before nobody looks any more.
const quietLooks = 3

// Who is looked at, and who is told of changes.
const (
	atThePod = iota
	atTheEgress
	atTheBuyer
	lookedAt
)

// Stages decides what a region does without, for the sake of the rest. Now and then
// it looks at the pod, at egress and at the buyer: each look tells them the stage and
// brings back a figure. Its guards let it go up by one stage, and down by one again
// when all is calm:
//
//	0 normal --> 1 freeze-analytics --> 2 queue-suppliers --> 3 reroute
//	        <--                    <--                  <--
//
// A stage is left in two steps: first what it held back is let go, and only when
// nothing of that is left the stage below is all there is. Each change stands in its
// ledger before anybody hears of it; the pod puts it on the region's record and the
// pager tells people, each once.
//
// That a region is lost (4) it cannot see itself. Whoever takes over declares it, for
// the region, beside this machine.
type Stages struct {
	site  *Site
	name  string
	rules *history.Stages
	to    [lookedAt]sim.Addr
	news  teller
	scribe
	clock sim.Clock
	out   *sim.Effects

	pos, saved uint64
	stage      int64
	leaving    bool   // it is let go of
	mark       uint64 // position up to which what was held back has to go
	since      int64  // when it changed last, or this life began

	looks   uint64 // in this life
	open    [lookedAt]bool
	seen    [lookedAt]reading // of the look under way; good where known
	known   [lookedAt]bool
	fresh   bool // nothing was decided by the look under way
	due     bool // the stage has changed since the last look
	guards  []guard
	still   int
	resting bool
}

// NewStages returns the stages of a site, before their recovery. Who is nowhere is
// not asked, and not told.
func NewStages(site *Site, rules *history.Stages, egress, buyer, pager sim.Addr) *Stages {
	s := &Stages{site: site, name: "stages/" + site.Region, rules: rules, to: [lookedAt]sim.Addr{site.Pod, egress, buyer},
		news: newTeller(site.Pod, pager)}
	for i := range rules.Guards {
		s.guards = append(s.guards, newGuard(&rules.Guards[i]))
	}
	return s
}

// Step reacts to one input.
func (s *Stages) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	s.clock, s.out = clock, out
	switch in.Kind {
	case sim.InRecover:
		s.recover(in)
		s.look()
	case sim.InTimer:
		s.decide()
		s.look()
	case sim.InCall:
		if in.Msg.Head.Type == event.StirStage {
			s.stirred()
		}
	case sim.InReply:
		s.answered(in)
	}
	s.save()
	s.out = nil
}

// stirred begins to look again.
func (s *Stages) stirred() {
	s.still = 0
	if s.resting {
		s.resting = false
		s.out.Reach("stages-woke")
		s.look()
	}
}

// inForce is the stage by which the others act: one that is let go of is not.
func (s *Stages) inForce() int64 {
	if s.leaving {
		return s.stage - 1
	}
	return s.stage
}

// look tells everybody the stage and asks how they do.
func (s *Stages) look() {
	s.looks++
	s.due = false
	s.resting = s.still >= quietLooks
	s.known, s.fresh = [lookedAt]bool{}, true
	for i, addr := range s.to {
		s.open[i] = addr != sim.Nowhere
		if !s.open[i] {
			continue
		}
		b := s.bodies.New()
		b.Qty = s.inForce()
		if s.resting {
			b.Reason = history.ReasonResting
		}
		s.out.Call(addr, s.looks<<2|uint64(i), s.letter(event.LookStage, b))
	}
	for i := range listeners {
		s.tell(i)
	}
	if s.resting {
		s.out.Reach("stages-rest")
		return
	}
	s.out.Timer(timerLook, s.rules.EveryNano)
}

func (s *Stages) letter(typ string, b *event.Body) *sim.Message {
	return s.message(&sim.Head{ID: fmt.Sprintf("%s#%d", s.name, s.looks), Type: typ, Source: s.name, Entity: "stage/" + s.site.Region,
		Region: s.site.Region, Tier: sim.Internal, Time: s.clock.Wall}, b)
}

// answered takes an answer to a look, or the word that a change was heard of.
func (s *Stages) answered(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || event.ValidateReply(b) != nil {
		return
	}
	if in.ID&tellCall != 0 {
		s.heard(in.ID, b)
		return
	}
	i := int(in.ID & 3)
	r, ok := readingOf(b)
	if !ok || in.ID>>2 != s.looks || i >= lookedAt || !s.open[i] {
		return
	}
	s.open[i], s.known[i], s.seen[i] = false, true, r
	if s.resting && !r.idle {
		s.stirred()
		return
	}
	if s.open == [lookedAt]bool{} {
		s.decide()
	}
	if s.due {
		s.look()
	}
}

// decide changes the stage if the figures of the look ask for it. Who did not answer
// says nothing, neither that the stage is needed nor that it is not.
func (s *Stages) decide() {
	if !s.fresh {
		return
	}
	s.fresh = false
	for i := range s.guards {
		value, known := s.value(s.guards[i].rule.Figure)
		s.guards[i].see(value, known, s.clock.Mono)
	}
	s.settle()
	if s.leaving && s.drained() {
		s.change(event.StageLeft, nil)
		return
	}
	if s.clock.Mono-s.since < s.rules.DwellNano {
		return
	}
	if g := s.asking(); g != nil {
		s.enter(g)
	} else if s.stage > history.StageNormal && !s.leaving && s.calm() && s.known[atThePod] {
		s.leave()
	}
}

// settle counts the looks that found nothing to do.
func (s *Stages) settle() {
	idle := s.stage == history.StageNormal && s.news.done()
	for i, addr := range s.to {
		idle = idle && (addr == sim.Nowhere || s.known[i] && s.seen[i].idle)
	}
	if idle {
		s.still++
	} else {
		s.still = 0
	}
}

// value returns the figure of the machine that reports it.
func (s *Stages) value(figure string) (int64, bool) {
	for i := range s.seen {
		if s.known[i] && s.seen[i].figure == figure {
			return s.seen[i].value, true
		}
	}
	return 0, false
}

// enter goes up by one stage, or keeps one that was let go of.
func (s *Stages) enter(g *guard) {
	if !s.leaving {
		s.stage++
	}
	switch s.stage {
	case history.StageFreeze:
		s.out.Reach("stage-freeze-analytics")
	case history.StageQueue:
		s.out.Reach("stage-queue-suppliers")
	case history.StageReroute:
		s.out.Reach("stage-reroute")
	}
	s.change(event.StageEntered, g)
}

// leave lets go of what the stage held back.
func (s *Stages) leave() {
	s.mark = s.seen[atThePod].pos
	s.change(event.StageLeaving, s.loosest())
	if s.site.Defects.SkipsDrain() {
		s.change(event.StageLeft, nil)
	}
}

// drained reports whether nothing is left of what the stage held back. What a region
// does not take at the third it has not kept either: whoever takes it in its place is
// to be asked here.
func (s *Stages) drained() bool {
	switch s.stage {
	case history.StageFreeze:
		return s.known[atTheEgress] && s.seen[atTheEgress].pos >= s.mark
	case history.StageQueue:
		return s.to[atTheBuyer] == sim.Nowhere || s.known[atTheBuyer] && s.seen[atTheBuyer].held == 0
	}
	return true
}
