package outside

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

func newSupplier(order string) *stage {
	w := load()
	supply := topology.Supplies()
	w.Supply = &supply
	s := newStage(NewSupplier(siteOf(w), &Market{Name: "supplier", Buyer: 1, Warehouse: 2}))
	s.step(sim.Input{Kind: sim.InOperator, Msg: &sim.Message{Head: sim.Head{ID: "half", Type: order}}})
	return s
}

func TestSupplierTakesAPart(t *testing.T) {
	slipped := 0
	for n := range uint64(20) {
		s := newSupplier(orderPartial)
		order := event.PurchaseName("tx", n)
		s.call(event.SubmitPurchase, &event.Body{Key: order, Order: order, SKU: "s-0001", Qty: 9, Source: "buyer/tx"})
		var told []string
		for range 40 {
			s.advance(500 * time.Millisecond)
			for len(s.calls) > 0 {
				b := body(s.calls[0].Msg)
				told = append(told, fmt.Sprint(s.calls[0].Msg.Head.Type, " ", b.Order, " ", b.Qty, b.Reason))
				s.answer(0, event.OK, "")
			}
		}
		rest := event.RestName(order)
		want := []string{"FunctionalAck " + order + " 5", "PurchaseAck " + order + " 5in-part", "ShipNotice " + order + " 5", "DeliverGoods " + order + " 5"}
		if len(told) > len(want) {
			slipped++
			want = append(want, "ShipNotice "+rest+" 4", "DeliverGoods "+rest+" 4")
		}
		slices.Sort(told)
		slices.Sort(want)
		if !slices.Equal(told, want) {
			t.Fatalf("the supplier told %v, want %v", told, want)
		}
		if got := s.units(rest, "rejection"); got != 4 || s.units(order, "purchase-order") != 9 {
			t.Fatalf("its ledger rejects %d of 9 units, want 4", got)
		}
	}
	if slipped < 4 || slipped > 16 {
		t.Errorf("the rest of %d of 20 orders was shipped after all, want about half", slipped)
	}
}

func TestSupplierTakesASingleUnitWhole(t *testing.T) {
	s := newSupplier(orderPartial)
	s.call(event.SubmitPurchase, &event.Body{Key: "po/tx/1", Order: "po/tx/1", SKU: "s-0001", Qty: 1, Source: "buyer/tx"})
	s.advance(30 * time.Second)
	for _, c := range s.calls {
		if b := body(c.Msg); b.Reason != "" || c.Msg.Head.Corr == "half" {
			t.Errorf("%s = %+v as an effect of %s, want an order of one unit taken whole", c.Msg.Head.Type, b, c.Msg.Head.Corr)
		}
	}
}

func TestSupplierChangesAnOrderUntilItShips(t *testing.T) {
	for _, c := range []struct {
		mood, want string
		wait       time.Duration
		units      int64
	}{
		{orderDesist, "ChangeAck 4 ", time.Second, 5},
		{orderDesist, "ChangeAck 9 dispatched", 3 * time.Second, 0},
		{orderReject, "ChangeAck 9 rejected", time.Second, 0},
	} {
		s := newSupplier(orderDesist)
		s.call(event.SubmitPurchase, &event.Body{Key: "po/tx/1", Order: "po/tx/1", SKU: "s-0001", Qty: 9, Source: "buyer/tx"})
		s.advance(c.wait)
		s.step(sim.Input{Kind: sim.InOperator, Msg: &sim.Message{Head: sim.Head{ID: "picky", Type: c.mood}}})
		for range 2 {
			s.call(event.ChangePurchase, &event.Body{Key: "po/tx/1~change", Order: "po/tx/1", SKU: "s-0001", Qty: 4, Source: "buyer/tx"})
			s.advance(500 * time.Millisecond)
		}
		s.advance(1300 * time.Millisecond)
		var told []string
		for _, e := range s.calls {
			if b := body(e.Msg); e.Msg.Head.Type == event.ChangeAck {
				told = append(told, fmt.Sprint(e.Msg.Head.Type, " ", b.Qty, " ", b.Reason))
			}
		}
		if len(told) == 0 || told[0] != c.want || s.units("po/tx/1", "change") != c.units {
			t.Errorf("after %v it says %v and takes off %d, want %s and %d", c.wait, told, s.units("po/tx/1", "change"), c.want, c.units)
		}
	}
}

// units adds up what the ledger says was done to an order.
func (s *stage) units(order, what string) int64 {
	var n int64
	for _, r := range s.records {
		if r.Kind == history.KindEffect && r.Entity.Text == order && r.Type.Text == what {
			n += r.Qty
		}
	}
	return n
}
