package run

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// handsHeader has a standby of Texas in Virginia.
func handsHeader() *history.Header {
	return &history.Header{Failover: &history.Failover{Standbys: []history.Standby{{Of: "pod/tx", Name: "standby/tx", Home: "tx", Region: "va"}}}}
}

// story measures records that are made of a few words each.
type story struct{ m *Measure }

func (s story) see(at int, kind history.Kind, op string, change func(*history.Record)) {
	r := history.Record{At: int64(at) * int64(time.Second), Kind: kind, Op: history.N(op), Region: history.N("tx"), Type: history.N("PlaceOrder"), Attempt: 1}
	if op == "" {
		r.Op = history.Name{}
	}
	if change != nil {
		change(&r)
	}
	s.m.See(&r)
}

func (s story) created(at int, op string) {
	s.see(at, history.KindAppend, op, func(r *history.Record) {
		r.Stream, r.Type, r.Version, r.Entity = history.N("pod/tx"), history.N("OrderCreated"), 1, history.N("order/tx/"+op)
	})
}

func (s story) lease(at int, label, who, op string) {
	s.see(at, history.KindLease, op, func(r *history.Record) {
		r.Stream, r.Label, r.Consumer = history.N("pod/tx"), history.N(label), history.N(who)
	})
}

// told lets clients ask for commands and be answered ok.
func (s story) told(at int, ops ...string) {
	for _, op := range ops {
		s.see(at, history.KindInvoke, op, nil)
		s.see(at, history.KindOK, op, nil)
	}
}

// TestHandsChange follows two takeovers: of a region that is lost, and of one that
// lost its lease. Of four commands one was taken by both sides, one is listed, one
// comes home, and one never does.
func TestHandsChange(t *testing.T) {
	s := story{NewMeasure(handsHeader(), false)}
	s.m.compared(handsHeader())
	s.told(1, "a")
	s.created(1, "a")
	s.created(2, "both")
	s.see(3, history.KindDown, "", func(r *history.Record) { r.Witness = history.N("pod/tx") })
	s.lease(73, history.LabelOpened, "standby/tx", "")
	for i, op := range []string{"both", "listed", "home", "gone"} {
		s.lease(80+i, history.LabelTaken, "standby/tx", op)
		s.told(80+i, op)
	}
	s.lease(90, history.LabelClosed, "standby/tx", "")
	s.created(91, "home")
	s.lease(91, history.LabelReturned, "pod/tx", "home")
	s.lease(92, history.LabelListed, "pod/tx", "listed")
	s.lease(93, history.LabelOpened, "pod/tx", "")
	s.created(100, "last")
	s.lease(110, history.LabelOpened, "standby/tx", "")
	for range 2 {
		s.see(111, history.KindEffect, "ship-1", func(r *history.Record) { r.Type, r.Entity, r.Line = history.N("shipment"), history.N("order/tx/a"), 1 })
	}
	s.see(112, history.KindEffect, "ship-2", func(r *history.Record) { r.Type, r.Entity, r.Line = history.N("shipment"), history.N("order/tx/a"), 1 })
	s.see(113, history.KindReject, "", func(r *history.Record) { r.Reason = history.ReasonDeadLetter })
	s.m.Seal()

	total := NewMeasure(handsHeader(), false)
	total.compared(handsHeader())
	total.Merge(s.m)
	var p Placed
	p.witnessed(total)
	if got := *p.Takeover; got != (Takeover{Count: 2, Median: 10 * time.Second, Worst: 70 * time.Second}) {
		t.Errorf("takeovers = %+v, want 70 s from the loss and 10 s from the last order", got)
	}
	if got := *p.Conflicts; got != (Conflicts{Commands: 2, Both: 1, Listed: 1, Taken: 4}) {
		t.Errorf("conflicts = %+v, want one taken by both and one listed of four", got)
	}
	if p.Duplicate.Sum() != 3 || p.Duplicate.Effects != 2 {
		t.Errorf("duplicate work = %+v, want one command and two effects", p.Duplicate)
	}
	if *p.Lost != 1 {
		t.Errorf("acknowledged and lost = %d, want the one that never came home", *p.Lost)
	}
	if p.Operator.Sum() != 2 {
		t.Errorf("for a person = %+v, want what is listed and a dead letter", p.Operator)
	}
	if got := *total.placing.places.all["tx"]; got != (inPlace{5, 5}) {
		t.Errorf("commands of tx = %+v, want five, all answered", got)
	}
}

// TestNobodyStandsBy has no figures of what is not there.
func TestNobodyStandsBy(t *testing.T) {
	s := story{NewMeasure(&history.Header{}, false)}
	s.m.compared(&history.Header{})
	s.see(1, history.KindInvoke, "a", nil)
	s.m.Seal()
	var p Placed
	if p.witnessed(s.m); p.Takeover != nil || p.Conflicts != nil || p.Duplicate.Commands != nil || p.Operator.Listed != nil || p.Lost != nil || p.Abroad != nil {
		t.Errorf("figures without a standby and without an answer = %+v, want none", p)
	}
}

// TestALineElsewhereIsTheSameLine counts a line that was shipped at home and, as an
// order of the region of the standby, again.
func TestALineElsewhereIsTheSameLine(t *testing.T) {
	s := story{NewMeasure(handsHeader(), false)}
	s.m.compared(handsHeader())
	drive := func(line uint32, as string) {
		s.see(1, history.KindLease, "", func(r *history.Record) {
			r.Stream, r.Label, r.Entity, r.Line, r.Cause = history.N("pod/tx"), history.N(history.LabelRedriven), history.N("order/tx/1"), line, history.N(as)
		})
	}
	ship := func(key, order string, line uint32) {
		s.see(2, history.KindEffect, key, func(r *history.Record) { r.Type, r.Entity, r.Line = history.N("shipment"), history.N(order), line })
	}
	drive(2, "order/va/7")
	drive(0, "order/va/8")
	ship("a", "order/tx/1", 1)
	ship("b", "order/tx/1", 2)
	ship("c", "order/va/7", 1)
	ship("d", "order/va/8", 1)
	ship("e", "order/va/8", 2)
	if s.m.Seal(); s.m.placing.twice.count != 1 {
		t.Errorf("effects that happened twice = %d, want 1", s.m.placing.twice.count)
	}
}
