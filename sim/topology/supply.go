package topology

import "time"

// Supply says how a region replenishes its stock: when it orders how much from
// its suppliers, what the contract with each of them allows, and what they do if
// nothing disturbs them. Every region has the desks of the same suppliers.
type Supply struct {
	Point    int64         `json:"point"`       // an article with fewer units available and on order is ordered
	Quantity int64         `json:"quantity"`    // units of a purchase order, or a multiple
	Surplus  int64         `json:"surplus"`     // an order is changed to fewer units if so many more than Point are available and on order; 0 = never
	Critical int           `json:"critical"`    // every n-th article goes by the critical lane; 0 = none
	Rate     int64         `json:"rate"`        // calls per 1000 s that the contract with a supplier allows, all regions together
	Burst    int64         `json:"burst"`       // of them at the same instant, per region
	Capacity int64         `json:"capacity"`    // calls per 1000 s that a supplier's desk in a region can answer
	Lead     time.Duration `json:"lead_ns"`     // from an order that a supplier took to goods on the shelf
	Ack      time.Duration `json:"ack_ns"`      // within which a 997 is due
	Confirm  time.Duration `json:"confirm_ns"`  // within which an 855 is due, after it
	Timeout  time.Duration `json:"timeout_ns"`  // of a call
	Open     time.Duration `json:"open_ns"`     // how long a breaker stays open at first
	OpenMax  time.Duration `json:"open_max_ns"` // and at most
	Queue    int           `json:"queue"`       // orders that wait for a supplier in a region
	Parked   int           `json:"parked"`      // and outside of the queue
	Park     time.Duration `json:"park_ns"`     // they are shed after this
	Attempts int           `json:"attempts"`    // of an order, at most
	Budget   int64         `json:"budget"`      // calls beyond the first of each order, per 1000 orders
	Drip     time.Duration `json:"drip_ns"`     // and one more per this time and region
	Idle     time.Duration `json:"idle_ns"`     // a supplier that has not failed is not kept waiting longer (I-24)
	Return   time.Duration `json:"return_ns"`   // the load is normal again this long after a fault (I-24)
	Wait     time.Duration `json:"wait_ns"`     // of a critical order, 99th percentile (I-26); 0 = not judged
}

// Supplies is what a scenario that says little about it gets.
func Supplies() Supply {
	return Supply{Point: 100, Quantity: 20, Critical: 5, Rate: 2000, Burst: 3, Capacity: 4000, Lead: 4 * time.Second,
		Ack: 10 * time.Second, Confirm: 20 * time.Second, Timeout: 2 * time.Second, Open: 5 * time.Second, OpenMax: 3 * time.Minute,
		Queue: 128, Parked: 64, Park: 5 * time.Minute, Attempts: 8, Budget: 100, Drip: 10 * time.Minute, Idle: time.Minute,
		Return: 5 * time.Minute}
}

// Spare is how many calls all regions together may make at a supplier beyond the first
// of each order, whatever the budget says, once.
const Spare = 10

// restMax is less than the time between two confirmations of a policy, which never
// end: a region that is asked to rest for longer never does.
const restMax = 25 * time.Second

// Rest is how long a region may seem to rest while a supplier still owes it
// something.
func (s *Supply) Rest() time.Duration {
	if s == nil {
		return 0
	}
	return min(max(s.Lead, s.Ack, s.Confirm)+3*time.Second, restMax)
}

// Quicker returns the supply of the same orders in less time. What a call takes
// stays above a round trip.
func (s *Supply) Quicker(by time.Duration) *Supply {
	if s == nil {
		return nil
	}
	q := *s
	q.Rate, q.Capacity = s.Rate*int64(by), s.Capacity*int64(by)
	for _, d := range []*time.Duration{&q.Lead, &q.Ack, &q.Confirm, &q.Timeout, &q.Open, &q.OpenMax, &q.Park, &q.Drip, &q.Idle, &q.Return, &q.Wait} {
		if *d > 0 {
			*d = max(*d/by, min(*d, 500*time.Millisecond))
		}
	}
	return &q
}

// Suppliers are the contracts that every region has: the suppliers' names, the
// first one's articles twice as many.
func Suppliers() []string { return []string{"supplier", "alternate"} }
