package pod

import (
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// told lists what calls of a step tell a listener of, as reasons.
func (s *stage) toldOf(to sim.Addr) (out []string) {
	for _, e := range s.last {
		if e.Kind == sim.EffCall && e.To == to && e.Msg.Head.Type == event.TellHands {
			out = append(out, e.Msg.View.(*event.Body).Reason)
		}
	}
	return out
}

// A standby tells pod and pager that it opened, and that it closed only when they have
// heard of the first; after a restart it tells them again.
func TestStandbyTellsWhoTakesOrders(t *testing.T) {
	s := newStandbyStage(100)
	check := func(when string, want ...string) {
		t.Helper()
		for _, to := range []sim.Addr{warehouse, carrier} {
			if got := s.toldOf(to); len(got) != len(want) || len(got) > 0 && got[0] != want[0] {
				t.Errorf("%s, %d is told %v, want %v", when, to, got, want)
			}
		}
	}
	check("as it opens", history.LabelOpened)
	s.step(sim.Input{Kind: sim.InCall, From: client, Msg: answerOf(event.PullIntake, &event.Body{Pos: 1, Lease: &event.Lease{Term: 2, Pos: 1, Back: true}})})
	check("as it closes and nobody has answered", history.LabelOpened)
	s.step(sim.Input{Kind: sim.InTimer, ID: 1})
	check("later", history.LabelOpened)
	ok := answerOf(event.TellHands, &event.Body{Status: event.OK})
	s.step(sim.Input{Kind: sim.InReply, ID: tellCall | 1, Msg: ok})
	if got := s.toldOf(warehouse); len(got) != 1 || got[0] != history.LabelClosed {
		t.Errorf("the pod has answered and is told %v, want closed", got)
	}
	s.step(sim.Input{Kind: sim.InReply, ID: tellCall | 1, Msg: ok})
	if got := s.toldOf(warehouse); len(got) != 0 {
		t.Errorf("the pod has answered twice and is told %v, want nothing", got)
	}
	s.step(sim.Input{Kind: sim.InReply, ID: tellCall | tellPager | 1, Msg: ok})
	s.step(sim.Input{Kind: sim.InReply, ID: tellCall | tellPager | 2, Msg: ok})
	s.boot()
	check("after a restart", history.LabelOpened)
}

// A pod puts each change of hands on record once, of its own region and of its
// neighbour, and knows after a crash which it has.
func TestPodPutsHandsOnRecord(t *testing.T) {
	s := site("")
	s.RenewNano = 1
	p := newStage(func() sim.Machine { return New(s) })
	p.serve()
	tell := func(entity string, n uint64) {
		t.Helper()
		m := answerOf(event.TellHands, &event.Body{Source: "pod/va", Pos: n, Qty: 2, Reason: history.LabelOpened})
		m.Head.Entity = entity
		p.step(sim.Input{Kind: sim.InCall, From: client, Msg: m})
		if b := p.said(t); b.Status != event.OK {
			t.Errorf("%s %d: %s, want ok", entity, n, b.Status)
		}
	}
	tell("hands/va/tx", 1)
	tell("hands/va/tx", 1)
	tell("hands/tx/tx", 1)
	p.crash()
	tell("hands/va/tx", 1)
	tell("hands/tx/tx", 1)
	tell("hands/va/tx", 2)
	var got []string
	ids := map[string]string{}
	for _, m := range p.ledger {
		if m.Head.Type == event.HandsChanged {
			got = append(got, m.Head.Entity)
			if of, taken := ids[m.Head.ID]; taken {
				t.Errorf("%s and %s have one event id: a bus takes the second for a repeat", of, m.Head.Entity)
			}
			ids[m.Head.ID] = m.Head.Entity
		}
	}
	if len(got) != 3 || got[0] != "hands/va/tx" || got[1] != "hands/tx/tx" || got[2] != "hands/va/tx" {
		t.Errorf("on record: %v, want hands/va/tx, hands/tx/tx, hands/va/tx", got)
	}
}

// A warden that has told its pod of everything has told everybody: it tells no pager,
// and stores snapshots again.
func TestWhoIsNowhereHasHeardOfEverything(t *testing.T) {
	news := newTeller(client, sim.Nowhere)
	if !news.done() {
		t.Error("nothing has changed and somebody has not heard of it")
	}
	news.add(&event.Body{Pos: 1})
	if news.done() {
		t.Error("the pod was told of nothing and has heard of everything")
	}
	id, _ := news.next(tellsPod)
	if _, fresh := news.heard(id); !fresh || !news.done() {
		t.Errorf("the pod has heard: fresh %v, done %v, want true and true", fresh, news.done())
	}
}

// A pager tells people once that the standby beside it took over, and once that it is
// done.
func TestPagerTellsOfATakeover(t *testing.T) {
	watch := rulesOf()
	watch.Rules = append(watch.Rules, history.Rule{Name: history.RuleStandsIn, Why: "w", Next: "n", Owner: "o", Rota: "r"})
	p := newStage(func() sim.Machine { return NewPager(site(""), watch, client, warehouse, "") })
	for _, b := range []event.Body{{Pos: 1, Qty: 2, Reason: history.LabelOpened}, {Pos: 1, Qty: 2, Reason: history.LabelOpened},
		{Pos: 2, Qty: 2, Reason: history.LabelClosed}, {Pos: 2, Qty: 2, Reason: history.LabelClosed}} {
		b.Source = "pod/va"
		p.step(sim.Input{Kind: sim.InCall, From: client, Msg: answerOf(event.TellHands, &b)})
		p.boot()
	}
	var got []string
	for _, m := range p.ledger {
		got = append(got, m.Head.Type)
	}
	if len(got) != 2 || got[0] != event.AlertRaised || got[1] != event.AlertResolved {
		t.Errorf("alerts: %v, want one raised and resolved", got)
	}
}
