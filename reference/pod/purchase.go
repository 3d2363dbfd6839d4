package pod

import (
	"slices"
	"strings"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/link"
)

// purchase is one purchase order that is not at its end, or was compensated and
// may still turn out to have succeeded.
type purchase struct {
	n        uint64
	name     string // "po/tx/17", or "po-rest/tx/17" for what the supplier did not take of it
	sku      int
	qty      int64
	supplier int
	lane     link.Lane
	state    poState
	called   bool // its supplier was, at least once
	version  uint64
	last     string // id of its last event
	came     int64  // units of it that arrived
	cut      int64  // units that the supplier was asked to take off it; once at most
	issued   int64  // when; since the recovery for older ones
}

// poState is the state of a purchase order.
type poState uint8

// The states: forward, and those of its compensation.
const (
	poNone poState = iota
	poIssued
	poParked
	poAccepted
	poAcked
	poConfirmed
	poInTransit
	poReceived
	poClosed
	poShed
	poFailed // rejected, timed out or given up: compensation is due
	poReversed
	poAdjusted
	poCompensated
	poLate // compensated, and yet it happens
	poChanging
	poSplit // the rest of an order, whose rejection is due
)

// after returns the state that an event leads to.
func after(typ string) poState {
	switch typ {
	case event.POIssued, event.POResumed:
		return poIssued
	case event.POParked:
		return poParked
	case event.POShed:
		return poShed
	case event.POAccepted:
		return poAccepted
	case event.TechAcked:
		return poAcked
	case event.POConfirmed:
		return poConfirmed
	case event.ASNReceived:
		return poInTransit
	case event.POChangeAsked:
		return poChanging
	case event.POSplit:
		return poSplit
	case event.POReceived:
		return poReceived
	case event.POClosed, event.LateReceived:
		return poClosed
	case event.PORejected, event.POTimedOut, event.POFailed:
		return poFailed
	case event.ReplenishmentReversed:
		return poReversed
	case event.ForecastAdjusted:
		return poAdjusted
	case event.PlannerNotified, event.LateCancelled:
		return poCompensated
	case event.LateSuccess:
		return poLate
	}
	return poNone
}

// restOf is added to the number of an order for what the supplier did not take of
// it.
const restOf = 1 << 35

// rest returns the units of an order that the supplier did not take, as an order
// that nothing has happened to.
func (p *purchase) rest(qty int64) *purchase {
	return &purchase{n: p.n | restOf, name: event.RestName(p.name), sku: p.sku, qty: qty, supplier: p.supplier, lane: p.lane, last: p.last}
}

// purchases are the orders that something may still happen to, in the order of
// their numbers.
type purchases struct {
	list []*purchase
}

// compensatedMax is how many compensated orders are remembered, for what the
// supplier may still do; the rest of an order is as old as the order.
const compensatedMax = 1024

func (s *purchases) numbered(n uint64) *purchase {
	if i, ok := s.find(n); ok {
		return s.list[i]
	}
	return nil
}

func (s *purchases) named(name string) *purchase {
	_, n, ok := event.Number(name)
	if strings.HasPrefix(name, event.RestPrefix) {
		n |= restOf
	}
	if p := s.numbered(n); ok && p != nil && p.name == name {
		return p
	}
	return nil
}

func (s *purchases) find(n uint64) (int, bool) {
	return slices.BinarySearchFunc(s.list, n, func(p *purchase, n uint64) int {
		switch {
		case p.n < n:
			return -1
		case p.n > n:
			return 1
		}
		return 0
	})
}

func (s *purchases) add(p *purchase) {
	i, _ := s.find(p.n)
	s.list = slices.Insert(s.list, i, p)
	if len(s.list) <= compensatedMax {
		return
	}
	old, first := 0, -1
	for i, q := range s.list {
		if q.state != poCompensated {
			continue
		}
		old++
		if first < 0 || q.n&^restOf < s.list[first].n&^restOf {
			first = i
		}
	}
	if old > compensatedMax {
		s.list = slices.Delete(s.list, first, first+1)
	}
}

func (s *purchases) remove(p *purchase) {
	if i, ok := s.find(p.n); ok {
		s.list = slices.Delete(s.list, i, i+1)
	}
}
