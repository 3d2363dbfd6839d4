package history_test

import (
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// textTest is a record and its text form; all are of one instant and region.
type textTest struct {
	want string
	kind history.Kind
	who  string
	fill func(r *history.Record)
}

// textTests has every kind of record.
func textTests() []textTest {
	n := history.N
	return []textTest{
		{"0.100s phase baseline", history.KindPhase, "", func(r *history.Record) { r.Region, r.Note = history.Name{}, "baseline" }},
		{"0.100s tx client order/tx/1: invoke PlaceOrder op k1", history.KindInvoke, "client", func(r *history.Record) {
			r.Entity, r.Type, r.Op = n("order/tx/1"), n("PlaceOrder"), n("k1")
		}},
		{"0.100s tx client k1: invoke PlaceOrder attempt 2", history.KindInvoke, "client", func(r *history.Record) {
			r.Type, r.Op, r.Attempt = n("PlaceOrder"), n("k1"), 2
		}},
		{"0.100s tx client order/tx/1: ok v1", history.KindOK, "client", func(r *history.Record) { r.Entity, r.Op, r.Version = n("order/tx/1"), n("k1"), 1 }},
		{"0.100s tx client order/tx/1: fail shed", history.KindFail, "client", func(r *history.Record) { r.Entity, r.Reason = n("order/tx/1"), "shed" }},
		{"0.100s tx client order/tx/1: info", history.KindInfo, "client", func(r *history.Record) { r.Entity = n("order/tx/1") }},
		{"0.100s tx ledger pod/tx order/tx/1 line 2: OrderAllocated v4 Allocated at pod/tx@12 e1 cause e3 op k1", history.KindAppend, "ledger pod/tx", func(r *history.Record) {
			r.Entity, r.Line, r.Type, r.Version, r.State = n("order/tx/1"), 2, n("OrderAllocated"), 4, n("Allocated")
			r.Stream, r.Pos, r.Epoch, r.Cause, r.Op = n("pod/tx"), 12, 1, n("e3"), n("k1")
		}},
		{"0.100s tx ledger pod/tx sku/tx/4: InventoryShipped v9 on hand 7 (-2) allocated 0 (-2) held 1 at pod/tx@13", history.KindAppend, "ledger pod/tx", func(r *history.Record) {
			r.Entity, r.Type, r.Version, r.Stream, r.Pos = n("sku/tx/4"), n("InventoryShipped"), 9, n("pod/tx"), 13
			r.Delta, r.After = history.Book{OnHand: -2, Allocated: -2}, history.Book{OnHand: 7, Held: 1}
		}},
		{"0.100s tx bus: bus/tx@40 stores pod/tx@12 e7", history.KindStore, "bus", func(r *history.Record) {
			r.Stream, r.Pos, r.Source, r.SourcePos, r.Event = n("bus/tx"), 40, n("pod/tx"), 12, n("e7")
		}},
		{"0.100s tx bus planner/tx: deliver pod/tx@12 sku/tx/4 InventoryShipped v9 attempt 3", history.KindDeliver, "bus", func(r *history.Record) {
			r.Consumer, r.Source, r.SourcePos, r.Attempt = n("planner/tx"), n("pod/tx"), 12, 3
			r.Entity, r.Type, r.Version = n("sku/tx/4"), n("InventoryShipped"), 9
		}},
		{"0.100s tx planner/tx: reject pod/tx@12 sku/tx/4 v9 duplicate", history.KindReject, "planner/tx", func(r *history.Record) {
			r.Consumer, r.Source, r.SourcePos, r.Entity, r.Version, r.Reason = n("planner/tx"), n("pod/tx"), 12, n("sku/tx/4"), 9, "duplicate"
		}},
		{"0.100s tx erp/tx po/tx/7 line 2: 855 IA received 4 s-0001 op A/B/3 for B/A/9", history.KindDocument, "erp/tx", func(r *history.Record) {
			r.Entity, r.Line, r.Type, r.State, r.Label = n("po/tx/7"), 2, n("855"), n("IA"), n(history.LabelReceived)
			r.Qty, r.SKU, r.Op, r.Cause = 4, n("s-0001"), n("A/B/3"), n("B/A/9")
		}},
		{"0.100s tx warehouse: move 5 s-0004 shelf>staged", history.KindMove, "warehouse", func(r *history.Record) {
			r.SKU, r.Qty, r.From, r.To = n("s-0004"), 5, n("shelf"), n("staged")
		}},
		{"0.100s tx carrier order/tx/1 line 1: shipment 5 s-0004 op k1", history.KindEffect, "carrier", func(r *history.Record) {
			r.Entity, r.Line, r.Type, r.SKU, r.Qty, r.Op = n("order/tx/1"), 1, n("shipment"), n("s-0004"), 5, n("k1")
		}},
		{"0.100s tx tap tx>hub: tx>hub ExportBatch for planning [sku,qty] 3 bytes", history.KindCross, "tap tx>hub", func(r *history.Record) {
			r.From, r.To, r.Type, r.Purpose, r.Fields, r.Body = n("tx"), n("hub"), n("ExportBatch"), n("planning"), []string{"sku", "qty"}, []byte("abc")
		}},
		{"0.100s tx reader: planner/tx shows pod/tx s-0004 on hand 3 age 0.010s provisional", history.KindView, "reader", func(r *history.Record) {
			r.Consumer, r.Source, r.SKU, r.After.OnHand, r.AsOf, r.Label = n("planner/tx"), n("pod/tx"), n("s-0004"), 3, 90_000_000, n("provisional")
		}},
		{"0.100s tx reader: aggregator shows tx sku/tx/4 age 0.001s", history.KindView, "reader", func(r *history.Record) {
			r.Consumer, r.From, r.Entity, r.Wall, r.AsOf = n("aggregator"), n("tx"), n("sku/tx/4"), 5_000_000_000, 4_999_000_000
		}},
		{"0.100s tx f1: partition tx>hub injected", history.KindFault, "", func(r *history.Record) {
			r.Event, r.Type, r.From, r.To, r.Reason, r.Note = n("f1"), n("partition"), n("tx"), n("hub"), "injected", "tx"
		}},
		{"0.100s tx f2: kill pod/tx proved", history.KindFault, "", func(r *history.Record) {
			r.Event, r.Type, r.From, r.Reason, r.Note = n("f2"), n("kill"), n("tx"), "proved", "pod/tx"
		}},
		{"0.100s tx pod/tx: down kill", history.KindDown, "pod/tx", func(r *history.Record) { r.Reason = "kill" }},
		{"0.100s tx pod/tx: up e2", history.KindUp, "pod/tx", func(r *history.Record) { r.Epoch = 2 }},
		{"0.100s tx: clock off by -1.500s", history.KindClock, "", func(r *history.Record) { r.Qty = -1_500_000_000 }},
		{"0.100s end", history.KindEnd, "", func(r *history.Record) { r.Region = history.Name{} }},
		{"0.100s tx unknown", 99, "", func(*history.Record) {}},
	}
}

// TestTextOfEveryKind holds the one text form of each kind of record.
func TestTextOfEveryKind(t *testing.T) {
	for _, test := range textTests() {
		r := history.Record{At: 100_000_000, Kind: test.kind, Region: history.N("tx"), Witness: history.N(test.who)}
		test.fill(&r)
		if got := r.String(); got != test.want {
			t.Errorf("String() = %q, want %q", got, test.want)
		}
	}
}

func TestTextOfInstants(t *testing.T) {
	for ns, want := range map[int64]string{
		0: "0.000s", 30_100_000_000: "30.100s", 100_250_000: "0.100250s", 1: "0.000000001s", -1_000: "-0.000001s", -1 << 63: "-9223372036.854775808s",
	} {
		r := history.Record{At: ns, Kind: history.KindEnd}
		if got := r.String(); got != want+" end" {
			t.Errorf("String() at %d ns = %q, want %q", ns, got, want+" end")
		}
	}
}

func TestAppendTextAppends(t *testing.T) {
	r := history.Record{Kind: history.KindEnd}
	if got, err := r.AppendText([]byte("> ")); string(got) != "> 0.000s end" || err != nil {
		t.Errorf("AppendText(\"> \") = %q, %v, want \"> 0.000s end\"", got, err)
	}
}
