package scenarios

import (
	"slices"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// supplyForm reads how stock is replenished. What is left out is as usual.
var supplyForm = strict.Object("a supply", slices.Concat(orderKeys(), contractKeys(), breakerKeys()), func(_ strict.Mapping, s *topology.Supply) {
	plain := topology.Supplies()
	for _, p := range supplyNumbers(s, &plain) {
		if *p.v == 0 {
			*p.v = *p.usual
		}
	}
	for _, p := range supplySpans(s, &plain) {
		if *p.v == 0 {
			*p.v = *p.usual
		}
	}
	for _, p := range [...][2]*int{{&s.Critical, &plain.Critical}, {&s.Queue, &plain.Queue}, {&s.Parked, &plain.Parked}, {&s.Attempts, &plain.Attempts}} {
		if *p[0] == 0 {
			*p[0] = *p[1]
		}
	}
})

// orderKeys say what is ordered when.
func orderKeys() []strict.Key[topology.Supply] {
	return []strict.Key[topology.Supply]{
		strict.At("point", "an article with fewer units available and on order is ordered; 100 if left out", strict.Whole[int64](1, 1_000_000_000),
			func(s *topology.Supply) *int64 { return &s.Point }),
		strict.At("quantity", "units of a purchase order, or a multiple; 20 if left out", strict.Whole[int64](1, 1_000_000),
			func(s *topology.Supply) *int64 { return &s.Quantity }),
		strict.At("surplus", "an accepted order is changed to fewer units (860) if so many more than point are available and on order; never if left out",
			strict.Whole[int64](1, 1_000_000_000), func(s *topology.Supply) *int64 { return &s.Surplus }),
		strict.At("critical", "every n-th article goes by the critical lane; 5 if left out", strict.Whole[int](1, 1000),
			func(s *topology.Supply) *int { return &s.Critical }),
		strict.At("lead", "from an order that a supplier took to goods on the shelf; 4s if left out", strict.Duration,
			func(s *topology.Supply) *time.Duration { return &s.Lead }),
		strict.At("ack", "within which a 997 is due; 10s if left out", strict.Duration,
			func(s *topology.Supply) *time.Duration { return &s.Ack }),
		strict.At("confirm", "within which an 855 is due after it; 20s if left out", strict.Duration,
			func(s *topology.Supply) *time.Duration { return &s.Confirm }),
		strict.At("wait", "99th percentile of what a critical order waits (I-26); not judged if left out", strict.Duration,
			func(s *topology.Supply) *time.Duration { return &s.Wait }),
	}
}

// contractKeys say what the contract with a supplier allows.
func contractKeys() []strict.Key[topology.Supply] {
	return []strict.Key[topology.Supply]{
		strict.At("rate", "calls that the contract with a supplier allows, all regions together; 2/s if left out", strict.Rate,
			func(s *topology.Supply) *int64 { return &s.Rate }),
		strict.At("burst", "of them at the same instant, per region; 3 if left out", strict.Whole[int64](1, 1000),
			func(s *topology.Supply) *int64 { return &s.Burst }),
		strict.At("capacity", "calls that a supplier's desk in a region can answer; 4/s if left out", strict.Rate,
			func(s *topology.Supply) *int64 { return &s.Capacity }),
		strict.Into("budget", "calls beyond the first of each order (I-24); 10% if left out", permille,
			func(s *topology.Supply, n int64) { s.Budget = n }),
		strict.At("drip", "and one more per region and this time; 10m if left out", strict.Duration,
			func(s *topology.Supply) *time.Duration { return &s.Drip }),
		strict.At("queue", "orders that wait for a supplier in a region; 128 if left out", strict.Whole[int](8, 1_000_000),
			func(s *topology.Supply) *int { return &s.Queue }),
		strict.At("parked", "orders that wait outside of the queue; 64 if left out", strict.Whole[int](1, 1_000_000),
			func(s *topology.Supply) *int { return &s.Parked }),
		strict.At("park", "they are shed after this, with a receipt; 5m if left out", strict.Duration,
			func(s *topology.Supply) *time.Duration { return &s.Park }),
	}
}

// breakerKeys say how calls fail.
func breakerKeys() []strict.Key[topology.Supply] {
	return []strict.Key[topology.Supply]{
		strict.At("timeout", "a call without an answer has failed after this; 2s if left out", strict.Duration,
			func(s *topology.Supply) *time.Duration { return &s.Timeout }),
		strict.At("attempts", "calls with one order, at most; 8 if left out", strict.Whole[int](1, 60),
			func(s *topology.Supply) *int { return &s.Attempts }),
		strict.At("open", "how long a breaker stays open at first; 5s if left out", strict.Duration,
			func(s *topology.Supply) *time.Duration { return &s.Open }),
		strict.At("open_max", "and at most; 3m if left out", strict.Duration,
			func(s *topology.Supply) *time.Duration { return &s.OpenMax }),
		strict.At("idle", "a supplier that has not failed is called within this while orders wait (I-24); 1m if left out", strict.Duration,
			func(s *topology.Supply) *time.Duration { return &s.Idle }),
		strict.At("return", "one that has failed is, and the load is below capacity so long after a fault (I-24); 5m if left out", strict.Duration,
			func(s *topology.Supply) *time.Duration { return &s.Return }),
	}
}

// figure is a value of a supply beside the usual one.
type figure[V any] struct {
	key      string
	v, usual *V
}

func supplyNumbers(s, u *topology.Supply) []figure[int64] {
	return []figure[int64]{{"point", &s.Point, &u.Point}, {"quantity", &s.Quantity, &u.Quantity}, {"surplus", &s.Surplus, &u.Surplus}, {"burst", &s.Burst, &u.Burst},
		{"rate", &s.Rate, &u.Rate}, {"capacity", &s.Capacity, &u.Capacity}, {"budget", &s.Budget, &u.Budget}}
}

func supplySpans(s, u *topology.Supply) []figure[time.Duration] {
	return []figure[time.Duration]{{"lead", &s.Lead, &u.Lead}, {"ack", &s.Ack, &u.Ack}, {"confirm", &s.Confirm, &u.Confirm}, {"wait", &s.Wait, &u.Wait},
		{"drip", &s.Drip, &u.Drip}, {"park", &s.Park, &u.Park}, {"timeout", &s.Timeout, &u.Timeout}, {"open", &s.Open, &u.Open},
		{"open_max", &s.OpenMax, &u.OpenMax}, {"idle", &s.Idle, &u.Idle}, {"return", &s.Return, &u.Return}}
}

// encodeSupply writes what differs from the usual.
func encodeSupply(w *writer, s *topology.Supply) {
	if s == nil {
		return
	}
	plain := topology.Supplies()
	w.line(1, "supply:")
	w.line(2, "point: %d", s.Point)
	for _, p := range supplyNumbers(s, &plain)[1:] {
		switch {
		case *p.v == *p.usual:
		case p.key == "rate" || p.key == "capacity":
			w.line(2, "%s: %s", p.key, strict.FormatRate(*p.v))
		case p.key == "budget":
			w.line(2, "%s: %s", p.key, strict.FormatShare(uint32(*p.v*1000)))
		default:
			w.line(2, "%s: %d", p.key, *p.v)
		}
	}
	for _, p := range supplySpans(s, &plain) {
		if *p.v != *p.usual && p.key != "" {
			w.line(2, "%s: %s", p.key, span(*p.v))
		}
	}
	for _, p := range []figure[int]{{"critical", &s.Critical, &plain.Critical}, {"queue", &s.Queue, &plain.Queue},
		{"parked", &s.Parked, &plain.Parked}, {"attempts", &s.Attempts, &plain.Attempts}} {
		if *p.v != *p.usual {
			w.line(2, "%s: %d", p.key, *p.v)
		}
	}
}

// agreements returns what was agreed with each supplier.
func (s *Scenario) agreements() []history.Agreement {
	u := s.Workload.Supply
	if u == nil {
		return nil
	}
	var out []history.Agreement
	regions := podRegions(s.Topology)
	for _, name := range topology.Suppliers() {
		a := history.Agreement{Partner: name,
			Offers: []string{"POIssued", "LateSuccess", "POChangeAsked"}, Parks: []string{"POParked"}, Resumes: []string{"POResumed"},
			Settles: []string{"POAccepted", "TechAcked", "POFailed", "POReceived", "LateCancelled", "LateReceived", "POChanged", "POChangeRefused"},
			Sheds:   []string{"POShed"}, Rate: u.Rate, Burst: (u.Burst + 1) * int64(len(regions)), Capacity: u.Capacity * int64(len(regions)),
			Budget: u.Budget, Spare: topology.Spare, DripNano: int64(u.Drip), AttemptsMax: int64(u.Attempts), IdleNano: int64(u.Idle), ReturnNano: int64(u.Return),
			TimeoutNano: int64(u.Timeout), WindowNano: 5 * int64(u.Timeout), CallsMin: 3, OpenNano: int64(u.Open),
			QueueMax: int64(u.Queue), ParkedMax: int64(u.Parked), Urgent: "critical", WaitNano: int64(u.Wait)}
		for _, r := range regions {
			a.Callers = append(a.Callers, "buyer/"+r)
		}
		out = append(out, a)
	}
	return out
}

// sagas returns the process of a purchase order, and that of what its supplier did
// not take of one.
func (s *Scenario) sagas() []history.Saga {
	u := s.Workload.Supply
	if u == nil {
		return nil
	}
	return []history.Saga{{Kind: "po", Begin: "POIssued", Commit: []string{"POClosed"}, Receipts: []string{"POShed"},
		Failures:   []string{"PORejected", "POTimedOut", "POFailed"},
		Compensate: []string{"ReplenishmentReversed", "ForecastAdjusted", "PlannerNotified"},
		Late:       "LateSuccess", Lates: []string{"LateCancelled", "LateReceived"}, Cancels: []string{"LateCancelled"},
		Adds:    []string{"POIssued", "LateSuccess"},
		Takes:   []string{"POShed", "POReduced", "POChanged", "ReplenishmentReversed", "POReceived", "LateCancelled", "LateReceived"},
		Lessens: []string{"POReduced", "POChanged"}, Lessened: []string{"reduction", "change"},
		Done: "purchase-order", Refused: "rejection", Undone: "cancellation", Notice: "notice"},
		{Kind: "po-rest", Begin: "POSplit", Failures: []string{"PORejected"},
			Compensate: []string{"ReplenishmentReversed", "ForecastAdjusted", "PlannerNotified"},
			Late:       "LateSuccess", Lates: []string{"LateCancelled", "LateReceived"}, Cancels: []string{"LateCancelled"},
			Adds:  []string{"POSplit", "LateSuccess"},
			Takes: []string{"ReplenishmentReversed", "LateCancelled", "LateReceived"},
			Done:  "purchase-order", Refused: "rejection", Undone: "cancellation", Notice: "notice"}}
}

// purchaseStates is the state table of a purchase order (I-07):
//
//	Issued - Accepted - Acked - Confirmed - InTransit - Received - Closed      from any of them up to InTransit the goods
//	  |         |         |                                                    may come; from Issued to Acked it may fail
//	Parked      +--- Failed - Reversed - Adjusted - Compensated - Late - Closed | Compensated
//	  |
//	Shed
//
// One that is Confirmed may be Changing: it has as many units as before, or fewer,
// afterwards, and is Confirmed again. Of one that is accepted in part (Reduced, while
// Acked or Late) the rest is an order of its own: Split - Failed, and on as above.
func purchaseStates() []history.Transition {
	var table []history.Transition
	add := func(typ, to string, from ...string) {
		for _, f := range from {
			table = append(table, history.Transition{Kind: "po", From: f, Type: typ, To: to})
		}
	}
	add("POIssued", "Issued", "")
	add("POParked", "Parked", "Issued")
	add("POResumed", "Issued", "Parked")
	add("POCalled", "Issued", "Issued")
	add("POShed", "Shed", "Issued", "Parked")
	add("POAccepted", "Accepted", "Issued")
	add("TechAcked", "Acked", "Issued", "Accepted")
	add("POConfirmed", "Confirmed", "Acked")
	add("ASNReceived", "InTransit", "Confirmed")
	add("POReduced", "Acked", "Acked")
	add("POReduced", "Late", "Late")
	add("POChangeAsked", "Changing", "Confirmed")
	add("POChanged", "Confirmed", "Changing", "Confirmed")
	add("POChanged", "InTransit", "InTransit")
	add("POChangeRefused", "Confirmed", "Changing")
	add("POReceived", "Received", "Issued", "Accepted", "Acked", "Confirmed", "Changing", "InTransit")
	add("POClosed", "Closed", "Received")
	add("PORejected", "Failed", "Acked")
	add("POTimedOut", "Failed", "Accepted", "Acked")
	add("POFailed", "Failed", "Issued")
	table = append(table, compensationStates("po")...)
	table = append(table, history.Transition{Kind: "po-rest", Type: "POSplit", To: "Split"},
		history.Transition{Kind: "po-rest", From: "Split", Type: "PORejected", To: "Failed"})
	return append(table, compensationStates("po-rest")...)
}

// compensationStates is the state table of what failed.
func compensationStates(kind string) []history.Transition {
	return []history.Transition{
		{Kind: kind, From: "Failed", Type: "ReplenishmentReversed", To: "Reversed"},
		{Kind: kind, From: "Reversed", Type: "ForecastAdjusted", To: "Adjusted"},
		{Kind: kind, From: "Adjusted", Type: "PlannerNotified", To: "Compensated"},
		{Kind: kind, From: "Compensated", Type: "LateSuccess", To: "Late"},
		{Kind: kind, From: "Late", Type: "LateCancelled", To: "Compensated"},
		{Kind: kind, From: "Late", Type: "LateReceived", To: "Closed"},
	}
}
