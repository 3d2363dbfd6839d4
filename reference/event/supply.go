package event

import (
	"strconv"
	"strings"
)

// Entries of a buyer's ledger about a purchase order. Order names it, Source the
// supplier; the body of all has article and units.
const (
	POIssued              = "POIssued"              // Reason: its lane
	POParked              = "POParked"              // the queue to the supplier is full
	POResumed             = "POResumed"             // it is in the queue again
	POCalled              = "POCalled"              // its supplier is called with it for the first time
	POShed                = "POShed"                // with this receipt it is over: nothing was ordered
	POAccepted            = "POAccepted"            // the supplier's system took it
	TechAcked             = "TechAcked"             // X12 997 A
	POConfirmed           = "POConfirmed"           // X12 855 AD
	PORejected            = "PORejected"            // X12 855 RD
	POTimedOut            = "POTimedOut"            // no 997 or no 855 in time; Reason says which
	POFailed              = "POFailed"              // every attempt failed
	POReduced             = "POReduced"             // Qty is not part of it any more; Reason says why
	POSplit               = "POSplit"               // what its supplier did not take of an order, as an order of its own; see [RestName]
	POChangeAsked         = "POChangeAsked"         // X12 860: Qty is to be taken off it
	POChanged             = "POChanged"             // X12 865: Qty is off it
	POChangeRefused       = "POChangeRefused"       // X12 865, or nobody could be asked; Reason says why
	ASNReceived           = "ASNReceived"           // X12 856
	POReceived            = "POReceived"            // the goods are on the shelf
	POClosed              = "POClosed"              // nothing is owed any more
	ReplenishmentReversed = "ReplenishmentReversed" // compensation: the units are on order no more
	ForecastAdjusted      = "ForecastAdjusted"      // compensation: the forecast knows
	PlannerNotified       = "PlannerNotified"       // compensation: somebody knows
	LateSuccess           = "LateSuccess"           // what was compensated happens after all
	LateCancelled         = "LateCancelled"         // and was taken back at the supplier
	LateReceived          = "LateReceived"          // or was taken in
)

// Calls about purchase orders, and what X12 calls them.
const (
	SubmitPurchase = "SubmitPurchase" // buyer -> supplier: 850, BEG01 00; Reason: its lane
	CancelPurchase = "CancelPurchase" // buyer -> supplier: 850, BEG01 01
	ChangePurchase = "ChangePurchase" // buyer -> supplier: 860; Qty: what is to be left of the order
	FunctionalAck  = "FunctionalAck"  // supplier -> buyer: 997
	PurchaseAck    = "PurchaseAck"    // supplier -> buyer: 855; Reason rejected: RD; in-part: AC, Qty is what it takes
	ChangeAck      = "ChangeAck"      // supplier -> buyer: 865; Qty: what the order is now; Reason: why it did not change
	ShipNotice     = "ShipNotice"     // supplier -> buyer: 856
	DeliverGoods   = "DeliverGoods"   // supplier -> warehouse: a truck is at the gate
	NotifyPlanner  = "NotifyPlanner"  // buyer -> purchasing
)

// Reasons about purchase orders.
const (
	ReasonThrottled   = "throttled"   // HTTP 429: ask again later
	ReasonUnavailable = "unavailable" // HTTP 5xx
	ReasonRejected    = "rejected"    // 855 RD
	ReasonInPart      = "in-part"     // 855 AC with fewer units: the rest is rejected
	ReasonDispatched  = "dispatched"  // too late to cancel: the goods are on their way
	ReasonNo997       = "no-997"
	ReasonNo855       = "no-855"
	ReasonGaveUp      = "gave-up"
	ReasonFull        = "full"      // of a queue
	ReasonParkedLong  = "waited"    // too long outside of it
	ReasonDisplaced   = "displaced" // by a critical order
)

// PurchasePrefix begins the names of purchase orders.
const PurchasePrefix = "po/"

// PurchaseName returns the entity of the n-th purchase order of a region:
// "po/tx/17".
func PurchaseName(region string, n uint64) string {
	return PurchasePrefix + region + "/" + strconv.FormatUint(n, 10)
}

// RestPrefix begins the names of what suppliers did not take of orders.
const RestPrefix = "po-rest/"

// RestName returns the entity of what a supplier did not take of a purchase order:
// "po-rest/tx/17" of "po/tx/17". Buyer and supplier call it so in all documents.
func RestName(order string) string { return RestPrefix + strings.TrimPrefix(order, PurchasePrefix) }

// OfPurchase reports whether an entity is a purchase order or the rest of one.
func OfPurchase(entity string) bool {
	return strings.HasPrefix(entity, PurchasePrefix) || strings.HasPrefix(entity, RestPrefix)
}

var (
	purchaseEvents = []string{POIssued, POParked, POResumed, POCalled, POShed, POAccepted, TechAcked, POConfirmed, PORejected, POTimedOut, POFailed,
		POReduced, POSplit, POChangeAsked, POChanged, POChangeRefused, ASNReceived, POReceived, POClosed, ReplenishmentReversed, ForecastAdjusted, PlannerNotified, LateSuccess, LateCancelled, LateReceived}
	purchaseCalls = []string{SubmitPurchase, CancelPurchase, ChangePurchase, FunctionalAck, PurchaseAck, ChangeAck, ShipNotice, DeliverGoods, NotifyPlanner}
)
