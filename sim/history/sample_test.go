package history_test

import (
	"github.com/seatrial/seatrial/sim/history"
)

// header is the shortest header, as a line.
const header = `{"schema":"seatrial/history/v1"}` + "\n"

// fullHeader fills every field of a header.
func fullHeader() *history.Header {
	return &history.Header{
		Schema: history.Schema, System: "reference", Scenario: "tx-dc", World: "virtual", Seed: 1<<64 - 1,
		Regions: []string{"tx", "va"}, Hub: "hub", Profile: "unsafe", Transport: "durable",
		Consumers: []history.Consumer{{Name: "planner/tx", Region: "tx", Sources: []string{"pod/tx"},
			Entities: []string{"sku"}, Types: []string{"InventoryReserved"}}},
		Stock: []history.Stock{{Region: "tx", SKU: "s-0004", Qty: 12}},
		Contracts: []history.Contract{{Type: "InventoryReserved", To: "hub", Purpose: "planning",
			Fields: []history.Field{{Name: "qty", How: "clear", Reader: "aggregator"}}}},
		States:   []history.Transition{{Kind: "order", Type: "OrderCreated", To: "Created"}},
		Terminal: []string{"Cancelled"}, Progress: []string{"Created", "Shipped"},
		Canaries: []history.Canary{{Region: "tx", Field: "customer", Value: "canary-0001"}},
		Classes: []history.Class{{Field: "customer", Type: "OrderCreated", Tier: "confidential", Account: "customer",
			Regulations: []string{"ccpa"}, Purposes: []string{"fulfilment"}}},
		Residency: []history.Residency{{Tier: "internal", Home: "tx", Regions: []string{"hub"}, Stores: []string{"ledger"}}},
		Grants:    []history.Grant{{Role: "operator", Actions: []string{"pause"}, Regions: []string{"tx"}, Approved: true, ForNano: 9}},
		Schemas:   []history.EventShape{{Type: "InventoryReserved", Fields: []string{"qty"}}},
		Policies:  []history.Policy{fullPolicy()},
		Audited:   []string{"OrderAllocated"},
		Owners:    []history.Owner{{Of: "planner", Owner: "planning", Rota: "planning-oncall", Recovery: "restart", Test: "power-loss"}},
		Watch: &history.Watch{EveryNano: 1, ErrorNano: 2, SilentNano: 3, WithinNano: 4, CommitNano: 5, FreshNano: 6, Rules: []history.Rule{
			{Name: "nothing-ships", Figure: "fulfilment-age", Above: 6, Why: "w", Next: "n", Owner: "o", Rota: "r"}}},
		Stages: &history.Stages{EveryNano: 1, DwellNano: 2, CalmNano: 3, GraceNano: 4, ToldNano: 5, PickNano: 6,
			Guards: []history.Guard{{Stage: 1, Figure: "export-age", Above: 7, Below: 6, ForNano: 8}}, Tasks: []string{"OrderReleased"}, Record: "StageChanged"},
		Agreements: []history.Agreement{{Partner: "supplier", Callers: []string{"buyer/tx"}, Offers: []string{"POIssued"}, Parks: []string{"POParked"},
			Resumes: []string{"POResumed"}, Settles: []string{"POAccepted"}, Sheds: []string{"POShed"}, Rate: 1, Burst: 2, Capacity: 3, Budget: 4, Spare: 5,
			DripNano: 6, AttemptsMax: 7, IdleNano: 8, ReturnNano: 9, TimeoutNano: 10, WindowNano: 11, CallsMin: 12, OpenNano: 13, QueueMax: 14, ParkedMax: 15,
			Urgent: "critical", WaitNano: 16}},
		Sagas: []history.Saga{{Kind: "po", Begin: "POIssued", Commit: []string{"POClosed"}, Receipts: []string{"POShed"}, Failures: []string{"PORejected"},
			Compensate: []string{"Reversed", "Notified"}, Late: "LateSuccess", Lates: []string{"LateCancelled", "LateReceived"}, Cancels: []string{"LateCancelled"},
			Adds: []string{"POIssued"}, Takes: []string{"POClosed"}, Done: "purchase-order", Refused: "rejection", Undone: "cancellation", Notice: "notice"}},
		Bounds: history.Bounds{QueueMax: 1, ParkedMax: 2, Allowance: 3, Available: 4, Slower: 5, CrossShare: 6,
			ConvergeNano: 7, HorizonNano: 8, PolicyNano: 9, PassingNano: 15, ArrivalNano: 16, SkewNano: 10, Contributors: 11, AttemptsMax: 12, AckNano: 13, AnswerNano: 14, Clocks: "many"},
	}
}

// fullPolicy fills every field of a policy.
func fullPolicy() history.Policy {
	p := history.Policy{Name: "default", Version: 3, EffectiveNano: 5, TTLNano: 6, Regulations: []string{"ccpa"},
		Classes:    []history.Class{{Field: "qty", Tier: "internal", Purposes: []string{"planning"}}},
		Residency:  []history.Residency{{Tier: "internal", Regions: []string{"hub"}}},
		Processing: []history.Processing{{Tier: "internal", Home: "tx", Regions: []string{"hub"}, Purposes: []string{"planning"}}},
		Lowering:   []history.Lowering{{Tier: "confidential", How: "token", To: "internal"}},
		Contracts: []history.Contract{{Type: "InventoryReserved", To: "hub", Purpose: "planning",
			Fields: []history.Field{{Name: "qty", How: "clear", Reader: "aggregator"}}}},
		Grants: []history.Grant{{Role: "operator", Actions: []string{"pause"}}}, Access: "permit(principal, action, resource);"}
	p.Hash = p.Digest()
	return p
}

// fullRecord fills every field of a record.
func fullRecord() history.Record {
	n := history.N
	return history.Record{
		Seq: 1, At: 2, Wall: -3, Kind: history.KindAppend, Witness: n("ledger pod/tx"), Region: n("tx"),
		Stream: n("pod/tx"), Pos: 4, Source: n("pod/va"), SourcePos: 5, Consumer: n("planner/tx"), Attempt: 6,
		Event: n("e1"), Type: n("InventoryReserved"), Entity: n("sku/tx/4"), Version: 7, Epoch: 8, Line: 9,
		State: n("Allocated"), Cause: n("e0"), Op: n("k1"), Tier: n("internal"), SKU: n("s-0004"), Qty: -10,
		Delta: history.Book{OnHand: 11, Allocated: -12, Held: 13}, After: history.Book{OnHand: 14, Allocated: 15, Held: 16},
		AsOf: 17, Label: n("stale"), From: n("shelf"), To: n("staged"), Purpose: n("planning"),
		Fields: []string{"sku", "qty"}, Body: []byte("ce-id: e1\r\n\r\n{}"), Reason: "duplicate", Note: "a \"note\" \\ \u00e9\u2028\x01",
	}
}
