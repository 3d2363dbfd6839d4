package pod

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

const (
	purchasing sim.Addr = iota + 20
	supplier
	alternate
)

// newBuyer puts a buyer on a stage, and lets an article fall by ten below its point.
// It changes orders when so many units are too many; 0 = never.
func newBuyer(surplus int64) *stage {
	s := site("")
	supply := topology.Supplies()
	supply.Point, supply.Quantity, supply.Critical, supply.Surplus = 10, 5, 1000, surplus
	trade := &Trade{Supply: supply, Purchasing: purchasing, Regions: 1,
		Suppliers: []Supplier{{Name: "supplier", Addr: supplier}, {Name: "alternate", Addr: alternate}}}
	st := newStage(func() sim.Machine { return NewBuyer(s, trade) })
	st.shelf(1, "", 0, 0)
	st.advance(2 * time.Second)
	return st
}

// shelf hands in the version of the first article's stock: so many units on hand
// after so many came for a purchase order.
func (s *stage) shelf(version uint64, order string, came, onHand int64) {
	b := &event.Body{SKU: "s-0001", Qty: max(came, 1), Source: order, Change: history.Book{OnHand: max(came, 1)}, After: history.Book{OnHand: onHand + 1, Allocated: 1}}
	s.step(sim.Input{Kind: sim.InDeliver, Token: version, Msg: &sim.Message{Head: sim.Head{ID: fmt.Sprint("e-", version), Type: event.InventoryReceived,
		Entity: "sku/tx/s-0001", Version: version, Epoch: 1, Region: "tx", Ledger: "pod/tx", Pos: version, Tier: sim.Internal}, Body: event.AppendBody(nil, b)}})
}

// document hands in a document of the supplier, and reports whether it was confirmed.
func (s *stage) document(typ, order string, qty int64, reason string) bool {
	b := &event.Body{Key: order + typ, Order: order, SKU: "s-0001", Qty: qty, Reason: reason, Source: "supplier"}
	return s.call(supplier, typ, b) != nil
}

// told lets every open call be answered with ok.
func (s *stage) told() {
	for len(s.calls) > 0 {
		s.answer(event.OK, "")
	}
}

// purchases lists what the ledger says of an order: types and units.
func (s *stage) purchases(order string) string {
	var out []string
	for _, m := range s.ledger {
		if b := decode(m); b.Order == order {
			out = append(out, fmt.Sprint(m.Head.Type, " ", b.Qty))
		}
	}
	return strings.Join(out, ", ")
}

const restCompensated = "POSplit 4, PORejected 4, ReplenishmentReversed 4, ForecastAdjusted 4, PlannerNotified 4"

func TestBuyerTakesAnAnswerInPart(t *testing.T) {
	s := newBuyer(0)
	s.told()
	s.document(event.FunctionalAck, "po/tx/1", 10, "")
	for range 2 {
		if !s.document(event.PurchaseAck, "po/tx/1", 6, event.ReasonInPart) {
			t.Fatal("855 in part = not confirmed, want confirmed, however often it comes")
		}
	}
	s.told()
	s.document(event.ShipNotice, "po/tx/1", 6, "")
	s.shelf(2, "po/tx/1", 6, 6)
	want := "POIssued 10, POCalled 10, POAccepted 10, TechAcked 10, POReduced 4, POConfirmed 6, ASNReceived 6, POReceived 6, POClosed 6"
	if got := s.purchases("po/tx/1"); got != want {
		t.Errorf("po/tx/1 = %s, want %s", got, want)
	}
	if got := s.purchases("po-rest/tx/1"); got != restCompensated {
		t.Errorf("po-rest/tx/1 = %s, want %s", got, restCompensated)
	}
	if got := s.purchases("po/tx/2"); !strings.HasPrefix(got, "POIssued 5") {
		t.Errorf("po/tx/2 = %s, want the four units ordered again, in fives", got)
	}
}

func TestBuyerTakesInTheRestThatComesAfterAll(t *testing.T) {
	s := newBuyer(0)
	s.told()
	s.document(event.FunctionalAck, "po/tx/1", 10, "")
	s.document(event.PurchaseAck, "po/tx/1", 6, event.ReasonInPart)
	if s.document(event.ShipNotice, "po-rest/tx/1", 4, "") {
		t.Error("856 of the rest before its planner knows = confirmed, want it to come again")
	}
	s.told()
	if !s.document(event.ShipNotice, "po-rest/tx/1", 4, "") {
		t.Error("856 of the rest = not confirmed, want confirmed")
	}
	s.shelf(2, "po-rest/tx/1", 4, 4)
	want := restCompensated + ", LateSuccess 4, LateReceived 4"
	if got := s.purchases("po-rest/tx/1"); got != want {
		t.Errorf("po-rest/tx/1 = %s, want %s", got, want)
	}
}

func TestGoodsInPartWaitForTheirAnswer(t *testing.T) {
	s := newBuyer(0)
	s.told()
	s.document(event.FunctionalAck, "po/tx/1", 10, "")
	s.shelf(2, "po/tx/1", 6, 6)
	s.crash()
	s.document(event.PurchaseAck, "po/tx/1", 6, event.ReasonInPart)
	want := "POIssued 10, POCalled 10, POAccepted 10, TechAcked 10, POReduced 4, POConfirmed 6, POReceived 6, POClosed 6"
	if got := s.purchases("po/tx/1"); got != want {
		t.Errorf("po/tx/1 = %s, want %s", got, want)
	}
}

func TestAnswerInPartAfterItsTime(t *testing.T) {
	s := newBuyer(0)
	s.told()
	s.advance(11 * time.Second) // no 997
	s.told()
	if !s.document(event.PurchaseAck, "po/tx/1", 6, event.ReasonInPart) {
		t.Fatal("late 855 in part = not confirmed, want confirmed")
	}
	s.advance(time.Second)
	s.shelf(2, "po/tx/1", 6, 6)
	want := "POIssued 10, POCalled 10, POAccepted 10, POTimedOut 10, ReplenishmentReversed 10, ForecastAdjusted 10, PlannerNotified 10, " +
		"LateSuccess 10, POReduced 4, LateReceived 6"
	if got := s.purchases("po/tx/1"); got != want {
		t.Errorf("po/tx/1 = %s, want %s", got, want)
	}
	s.told()
	if got := s.purchases("po-rest/tx/1"); got != restCompensated {
		t.Errorf("po-rest/tx/1 = %s, want %s", got, restCompensated)
	}
}

// surplus lets an order of ten be accepted, and then five units too many be on hand.
func surplus() *stage {
	s := newBuyer(4)
	s.told()
	s.document(event.FunctionalAck, "po/tx/1", 10, "")
	s.document(event.PurchaseAck, "po/tx/1", 10, "")
	s.shelf(2, "", 5, 5)
	return s
}

func TestBuyerChangesAnOrderOfTooMuch(t *testing.T) {
	const accepted = "POIssued 10, POCalled 10, POAccepted 10, TechAcked 10, POConfirmed 10"
	for _, c := range []struct {
		name, reason string
		left         int64
		want         string
	}{
		{"changed", "", 5, "POChangeAsked 5, POChanged 5, ASNReceived 5, POReceived 5, POClosed 5"},
		{"on its way", event.ReasonDispatched, 10, "POChangeAsked 5, POChangeRefused 5, ASNReceived 10, POReceived 10, POClosed 10"},
	} {
		s := surplus()
		if b := decode(s.calls[0].Msg); s.calls[0].Msg.Head.Type != event.ChangePurchase || b.Qty != 5 || b.Order != "po/tx/1" {
			t.Fatalf("%s: the supplier is called with %s %+v, want an order of five units", c.name, s.calls[0].Msg.Head.Type, b)
		}
		s.told()
		if s.document(event.ShipNotice, "po/tx/1", c.left, "") {
			t.Errorf("%s: 856 before the 865 = confirmed, want it to come again", c.name)
		}
		for range 2 {
			s.document(event.ChangeAck, "po/tx/1", c.left, c.reason)
		}
		s.document(event.ShipNotice, "po/tx/1", c.left, "")
		s.shelf(3, "po/tx/1", c.left, 5+c.left)
		if got, want := s.purchases("po/tx/1"), accepted+", "+c.want; got != want {
			t.Errorf("%s: po/tx/1 = %s, want %s", c.name, got, want)
		}
	}
}

// A change that nobody could be asked for may have happened all the same; the
// supplier's word counts.
func TestChangeThatWasGivenUpHappens(t *testing.T) {
	s := surplus()
	s.advance(10 * time.Minute) // no answer
	if len(s.calls) != 1 {
		t.Errorf("the supplier is called %d times with a change, want once: it is not worth a retry", len(s.calls))
	}
	s.document(event.ChangeAck, "po/tx/1", 5, "")
	s.shelf(3, "po/tx/1", 5, 10)
	want := "POIssued 10, POCalled 10, POAccepted 10, TechAcked 10, POConfirmed 10, POChangeAsked 5, POChangeRefused 5, POChanged 5, POReceived 5, POClosed 5"
	if got := s.purchases("po/tx/1"); got != want {
		t.Errorf("po/tx/1 = %s, want %s", got, want)
	}
}

func TestGoodsOvertakeAChange(t *testing.T) {
	s := surplus()
	s.shelf(3, "po/tx/1", 10, 15)
	want := "POIssued 10, POCalled 10, POAccepted 10, TechAcked 10, POConfirmed 10, POChangeAsked 5, POReceived 10, POClosed 10"
	if got := s.purchases("po/tx/1"); got != want {
		t.Errorf("po/tx/1 = %s, want %s", got, want)
	}
	s = surplus()
	s.told()
	s.shelf(3, "po/tx/1", 5, 10) // the supplier took five off, and its 865 is late
	s.document(event.ChangeAck, "po/tx/1", 5, "")
	want = "POIssued 10, POCalled 10, POAccepted 10, TechAcked 10, POConfirmed 10, POChangeAsked 5, POChanged 5, POReceived 5, POClosed 5"
	if got := s.purchases("po/tx/1"); got != want {
		t.Errorf("po/tx/1 = %s, want %s", got, want)
	}
}

func TestBuyerRecoversChanges(t *testing.T) {
	s := surplus()
	for i, next := range []func(){
		func() {},
		func() { s.told() },
		func() { s.document(event.ChangeAck, "po/tx/1", 5, "") },
	} {
		next()
		before := s.machine.(*Buyer).pack()
		s.crash()
		if !slices.Equal(before, s.machine.(*Buyer).pack()) {
			t.Errorf("step %d: the buyer recovers to something else than it was", i)
		}
		s.advance(2 * time.Second)
	}
}

// Whenever a buyer dies around an answer in part, it knows afterwards what it knew.
func TestBuyerRecoversSplitOrders(t *testing.T) {
	s := newBuyer(0)
	for i, next := range []func(){
		func() { s.told() },
		func() { s.document(event.FunctionalAck, "po/tx/1", 10, "") },
		func() { s.document(event.PurchaseAck, "po/tx/1", 6, event.ReasonInPart) },
		func() { s.advance(3 * time.Second); s.told() },
		func() { s.document(event.ShipNotice, "po-rest/tx/1", 4, "") },
		func() { s.shelf(2, "po/tx/1", 6, 6) },
	} {
		next()
		before := s.machine.(*Buyer).pack()
		s.crash()
		if !slices.Equal(before, s.machine.(*Buyer).pack()) {
			t.Errorf("step %d: the buyer recovers to something else than it was", i)
		}
	}
}

func TestOldestCompensatedOrderIsForgotten(t *testing.T) {
	var s purchases
	for n := range uint64(compensatedMax) {
		p := &purchase{n: n/2 + 1, state: poCompensated}
		if n%2 == 1 {
			p.n |= restOf
		}
		s.add(p)
	}
	s.add(&purchase{n: 4000, state: poCompensated})
	s.add(&purchase{n: 4001, state: poCompensated})
	for _, c := range []struct {
		n     uint64
		known bool
	}{{1, false}, {1 | restOf, false}, {2, true}, {2 | restOf, true}, {4000, true}, {4001, true}} {
		if got := s.numbered(c.n) != nil; got != c.known {
			t.Errorf("order %d is known = %v, want %v", c.n, got, c.known)
		}
	}
}
