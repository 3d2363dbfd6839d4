// Package event holds the contracts of the reference system: the semantic event
// types, the body they share, the calls between its parties, and the codec.
//
// Every event is about one entity ("order/tx/17", "sku/tx/4") and says what
// happened to it, never that it "was updated". Start at [Body].
package event

// Event types of an order line; Line 0 speaks of the whole order.
const (
	OrderCreated     = "OrderCreated"   // Lines; whole order
	OrderValidated   = "OrderValidated" // whole order
	OrderAllocated   = "OrderAllocated"
	OrderBackordered = "OrderBackordered"
	OrderReleased    = "OrderReleased"
	PickConfirmed    = "PickConfirmed"
	Packed           = "Packed"
	ShipConfirmed    = "ShipConfirmed"
	Delivered        = "Delivered"
	OrderCancelled   = "OrderCancelled"
)

// Event types of a stock record (region and SKU). All carry the change and the
// figures after it.
const (
	InventoryReceived   = "InventoryReceived"   // on hand +
	InventoryAdjusted   = "InventoryAdjusted"   // on hand + or -, with a reason
	InventoryReserved   = "InventoryReserved"   // allocated +, for an order line
	ReservationReleased = "ReservationReleased" // allocated -, for an order line
	InventoryShipped    = "InventoryShipped"    // on hand - and allocated -, for an order line
)

// Entries of a ledger that are not about an order or a SKU.
const (
	EpochStarted = "EpochStarted" // the first entry after every start of an owner
	Applied      = "Applied"      // a consumer's effect
	Rejected     = "Rejected"     // a consumer's decision against one
	Folded       = "Folded"       // the aggregator took a batch
)

// Calls: a command or task, answered by a [Reply] of the same name.
const (
	PlaceOrder   = "PlaceOrder"   // client -> pod
	CancelOrder  = "CancelOrder"  // client -> pod
	ReceiveGoods = "ReceiveGoods" // warehouse -> pod: a scan of goods that already stand there
	AdjustStock  = "AdjustStock"  // warehouse -> pod: a count that already happened
	PickTask     = "PickTask"     // pod -> warehouse
	PackTask     = "PackTask"     // pod -> warehouse
	BookShipment = "BookShipment" // pod -> carrier; the carrier takes the goods when it commits
	DeliveryScan = "DeliveryScan" // carrier -> pod
	ExportBatch  = "ExportBatch"  // egress -> aggregator, sanitised
	QueryStock   = "QueryStock"   // reader -> planner, aggregator
	AuditOrder   = "AuditOrder"   // operator -> reader: look at everything now
)

// Status of a reply.
const (
	OK      = "ok"
	Refused = "refused" // nothing happened, and never will for this key
	Shed    = "shed"    // nothing happened: a declared bound is reached; with receipt
)

// States of an order line, least advanced first, then the ends.
const (
	StateCreated     = "Created"
	StateAccepted    = "Accepted"
	StateBackordered = "Backordered"
	StateAllocated   = "Allocated"
	StateReleased    = "Released"
	StatePicked      = "Picked"
	StatePacked      = "Packed"
	StateShipped     = "Shipped"
	StateDelivered   = "Delivered"
	StateCancelled   = "Cancelled"
)
