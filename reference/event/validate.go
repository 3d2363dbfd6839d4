package event

import (
	"fmt"
	"slices"
)

// need is a set of demands on a body.
type need uint32

const (
	needKey need = 1 << iota
	needOrder
	needLine
	needSKU
	needQty // positive
	needState
	needChange
	needPurchase
	needSource
	needPos
	needBatch
	needLetter
	needDecision
	needBundle
	needAccess
	needTrail
	needLease
	unknownType
)

const (
	lineEvent  = needOrder | needLine | needState | needSKU | needQty
	stockEvent = needSKU | needChange
	heldEvent  = stockEvent | needOrder | needLine
	task       = needKey | needOrder | needLine | needSKU | needQty
)

// needs returns what a type demands.
func needs(typ string) need {
	switch typ {
	case OrderCreated:
		return needOrder | needState | needPurchase | needQty
	case OrderValidated:
		return needOrder | needState
	case OrderAllocated, OrderBackordered, OrderReleased, PickConfirmed, Packed, ShipConfirmed, Delivered, OrderCancelled:
		return lineEvent
	case InventoryReceived, InventoryAdjusted:
		return stockEvent
	case InventoryReserved, ReservationReleased, InventoryShipped:
		return heldEvent
	case EpochStarted:
		return 0
	case Rejected:
		return needSource | needPos | needLetter
	case Marked:
		return needPos
	case Decided:
		return needSource | needPos | needDecision
	case OfferBundle, BundleTaken, BundleRefused, BundleInForce, RightsInForce:
		return needBundle
	case Measured, ReportFigures:
		return needSource | needBatch
	case AlertRaised, AlertResolved:
		return needBatch
	case Subscribe:
		return needKey | needSource
	case StageChanged, LookStage, StirStage:
		return 0
	case StageEntered, StageLeaving, StageLeft, TellStage:
		return needPos
	case AccessDecided:
		return needAccess
	case Act:
		return needKey | needAccess
	case Audited:
		return needSource | needPos | needTrail
	case AnchorHead:
		return needKey | needSource | needPos
	case Folded, ExportBatch:
		return needSource | needBatch
	case PlaceOrder:
		return needKey | needOrder | needPurchase
	case CancelOrder:
		return needKey | needOrder
	case ReceiveGoods:
		return needKey | needSKU | needQty
	case AdjustStock:
		return needKey | needSKU
	case PickTask, PackTask, BookShipment, DeliveryScan:
		return task
	case QueryStock, ReadSettings:
		return 0
	case ReadRows:
		return needPos
	case RunBegun, RunEnded:
		return needKey
	case RepairRow, AlterRow, RowAltered, RowRepaired, RepairOrdered:
		return needKey | needBatch
	case QuerySealed, QueryDemand:
		return needKey | needSource
	case OpenSealed:
		return needKey | needSource | needBatch
	}
	return leaseNeeds(typ)
}

// leaseNeeds returns what a type about who takes the commands of a region demands.
func leaseNeeds(typ string) need {
	switch typ {
	case AskLease, RenewLease, AskStanding, LeaseGranted, LeaseRefused, IntakeOpened, IntakeClosed, IntakeHanded, CommandsReopened:
		return needLease
	case PullIntake:
		return needPos | needLease
	case HandsChanged:
		return needSource
	case TellHands:
		return needSource | needPos
	case IntakeTaken, IntakeReturned, IntakeListed, LineRedriven:
		return needKey | needOrder | needLease
	}
	return purchaseNeeds(typ)
}

// purchaseNeeds returns what a type about purchase orders demands.
func purchaseNeeds(typ string) need {
	switch {
	case slices.Contains(purchaseEvents, typ):
		return needOrder | needSKU | needQty | needSource
	case slices.Contains(purchaseCalls, typ):
		return needKey | needOrder | needSKU | needQty | needSource
	}
	return unknownType
}

// Validate checks a body against the contract of its type, at the producer and
// again at the consumer (R022). It returns the first demand that is not met, and
// an error for a type that nobody agreed on: there is no generic "updated".
// Replies have their own contract, see [ValidateReply].
func Validate(typ string, b *Body) error {
	if n := needs(typ) &^ has(b); n != 0 {
		return broken(typ, n)
	}
	if b.Purchase != nil {
		return validateLines(typ, b.Purchase.Lines)
	}
	return nil
}

// ValidateReply checks that a reply says what became of the call.
func ValidateReply(b *Body) error {
	switch b.Status {
	case OK, Refused, Shed, Resend:
		return nil
	}
	return fmt.Errorf("validate reply: status %q: want ok, refused, shed or resend", b.Status)
}

// has returns the demands that a body meets.
func has(b *Body) need {
	n := when(b.Key != "", needKey) | when(b.Order != "", needOrder) | when(b.Line > 0, needLine) |
		when(b.SKU != "", needSKU) | when(b.Qty > 0, needQty) | when(b.State != NoState, needState)
	n |= when(b.Change.OnHand != 0 || b.Change.Allocated != 0 || b.Change.Held != 0, needChange)
	n |= when(b.Purchase != nil && len(b.Purchase.Lines) > 0, needPurchase)
	return n | when(b.Source != "", needSource) | when(b.Pos > 0, needPos) | when(b.Batch != nil, needBatch) | when(b.Letter != nil, needLetter) |
		when(b.Decision != nil, needDecision) | when(b.Bundle != nil, needBundle) |
		when(b.Access != nil && b.Access.Action != "" && b.Access.On != "", needAccess) | when(b.Trail != nil && b.Trail.Until > 0, needTrail) |
		when(b.Lease != nil, needLease)
}

func when(met bool, n need) need {
	if met {
		return n
	}
	return 0
}

func validateLines(typ string, lines []Line) error {
	for i, l := range lines {
		if l.SKU == "" || l.Qty <= 0 {
			return fmt.Errorf("validate %s: line %d is %d of %q: want a positive quantity of an article", typ, i+1, l.Qty, l.SKU)
		}
	}
	return nil
}

var demands = [...]string{"a key", "an order", "a line", "a SKU", "a positive quantity", "a state", "a change",
	"a purchase with lines", "a source", "a position", "a batch", "a letter", "a decision", "a bundle", "an action on something", "a trail with its end"}

func broken(typ string, missing need) error {
	if missing&unknownType != 0 {
		return fmt.Errorf("validate event: type %q has no contract", typ)
	}
	for i, d := range demands {
		if missing&(1<<i) != 0 {
			return fmt.Errorf("validate %s: want %s", typ, d)
		}
	}
	return nil
}
