package reference_test

import (
	"reflect"
	"testing"

	"github.com/seatrial/seatrial/reference"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

func message(h sim.Head, b event.Body) *sim.Message {
	return &sim.Message{Head: h, Body: event.AppendBody(nil, &b)}
}

func TestEntry(t *testing.T) {
	system, err := reference.New(config(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	n := history.N
	reserved := sim.Head{ID: "tx-2", Type: event.InventoryReserved, Entity: "sku/tx/s-0001", Version: 4, Epoch: 2, Region: "tx",
		Corr: "client/tx/9", Cause: "tx-1", Ledger: "pod/tx", Pos: 8}
	body := event.Body{Order: "order/tx/9", Line: 1, SKU: "s-0001", Qty: 3, Change: history.Book{Allocated: 3}, After: history.Book{OnHand: 10, Allocated: 5}}
	batch := event.Body{Source: "pod/tx", Pos: 7, Batch: &event.Batch{Until: 9, Items: []event.Item{
		{Pos: 8, Event: "tx-2", Epoch: 2, Cause: "tx-1", Type: event.InventoryReserved, Entity: "sku/tx/s-0001", Version: 4, SKU: "s-0001", Qty: 3}}}}
	for name, c := range map[string]struct {
		owner string
		m     *sim.Message
		want  history.Record
	}{
		"append": {"pod/tx", message(reserved, body), history.Record{Kind: history.KindAppend, Stream: n("pod/tx"), Pos: 8, Event: n("tx-2"),
			Type: n(event.InventoryReserved), Entity: n("sku/tx/s-0001"), Version: 4, Epoch: 2, Line: 1, Cause: n("tx-1"), Op: n("client/tx/9"),
			SKU: n("s-0001"), Qty: 3, Delta: history.Book{Allocated: 3}, After: history.Book{OnHand: 10, Allocated: 5}, From: n("order/tx/9")}},
		"apply": {"planner/tx", message(reserved, body), history.Record{Kind: history.KindApply, Consumer: n("planner/tx"), Source: n("pod/tx"), SourcePos: 8,
			Event: n("tx-2"), Type: n(event.InventoryReserved), Entity: n("sku/tx/s-0001"), Version: 4, Epoch: 2, Cause: n("tx-1"), Op: n("client/tx/9")}},
		"reject": {"planner/tx", message(sim.Head{ID: "tx-3", Type: event.Rejected, Entity: "sku/tx/s-0001", Version: 5, Epoch: 2, Ledger: "planner/tx", Pos: 3},
			event.Body{Reason: "dead-letter", Source: "pod/tx", Pos: 11, Letter: &event.Letter{Type: "Garbled", Cause: "tx-2"}}),
			history.Record{Kind: history.KindReject, Reason: "dead-letter", Consumer: n("planner/tx"), Source: n("pod/tx"), SourcePos: 11,
				Event: n("tx-3"), Type: n("Garbled"), Entity: n("sku/tx/s-0001"), Version: 5, Epoch: 2, Cause: n("tx-2")}},
		"fold": {"aggregator", message(sim.Head{ID: "x", Type: event.Folded, Ledger: "aggregator", Pos: 1}, batch),
			history.Record{Kind: history.KindApply, Consumer: n("aggregator"), Source: n("pod/tx"), SourcePos: 8, Event: n("tx-2"),
				Type: n(event.InventoryReserved), Entity: n("sku/tx/s-0001"), Version: 4, Epoch: 2, Cause: n("tx-1"), SKU: n("s-0001")}},
	} {
		var got history.Record
		if !system.Entry(&sim.Spec{Name: c.owner}, c.m.Head.Pos, c.m, 0, &got) || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: Entry = %+v, want %+v", name, got, c.want)
		}
		if system.Entry(&sim.Spec{Name: c.owner}, c.m.Head.Pos, c.m, 1, new(history.Record)) {
			t.Errorf("%s: Entry of a second record = true, want false", name)
		}
	}
	if system.Entry(&sim.Spec{Name: "dashboard/tx"}, 1, message(sim.Head{Type: event.Marked}, event.Body{Pos: 3}), 0, new(history.Record)) {
		t.Errorf("Entry of a mark = true, want false: it is no effect")
	}
	if system.Entry(&sim.Spec{Name: "pod/tx"}, 1, &sim.Message{Body: []byte("garbled")}, 0, new(history.Record)) {
		t.Errorf("Entry of bytes that are no body = true, want false")
	}
}

func TestCrossing(t *testing.T) {
	system, err := reference.New(config(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	m := message(sim.Head{ID: "egress/tx#7", Type: event.ExportBatch, Entity: "egress/tx", Purpose: event.DemandPlanning},
		event.Body{Source: "pod/tx", Pos: 7, Batch: &event.Batch{Until: 9, Items: []event.Item{
			{Pos: 7, Event: "tx-1", Epoch: 1, Type: event.InventoryShipped, SKU: "s-0001", OnHand: 4},
			{Pos: 8, Event: "tx-2", Epoch: 1, Type: event.OrderBackordered, SKU: "s-0002", Qty: 3},
			{Pos: 9, Event: "tx-3", Epoch: 1, Type: event.InventoryShipped, SKU: "s-0001", Time: 5}}}})
	var got []history.Record
	for i := 0; ; i++ {
		var r history.Record
		if !system.Crossing(m, i, &r) {
			break
		}
		got = append(got, r)
	}
	n := history.N
	want := []history.Record{
		{Type: n(event.ExportBatch), Entity: n("egress/tx"), Purpose: n(event.DemandPlanning)},
		{Type: n(event.InventoryShipped), Purpose: n(event.DemandPlanning), Source: n("pod/tx"), SourcePos: 7, Event: n("tx-1"), Fields: []string{"type", "sku", "on_hand"}},
		{Type: n(event.OrderBackordered), Purpose: n(event.DemandPlanning), Source: n("pod/tx"), SourcePos: 8, Event: n("tx-2"), Fields: []string{"type", "sku", "qty"}},
		{Type: n(event.InventoryShipped), Purpose: n(event.DemandPlanning), Source: n("pod/tx"), SourcePos: 9, Event: n("tx-3"), Fields: []string{"type", "sku", "time"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Crossing = %+v, want %+v", got, want)
	}
}
