package pod

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

var standbyTerms = history.Failover{LeaseNano: int64(10 * time.Second), RenewNano: int64(time.Second), MarginNano: int64(time.Second),
	Commands: []string{event.PlaceOrder, event.CancelOrder}}

// newStandbyStage is a standby that is open in term 2, whose home has a queue of a
// length.
func newStandbyStage(queue int) *stage {
	s := newStage(func() sim.Machine {
		return NewStandby(&StandbySite{Home: "tx", Region: "va", Pod: warehouse, Pager: carrier, Terms: standbyTerms, Most: 3, Catalog: event.NewCatalog("tx", 1), Queue: queue})
	})
	s.step(sim.Input{Kind: sim.InReply, Msg: answerOf(event.RenewLease, &event.Body{Status: event.OK, Lease: &event.Lease{Term: 2, Holder: "standby/tx"}})})
	return s
}

func answerOf(typ string, b *event.Body) *sim.Message {
	return &sim.Message{Head: sim.Head{Type: typ}, View: b}
}

// said is the answer of the last step.
func (s *stage) said(t *testing.T) *event.Body {
	t.Helper()
	for _, e := range s.last {
		if e.Kind == sim.EffReply {
			b, err := event.View(e.Msg.View, e.Msg.Body)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
	}
	t.Fatal("no answer")
	return nil
}

func orderFor(n string, lines int, sku string) *sim.Message {
	p := &event.Purchase{}
	for range lines {
		p.Lines = append(p.Lines, event.Line{SKU: sku, Qty: 1})
	}
	return answerOf(event.PlaceOrder, &event.Body{Key: "client/tx/" + n, Order: "order/tx/" + n, Purchase: p})
}

// A standby answers ok to nothing that its home would refuse for good: nobody would
// ever do it.
func TestStandbyRefusesWhatItsHomeWould(t *testing.T) {
	s := newStandbyStage(12)
	for _, k := range []struct {
		name           string
		msg            *sim.Message
		status, reason string
	}{
		{"fits", orderFor("1", 2, "s-0001"), event.OK, ""},
		{"again", orderFor("1", 2, "s-0001"), event.OK, ""},
		{"too large", orderFor("2", 3, "s-0001"), event.Refused, event.ReasonTooLarge},
		{"no such article", orderFor("3", 1, "s-0009"), event.Refused, event.ReasonInvalid},
		{"taken back", answerOf(event.CancelOrder, &event.Body{Key: "client/tx/cancel/1", Order: "order/tx/1"}), event.OK, ""},
		{"nobody knows it", answerOf(event.CancelOrder, &event.Body{Key: "client/tx/cancel/7", Order: "order/tx/7"}), event.Refused, event.ReasonReleased},
		{"one more", orderFor("4", 1, "s-0001"), event.OK, ""},
		{"full", orderFor("5", 1, "s-0001"), event.Shed, event.ReasonQueueFull},
	} {
		s.step(sim.Input{Kind: sim.InCall, From: client, Msg: k.msg})
		if b := s.said(t); b.Status != k.status || b.Reason != k.reason {
			t.Errorf("%s: %s %q, want %s %q", k.name, b.Status, b.Reason, k.status, k.reason)
		}
	}
}

// A term that was closed does not open again, however late the hub's word of it comes,
// and what was taken stands in the ledger.
func TestStandbyAfterItsTerm(t *testing.T) {
	s := newStandbyStage(100)
	s.step(sim.Input{Kind: sim.InCall, From: client, Msg: orderFor("1", 1, "s-0001")})
	s.boot()
	pull := func(n uint64) *event.Body {
		s.step(sim.Input{Kind: sim.InCall, From: client, Msg: answerOf(event.PullIntake, &event.Body{Pos: n, Lease: &event.Lease{Term: 2, Pos: 1, Back: true}})})
		return s.said(t)
	}
	if b := pull(1); b.Order != "order/tx/1" || b.Lease.Done {
		t.Errorf("the first command: %+v, want order/tx/1", b)
	}
	if b := pull(2); b.Order != "" || !b.Lease.Done {
		t.Errorf("the second command: %+v, want the end", b)
	}
	s.step(sim.Input{Kind: sim.InReply, Msg: answerOf(event.RenewLease, &event.Body{Status: event.OK, Lease: &event.Lease{Term: 2, Holder: "standby/tx"}})})
	s.step(sim.Input{Kind: sim.InCall, From: client, Msg: orderFor("2", 1, "s-0001")})
	if b := s.said(t); b.Reason != event.ReasonElsewhere {
		t.Errorf("an order after the term: %s %q, want %q", b.Status, b.Reason, event.ReasonElsewhere)
	}
}

// A warden on a link that takes longer there and back than the time between two
// questions hears the answers all the same, and counts each lease from its question.
func TestWardenOverALongLink(t *testing.T) {
	s := newStage(func() sim.Machine {
		return NewWarden(&WardenSite{Region: "tx", Pod: client, Mirror: warehouse, Standby: carrier, Leases: aggregator, Terms: standbyTerms})
	})
	ask := func() *event.Body {
		s.step(sim.Input{Kind: sim.InCall, From: client, Msg: answerOf(event.AskLease, &event.Body{Lease: &event.Lease{Pos: 7}})})
		for _, e := range s.last {
			if e.Kind == sim.EffReply {
				return s.said(t)
			}
		}
		return nil
	}
	if ask() != nil {
		t.Fatal("the pod got an answer before the hub was heard of")
	}
	var first uint64
	for _, e := range s.calls {
		if e.To == aggregator && e.ID&callMask == callRenew {
			first = e.ID
		}
	}
	asked := s.now
	for range 3 {
		s.now += int64(time.Second)
		s.step(sim.Input{Kind: sim.InTimer, ID: timerRenew})
		ask()
	}
	s.step(sim.Input{Kind: sim.InReply, ID: first, Msg: answerOf(event.RenewLease, &event.Body{Status: event.OK, Lease: &event.Lease{Term: 1, Holder: "pod/tx", Left: standbyTerms.LeaseNano}})})
	got := ask()
	if want := asked + standbyTerms.LeaseNano - s.now; got == nil || got.Lease.Term != 1 || got.Lease.Left != want {
		t.Errorf("the lease after a late answer: %+v, want term 1 for %d ns", got, want)
	}
}

// A warden tells the hub how far the pod is as the pod has said it just now: with an
// older word it waits for the next, and a pod that says nothing asks for no lease.
func TestWardenTellsWhatIsNew(t *testing.T) {
	s := newStage(func() sim.Machine {
		return NewWarden(&WardenSite{Region: "tx", Pod: client, Mirror: warehouse, Standby: carrier, Leases: aggregator, Terms: standbyTerms})
	})
	told := func() (pos uint64) {
		for _, e := range s.last {
			if e.Kind == sim.EffCall && e.To == aggregator {
				b, err := event.View(e.Msg.View, e.Msg.Body)
				if err != nil {
					t.Fatal(err)
				}
				pos = b.Lease.Pos
			}
		}
		return pos
	}
	word, renewal := standbyTerms.RenewNano/4, sim.Input{Kind: sim.InTimer, ID: timerRenew}
	for i, c := range []struct {
		after int64
		pos   uint64 // that the pod says; 0 = the time for a renewal has come
		told  uint64
	}{{0, 7, 7}, {3 * word, 9, 0}, {word, 0, 9}, {4 * word, 0, 0}, {word, 12, 12}, {word, 13, 0}} {
		s.now += c.after
		if c.pos == 0 {
			s.step(renewal)
		} else {
			s.step(sim.Input{Kind: sim.InCall, From: client, Msg: answerOf(event.AskLease, &event.Body{Lease: &event.Lease{Pos: c.pos}})})
		}
		if got := told(); got != c.told {
			t.Errorf("step %d: the hub was told %d, want %d (0 = nothing)", i, got, c.told)
		}
	}
}

// Batches overtake each other on a long link: one that comes before what it follows is
// kept, and nothing has to come again.
func TestStandbyKeepsWhatComesEarly(t *testing.T) {
	s := newStandbyStage(100)
	batch := func(from, until uint64) *sim.Message {
		m := answerOf(event.ExportBatch, &event.Body{Source: "pod/tx", Pos: from, Batch: &event.Batch{Until: until,
			Items: []event.Item{{Pos: from, Event: "e", Epoch: 1, Type: event.OrderCreated, Entity: event.OrderName("tx", from)}}}})
		m.Head.ID = event.OrderName("tx", from)
		return m
	}
	for _, k := range []struct{ from, until, next uint64 }{{1, 2, 3}, {5, 6, 3}, {7, 8, 3}, {3, 4, 9}, {5, 6, 9}} {
		s.step(sim.Input{Kind: sim.InCall, From: client, Msg: batch(k.from, k.until)})
		if b := s.said(t); b.Pos != k.next {
			t.Errorf("after positions %d to %d it wants %d, want %d", k.from, k.until, b.Pos, k.next)
		}
	}
	s.boot()
	s.step(sim.Input{Kind: sim.InCall, From: client, Msg: answerOf(event.CancelOrder, &event.Body{Key: "client/tx/cancel/7", Order: "order/tx/7"})})
	if b := s.said(t); b.Status != event.OK {
		t.Errorf("an order that was copied is taken back: %s %q, want %s", b.Status, b.Reason, event.OK)
	}
}
