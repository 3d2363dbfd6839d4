package event

import "github.com/seatrial/seatrial/sim/history"

// Body is the decoded form of every event, call and reply of the reference.
// One flat struct keeps the codec small; [Validate] knows which fields a type
// needs. Quantities are units.
type Body struct {
	Key    string // idempotency key of a call
	Status string // of a reply
	Reason string

	Order     string // "order/tx/17"
	SKU       string // the article, "s-0004"; the entity of its stock is "sku/tx/s-0004"
	Line      uint32 // from 1; 0 = the whole order
	State     State  // of the whole order after this event
	LineState State  // of the line after this event
	Qty       int64
	Change    history.Book // of the stock record
	After     history.Book // the stock record after it
	Purchase  *Purchase

	Source string // of a receipt: the purchase order; of a purchase order: the supplier, or who calls; Rejected, ExportBatch, Folded: the ledger the events come from
	Pos    uint64 // Rejected: position of the event; ExportBatch, Folded: first position covered; their reply: next one wanted
	Batch  *Batch
	Letter *Letter

	Decision *Decision // Decided
	Bundle   *Bundle   // OfferBundle, BundleTaken, BundleRefused, BundleInForce, RightsInForce
	Access   *Access
	Trail    *Trail
	Lease    *Lease
}

// Letter is an event that a consumer decided against: what it was, and its body
// as it came, in base64.
type Letter struct {
	Type     string
	Cause    string
	Original string
}

// Purchase is what a client asks for.
type Purchase struct {
	Customer string // restricted
	ShipTo   string // regulated
	Terms    string // supplier terms; confidential
	Price    int64  // confidential; ten-thousandths of a dollar
	Lines    []Line
}

// Line is one order line.
type Line struct {
	SKU string
	Qty int64
}

// Batch is a range of ledger positions with the sanitised events in it, or the
// figures that answer a query.
type Batch struct {
	Until uint64 // last position covered
	Label string // of figures
	Items []Item
}

// Item is one sanitised event of a batch, or one figure of an answer. Pos,
// Event, Epoch and Cause are the envelope; of the rest only what a contract lets
// out is set, and its names are what crossed (see [Item.Names]).
type Item struct {
	Pos   uint64
	Event string // id
	Epoch uint32
	Cause string // id

	Type      string
	Entity    string // clear for a SKU, a token for an order
	Version   uint64
	Line      uint32
	State     State
	LineState State
	SKU       string
	Qty       int64
	OnHand    int64
	Allocated int64
	Reason    string
	Time      int64 // wall clock of the owner, ns; a label
	Customer  string
	ShipTo    string
	Terms     string
	Price     int64
}
