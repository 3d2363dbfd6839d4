package event

// Body is the decoded form of every event, call and reply of the reference.
// One flat struct keeps the codec small; which fields a type uses is in its
// comment in types.go. Quantities are units, prices ten-thousandths of a
// dollar.
type Body struct {
	Key      string // idempotency key of a call; the root key of what follows from it
	Order    string // "order/tx/17"
	Customer string // restricted
	ShipTo   string // regulated
	Terms    string // supplier terms; confidential
	Price    int64  // confidential
	Lines    []Line
	Line     uint32 // from 1
	SKU      string // "sku/tx/4" is the entity, "4"... is not: SKU is the article, "s-0004"
	Qty      int64
	Reason   string
	State    string // of the whole order after this event
	LineNow  string // state of the line after this event

	OnHand, Allocated, Held                int64 // change
	OnHandAfter, AllocatedAfter, HeldAfter int64 // figures after it

	Status string // of a reply
	Pos    uint64 // Applied, Rejected: position of the event; ExportBatch: first position covered
	Until  uint64 // ExportBatch: last position covered
	Source string // Applied, Rejected, ExportBatch, Folded: the ledger
	Epoch  uint32
	Event  string // Applied, Rejected: id of the event
	Entity string // Applied, Rejected: its entity
	Type   string // Applied, Rejected: its type
	Ver    uint64 // Applied, Rejected: its version
	Cause  string // Applied, Rejected: id of its cause
	Items  []Item // ExportBatch, Folded, QueryStock reply
	AsOf   int64  // ns
	Label  string // provisional, authoritative, stale
}

// Line is one order line.
type Line struct {
	SKU string
	Qty int64
}

// Item is one sanitised event of a batch, or one figure of an answer. Only
// fields that the contract lets out are set; Fields of the crossing record are
// the names of those set.
type Item struct {
	Pos       uint64
	Event     string // id
	Type      string
	Entity    string // clear for a SKU, a token for an order
	Ver       uint64
	Epoch     uint32
	Cause     string
	SKU       string
	Qty       int64
	OnHand    int64
	Allocated int64
	Reason    string
	Customer  string // never set by a correct egress
	Price     int64  // never set by a correct egress
	Time      int64
}
