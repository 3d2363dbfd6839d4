// Package event holds the contracts of the reference system: the semantic event
// types, the body they share, the calls between its parties, and the codec.
//
// Every event is about one entity ("order/tx/17", "sku/tx/s-0004") and says what
// happened to it, never that it "was updated". Producer and consumer both check
// a body against its type with [Validate]; the codec ignores fields it does not
// know. Nothing here reads a clock or depends on map order. Start at [Body].
package event

// Event types of an order line; Line 0 speaks of the whole order.
const (
	OrderCreated     = "OrderCreated"   // Purchase, Qty = number of lines; whole order
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

// Entries of a ledger that are not about an order or a SKU. A read model that
// applied an event writes the event itself into its own ledger.
const (
	EpochStarted  = "EpochStarted"  // the first entry after every start of an owner
	Rejected      = "Rejected"      // a consumer's decision against an event
	Folded        = "Folded"        // the aggregator took a batch
	Marked        = "Marked"        // how far a consumer has come, written apart from the effects (only with a planted defect)
	Decided       = "Decided"       // egress decided what of a range of events may leave
	AccessDecided = "AccessDecided" // somebody wanted to act on the region, and did or was refused; an event like those of orders
	Audited       = "Audited"       // a stretch of the chained log

	RightsInForce = "RightsInForce" // a policy bundle brought the rules by which people act on the region from now on; an event like those of orders
	BatchTaken    = "BatchTaken"    // an adapter decided on a file of a partner
	BatchAnswered = "BatchAnswered" // and knows what became of an order in it
	Measured      = "Measured"      // a monitor's report: its figures
	AlertRaised   = "AlertRaised"   // somebody was told that a figure is out of bounds
	AlertResolved = "AlertResolved" // and that it is back

	RowAltered    = "RowAltered"    // somebody changed a row of a register by hand
	RowRepaired   = "RowRepaired"   // a row of a register was set right
	RunBegun      = "RunBegun"      // a run of reconciliation began
	RepairOrdered = "RepairOrdered" // it found a discrepancy, and ordered its repair
	RunEnded      = "RunEnded"      // it has compared what it could

	LeaseGranted     = "LeaseGranted"     // hub: who may take the commands of a region from now on
	LeaseRefused     = "LeaseRefused"     // hub: a standby would have taken over, and may not; Reason says why
	IntakeOpened     = "IntakeOpened"     // a standby takes commands from now on
	IntakeTaken      = "IntakeTaken"      // it has taken one; Reason is its type
	IntakeClosed     = "IntakeClosed"     // it takes no more in this term
	IntakeReturned   = "IntakeReturned"   // a command that a standby took is with its owner
	IntakeListed     = "IntakeListed"     // the owner could not do it: somebody is to look at it; Reason says why
	LineRedriven     = "LineRedriven"     // a line that its home had open goes on as an order of the region of the standby; Reason is its name
	IntakeHanded     = "IntakeHanded"     // all that a standby took in a term is with its owner
	CommandsReopened = "CommandsReopened" // the owner takes commands again

	HandsChanged = "HandsChanged" // the pod heard that somebody else takes the commands of a region from now on; an event like those of orders; Reason says what happened
	StageChanged = "StageChanged" // the pod heard that its region's stage changed; an event like those of orders
	StageEntered = "StageEntered" // a region does without something from now on
	StageLeaving = "StageLeaving" // it does not any more, and what was held back goes
	StageLeft    = "StageLeft"    // and has gone

	BundleTaken   = "BundleTaken"   // a policy bundle came and may be used
	BundleRefused = "BundleRefused" // a policy bundle came that may not
	BundleInForce = "BundleInForce" // a policy bundle is what is decided by from now on
)

// Calls: a command or task, answered by a reply of the same type.
const (
	PlaceOrder    = "PlaceOrder"    // client -> pod
	CancelOrder   = "CancelOrder"   // client -> pod
	ReceiveGoods  = "ReceiveGoods"  // warehouse -> pod: a scan of goods that already stand there
	AdjustStock   = "AdjustStock"   // warehouse -> pod: a count that already happened
	PickTask      = "PickTask"      // pod -> warehouse
	PackTask      = "PackTask"      // pod -> warehouse
	BookShipment  = "BookShipment"  // pod -> carrier; the carrier takes the goods when it commits
	DeliveryScan  = "DeliveryScan"  // carrier -> pod
	ExportBatch   = "ExportBatch"   // egress -> aggregator, sanitised
	QueryStock    = "QueryStock"    // reader -> planner, aggregator
	QuerySealed   = "QuerySealed"   // desk -> aggregator: what it holds sealed of a region
	QueryDemand   = "QueryDemand"   // reader -> aggregator: its figures of demand
	OpenSealed    = "OpenSealed"    // desk -> vault: open it
	Act           = "Act"           // operator -> pod: somebody wants to act on the region
	AnchorHead    = "AnchorHead"    // audit -> notary: the head of the chained log
	AuditOrder    = "AuditOrder"    // operator -> reader: look at everything now
	OfferBundle   = "OfferBundle"   // policy office -> authority -> egress: a policy bundle, signed
	SendBatch     = "SendBatch"     // ERP -> adapter: a file, as its bytes; so is what is answered
	CollectFiles  = "CollectFiles"  // ERP -> adapter: what is there for it
	Subscribe     = "Subscribe"     // anybody -> egress: events for a destination and a purpose
	ReportFigures = "ReportFigures" // monitor -> pager: what it has just measured
	ReadSettings  = "ReadSettings"  // pager -> pod: what do you run with?
	ReadRows      = "ReadRows"      // reconciler -> pod, register: a page of your rows
	RepairRow     = "RepairRow"     // reconciler -> register: this is what the row is to be
	LookStage     = "LookStage"     // stages -> pod, egress, buyer: this is the stage; how do you do?
	TellStage     = "TellStage"     // stages -> pod, pager: a change of the stage
	TellHands     = "TellHands"     // standby, warden -> pod, pager: somebody else takes the commands of a region from now on
	StirStage     = "StirStage"     // pod, egress, buyer -> stages: something moves again
	AlterRow      = "AlterRow"      // meddler -> register: a hand in its store
	AskLease      = "AskLease"      // pod -> warden: may I take commands?
	RenewLease    = "RenewLease"    // warden, standby -> leases: may I take the commands of a region, and for how long?
	AskStanding   = "AskStanding"   // warden -> mirror: by which policy do you copy, and may you?
	PullIntake    = "PullIntake"    // warden -> standby: the command at Pos, of those that you took
)

// Orders of a fault to an intruder.
const (
	UseStolen  = "UseStolenCredential"
	UseExpired = "UseExpiredCredential"
)

// Status of a reply.
const (
	OK      = "ok"
	Refused = "refused" // nothing happened, and never will for this key
	Shed    = "shed"    // nothing happened: a declared bound is reached; with receipt
	Resend  = "resend"  // the aggregator misses positions: send again from Pos
)

// Reasons of replies and events.
const (
	ReasonHorizon   = "horizon"    // the key is older than it is honoured; it may have happened
	ReasonInvalid   = "invalid"    // the call breaks its contract
	ReasonKnown     = "known"      // another key has placed this order
	ReasonSoldOut   = "sold-out"   // too many lines wait for this article already
	ReasonTooLarge  = "too-large"  // more lines than an order may have
	ReasonReleased  = "released"   // too late to cancel
	ReasonUnknown   = "unknown"    // no such open order
	ReasonQueueFull = "queue-full" // the declared bound of unpublished events
	ReasonAllocated = "allocated"  // a count that would take goods promised to released lines: ask again later
	ReasonShortPick = "short-pick" // the shelf was empty
	ReasonShrink    = "shrink"     // a count found less
	ReasonSurplus   = "surplus"    // a count found more
	ReasonElsewhere = "elsewhere"  // somebody else takes the commands of the region for now, or nobody yet
	ReasonForged    = "forged"     // a bundle or a credential that its issuer did not sign as it is
	ReasonDenied    = "denied"     // no rule permits it, and none in particular forbids it; else the rules that do
)

// Labels of a figure.
const (
	Authoritative = "authoritative" // the owner itself, now
	Provisional   = "provisional"   // a follower, as of the time stated
	Stale         = "stale"         // a follower that has not heard of the owner for too long
)

// Purposes for which messages cross a border.
const (
	DemandPlanning = "demand-planning" // events to the hub
	Governance     = "governance"      // policy bundles to the regions
	// ReturnHome is for what the hub gives back to the region that sealed it, and
	// the only purpose for which a vault opens it.
	ReturnHome = "return-home"
	// Continuity is for what keeps a region in business elsewhere: copies of what it
	// has open, and the commands that its standby takes and hands back.
	Continuity = "continuity"
)
