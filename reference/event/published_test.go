package event_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

// published is an event type that a consumer of a bus meets.
type published struct {
	Type    string
	Channel string // of docs/events-asyncapi.yaml
	Says    string
	Example event.Body
}

// onTheBus lists the types that owners write, in the order of their sections in
// the published contract.
var onTheBus = []published{
	{event.OrderCreated, "orders", "A client placed an order. qty is the number of its lines.",
		event.Body{Order: "order/tx/17", State: event.StateCreated, LineState: event.StateCreated, Qty: 1, Purchase: &event.Purchase{
			Customer: "c-0042", ShipTo: "12 Dock Road", Terms: "net-30", Price: 199_500, Lines: []event.Line{{SKU: "s-0004", Qty: 3}}}}},
	{event.OrderValidated, "orders", "The order and all its lines were accepted.",
		event.Body{Order: "order/tx/17", State: event.StateAccepted, LineState: event.StateAccepted}},
	{event.OrderAllocated, "orders", "Stock was promised to a line.", lineAt(event.StateAllocated)},
	{event.OrderBackordered, "orders", "A line waits for goods: at once, or because what was promised to it was taken back.", lineAt(event.StateBackordered)},
	{event.OrderReleased, "orders", "A line was released to the warehouse and can no longer be cancelled.", lineAt(event.StateReleased)},
	{event.PickConfirmed, "orders", "The goods of a line were taken from the shelf.", lineAt(event.StatePicked)},
	{event.Packed, "orders", "The goods of a line were packed.", lineAt(event.StatePacked)},
	{event.ShipConfirmed, "orders", "The carrier took the goods of a line.", lineAt(event.StateShipped)},
	{event.Delivered, "orders", "The carrier delivered the goods of a line.", lineAt(event.StateDelivered)},
	{event.OrderCancelled, "orders", "A line was cancelled, by the client or because its shelf was empty; then there is a reason.", lineAt(event.StateCancelled)},

	{event.InventoryReceived, "stock", "Goods came in: on hand grew.",
		event.Body{SKU: "s-0004", Qty: 12, Change: history.Book{OnHand: 12}, After: history.Book{OnHand: 52}}},
	{event.InventoryAdjusted, "stock", "A count found more or fewer goods than the book said. qty has the sign of the change.",
		event.Body{SKU: "s-0004", Qty: -2, Change: history.Book{OnHand: -2}, After: history.Book{OnHand: 50}, Reason: event.ReasonShrink}},
	{event.InventoryReserved, "stock", "Stock was promised to an order line: allocated grew.",
		heldFor(history.Book{Allocated: 3}, history.Book{OnHand: 50, Allocated: 3})},
	{event.ReservationReleased, "stock", "What was promised to an order line is free again: allocated shrank.",
		heldFor(history.Book{Allocated: -3}, history.Book{OnHand: 50})},
	{event.InventoryShipped, "stock", "Goods promised to an order line left: on hand and allocated shrank.",
		heldFor(history.Book{OnHand: -3, Allocated: -3}, history.Book{OnHand: 47})},

	{event.AccessDecided, "access", "Somebody wanted to act on the region, and did (verdict ok) or was kept from it (refused).",
		event.Body{Access: &event.Access{Action: event.Replay, On: "pod/tx", Why: "dashboard was rebuilt", Count: 200, Subject: "ravi",
			Role: "replay-engineer", Home: "tx", Expires: 1_767_600_300_000_000_000, Verdict: event.OK, Rules: "engineer-replays"}}},
	{event.RightsInForce, "rights", "A policy bundle that came into force brought the rules by which people act on the region.",
		event.Body{Bundle: &event.Bundle{Name: "default", Version: 2, Hash: "5f1d", Issued: 1_767_600_034_000_000_000, Signed: "eyJib2R5Ijoi"}}},
	{event.StageChanged, "stages", "The stage of degradation of the region changed. reason says how (entered, leaving or left), qty is the stage.",
		event.Body{Qty: 2, Reason: history.LabelEntered}},
	{event.HandsChanged, "hands", "Somebody else takes the orders of a region (source) from now on. reason says how: its standby has opened or closed, or the region has reopened; qty is the term.",
		event.Body{Source: "pod/tx", Qty: 2, Reason: history.LabelOpened}},
	{event.EpochStarted, "epochs", "An owner started or came back. Its body is empty; the version is the epoch.", event.Body{}},
}

func lineAt(s event.State) event.Body {
	return event.Body{Order: "order/tx/17", Line: 1, SKU: "s-0004", State: s, LineState: s, Qty: 3}
}

func heldFor(change, after history.Book) event.Body {
	return event.Body{Order: "order/tx/17", Line: 1, SKU: "s-0004", Qty: 3, Change: change, After: after}
}

// offTheBus lists the other types of types.go: entries of a read model's own
// ledger, which no bus carries, and calls.
var offTheBus = []string{event.Rejected, event.Folded, event.Marked, event.PlaceOrder, event.CancelOrder, event.ReceiveGoods, event.AdjustStock,
	event.PickTask, event.PackTask, event.BookShipment, event.DeliveryScan, event.ExportBatch, event.QueryStock, event.AuditOrder,
	event.QuerySealed, event.OpenSealed, event.OfferBundle, event.Subscribe, event.Decided, event.BundleTaken, event.BundleRefused, event.BundleInForce,
	event.Audited, event.Act, event.AnchorHead, event.QueryDemand, event.BatchTaken, event.BatchAnswered, event.SendBatch,
	event.CollectFiles, event.Measured, event.AlertRaised, event.AlertResolved, event.ReportFigures, event.ReadSettings,
	event.ReadRows, event.RepairRow, event.AlterRow, event.RowAltered, event.RowRepaired, event.RunBegun, event.RepairOrdered, event.RunEnded,
	event.AskLease, event.RenewLease, event.AskStanding, event.PullIntake, event.LeaseGranted, event.LeaseRefused, event.IntakeOpened, event.IntakeTaken,
	event.IntakeClosed, event.IntakeReturned, event.IntakeListed, event.IntakeHanded, event.CommandsReopened, event.LineRedriven,
	event.StageEntered, event.StageLeaving, event.StageLeft, event.LookStage, event.TellStage, event.StirStage, event.TellHands}

// TestEveryTypeIsPublishedOrNot fails when a type is added to types.go and to
// neither list, or taken out of it. Types are the constants that are called what
// they say; statuses and reasons are not.
func TestEveryTypeIsPublishedOrNot(t *testing.T) {
	listed := slices.Clone(offTheBus)
	for _, p := range onTheBus {
		listed = append(listed, p.Type)
	}
	slices.Sort(listed)
	if got := typesInSource(t); !slices.Equal(got, listed) {
		t.Errorf("types in types.go = %q, want those of onTheBus and offTheBus: %q", got, listed)
	}
}

func typesInSource(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "types.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for i, name := range spec.Names {
			literal, ok := spec.Values[i].(*ast.BasicLit)
			if !ok {
				continue
			}
			if value, err := strconv.Unquote(literal.Value); err == nil && value == name.Name {
				out = append(out, value)
			}
		}
		return true
	})
	slices.Sort(out)
	return out
}

// TestExamplesKeepTheirContract: what the contract shows is what a producer may send.
func TestExamplesKeepTheirContract(t *testing.T) {
	for _, p := range onTheBus {
		if err := event.Validate(p.Type, &p.Example); err != nil {
			t.Errorf("Validate(%s, example) = %v, want no error", p.Type, err)
		}
	}
}
