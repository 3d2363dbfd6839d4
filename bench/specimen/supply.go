package specimen

import (
	"strconv"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Every so many orders of a region its buyer orders from the supplier; every so many
// purchase orders the first call fails, or the supplier rejects the order.
const (
	buyEvery            = 8
	failEvery, rejEvery = 16, 7
)

var (
	vendor, submit, urgent, calm = history.N("vendor"), history.N("SubmitPurchase"), history.N("urgent"), history.N("calm")
	taken, failedCall            = history.N("taken"), history.N("failed")
	poIssued, poAccepted         = history.N("POIssued"), history.N("POAccepted")
	poRejected, poClosed         = history.N("PORejected"), history.N("POClosed")
	poReversed, poTold           = history.N("ReplenishmentReversed"), history.N("PlannerNotified")
	ordered, turnedDown, notice  = history.N("purchase-order"), history.N("rejection"), history.N("notice")
)

// agreements is what was agreed with the only supplier.
func agreements() []history.Agreement {
	a := history.Agreement{Partner: vendor.Text, Offers: []string{poIssued.Text}, Settles: []string{poAccepted.Text},
		Rate: 20_000, Burst: 8, Capacity: 1000_000, Budget: 100, Spare: 5, AttemptsMax: 3, IdleNano: int64(time.Minute),
		ReturnNano: int64(time.Minute), QueueMax: 8, ParkedMax: 8, Urgent: urgent.Text, WaitNano: int64(time.Second)}
	for _, name := range regionNames {
		a.Callers = append(a.Callers, "buyer/"+name)
	}
	return []history.Agreement{a}
}

// sagas is the process of a purchase order.
func sagas() []history.Saga {
	return []history.Saga{{Kind: "po", Begin: poIssued.Text, Commit: []string{poClosed.Text}, Failures: []string{poRejected.Text},
		Compensate: []string{poReversed.Text, poTold.Text}, Adds: []string{poIssued.Text}, Takes: []string{poReversed.Text, poClosed.Text},
		Done: ordered.Text, Refused: turnedDown.Text, Undone: "cancellation", Notice: notice.Text}}
}

// buyer orders for a region.
type buyer struct {
	name   history.Name
	orders int
	pos    uint64
}

// buy lets the buyer of a region order something, and the order come to its end.
func (h *History) buy(r *region) {
	if r.orders%buyEvery != 0 {
		return
	}
	b := &r.buyer
	b.orders++
	po := history.N("po/" + r.name.Text + "/" + strconv.Itoa(b.orders))
	lane := calm
	if b.orders%2 == 0 {
		lane = urgent
	}
	h.purchase(r, po, poIssued).Reason = lane.Text
	if b.orders%failEvery == 0 {
		h.attempt(r, po, lane, failedCall)
	}
	h.attempt(r, po, lane, taken)
	h.did(r, po, ordered)
	h.purchase(r, po, poAccepted)
	if b.orders%rejEvery != 0 {
		h.purchase(r, po, poClosed)
		return
	}
	h.did(r, po, turnedDown)
	h.purchase(r, po, poRejected)
	h.purchase(r, po, poReversed)
	h.did(r, po, notice)
	h.purchase(r, po, poTold)
}

func (h *History) purchase(r *region, po, typ history.Name) *history.Record {
	b := &r.buyer
	b.pos++
	e := h.say(history.KindAppend, r.name)
	e.Witness, e.Stream, e.Pos, e.Type, e.Entity, e.To, e.Qty = b.name, b.name, b.pos, typ, po, vendor, 10
	return e
}

func (h *History) attempt(r *region, po, lane, label history.Name) {
	a := h.say(history.KindAttempt, r.name)
	a.Witness, a.Consumer, a.From, a.Type, a.Op, a.Entity, a.Purpose, a.Label = vendor, vendor, r.buyer.name, submit, po, po, lane, label
}

func (h *History) did(r *region, po, what history.Name) {
	e := h.say(history.KindEffect, r.name)
	e.Witness, e.Type, e.Op, e.Entity = vendor, what, po, po
}
