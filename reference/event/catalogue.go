package event

import "slices"

// Fields of a body that no contract can let out: they are of use inside a
// region alone. The catalogue lists them all the same, as each has a tier.
const (
	FieldOrder  = "order"  // of a stock event: the order that it serves
	FieldHeld   = "held"   // units in quarantine
	FieldKey    = "key"    // idempotency key of a call
	FieldStatus = "status" // of a reply
	FieldLines  = "lines"  // articles and quantities of a purchase
	FieldSource = "source" // the ledger that events come from
	FieldPos    = "pos"    // a position in it
	FieldLetter = "letter" // an event that could not be applied, with its original
	FieldAccess = "access" // who wanted what of a region, and what became of it
	FieldTrail  = "trail"  // a stretch of the chained log
)

// Groups of fields that go together.
var (
	aboutFields    = []string{FieldType, FieldEntity, FieldVersion, FieldTime}
	orderFields    = append(slices.Clone(aboutFields), FieldState, FieldLineState)
	lineFields     = append(slices.Clone(orderFields), FieldLine, FieldSKU, FieldQty, FieldReason)
	stockFields    = append(slices.Clone(aboutFields), FieldSKU, FieldQty, FieldOnHand, FieldAllocated, FieldHeld, FieldReason)
	heldFields     = append(slices.Clone(stockFields), FieldOrder, FieldLine)
	purchaseFields = []string{FieldCustomer, FieldShipTo, FieldTerms, FieldPrice, FieldLines}
	orderedFields  = append(slices.Clone(aboutFields), FieldOrder, FieldSKU, FieldQty, FieldReason, FieldSource)
	taskFields     = append(slices.Clone(aboutFields), FieldKey, FieldOrder, FieldLine, FieldSKU, FieldQty, FieldReason, FieldStatus)
)

// catalogue lists what every type of event, call and ledger entry may carry,
// besides its envelope. A field that is not listed for a type is in none of its
// bodies; see TestCatalogueIsWhatBodiesCarry.
var catalogue = []struct {
	Types  []string
	Fields []string
}{
	{[]string{OrderCreated}, slices.Concat(orderFields, []string{FieldQty, FieldReason}, purchaseFields)},
	{[]string{OrderValidated}, orderFields},
	{[]string{OrderAllocated, OrderBackordered, OrderReleased, PickConfirmed, Packed, ShipConfirmed, Delivered, OrderCancelled}, lineFields},
	{[]string{InventoryReceived}, append(slices.Clone(stockFields), FieldSource)}, // of a purchase order: its name
	{[]string{InventoryAdjusted}, stockFields},
	{[]string{InventoryReserved, ReservationReleased, InventoryShipped}, heldFields},
	{[]string{EpochStarted, Marked}, append(slices.Clone(aboutFields), FieldPos)},
	{[]string{Rejected}, slices.Concat(aboutFields, []string{FieldReason, FieldSource, FieldPos, FieldLetter})},
	{[]string{PlaceOrder, CancelOrder}, slices.Concat(aboutFields, []string{FieldKey, FieldOrder, FieldReason, FieldState, FieldStatus}, purchaseFields)},
	{[]string{ReceiveGoods}, append(slices.Clone(stockFields), FieldKey, FieldSource, FieldStatus)},
	{[]string{AdjustStock}, append(slices.Clone(stockFields), FieldKey, FieldStatus)},
	{[]string{ExportBatch, Folded, QueryStock, QuerySealed, OpenSealed, QueryDemand, AuditOrder}, append(slices.Clone(aboutFields), FieldKey, FieldSource, FieldPos, FieldStatus, FieldReason)},
	{[]string{OfferBundle, Subscribe, Decided, BundleTaken, BundleRefused, BundleInForce, RightsInForce},
		append(slices.Clone(aboutFields), FieldKey, FieldSource, FieldPos, FieldStatus, FieldReason)},
	{[]string{StageChanged}, append(slices.Clone(aboutFields), FieldQty, FieldReason)},
	{[]string{HandsChanged}, append(slices.Clone(aboutFields), FieldSource, FieldQty, FieldReason)},
	{[]string{AccessDecided, Act}, append(slices.Clone(aboutFields), FieldKey, FieldStatus, FieldReason, FieldAccess)},
	{[]string{Audited, AnchorHead}, append(slices.Clone(aboutFields), FieldKey, FieldSource, FieldPos, FieldStatus, FieldReason, FieldTrail)},
	{[]string{PickTask, PackTask, BookShipment, DeliveryScan}, taskFields},
	{purchaseEvents, orderedFields},
	{purchaseCalls, append(slices.Clone(orderedFields), FieldKey, FieldStatus)},
}

// Types lists the types of the catalogue in its order: everything that a region
// writes or says inside. What crosses a border is made of these.
func Types() []string {
	var out []string
	for _, row := range catalogue {
		out = append(out, row.Types...)
	}
	return out
}

// FieldsOf returns the names of the fields that a type may carry, nil for a type
// that nobody agreed on. The caller must not change them.
func FieldsOf(typ string) []string {
	for _, row := range catalogue {
		if slices.Contains(row.Types, typ) {
			return row.Fields
		}
	}
	return nil
}

// Fields returns the names of the fields that a contract may let out, in their
// fixed order.
func Fields() []string { return fields[:] }
