package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// RateLimit is I-25: a partner sees no more calls than its contract allows, from
// all of its callers together.
//
// ALWAYS (attempt): in every window of any length w the calls that reached a
// partner, wherever it was reached, are no more than rate * w + burst. That is so
// if each call finds room in one bucket of the size of the burst that fills at the
// rate; the bucket is full at first. Where calls may take unequal time to arrive, each
// finds room if it would have found it that much later: no caller can know more.
//
// Each call within a burst of the one before is one evaluation.
var RateLimit = Promise{
	ID: "I-25", Name: "rate-limit", Mode: Always,
	Title: "A supplier gets no more calls than the contract allows, whoever makes them.",
	Sees:  history.Of(history.KindAttempt),
	Needs: history.Of(history.KindAttempt),
	New:   newRateLimit,
}

type rateLimit struct {
	byPartner map[uint64]*bucket
}

// bucket is a contract's: when the next call is due by its schedule.
type bucket struct {
	partner               string
	interval, slack, next int64
	rate, burst           int64
	last                  Ref
}

func newRateLimit(h *history.Header) Checker {
	c := &rateLimit{byPartner: make(map[uint64]*bucket)}
	for _, a := range h.Agreements {
		if a.Rate <= 0 {
			continue
		}
		interval := 1_000_000_000_000 / a.Rate
		c.byPartner[history.Hash(a.Partner)] = &bucket{partner: a.Partner, rate: a.Rate, burst: a.Burst, interval: interval,
			slack: (max(a.Burst, 1)-1)*interval + h.Bounds.ArrivalNano, next: -1 << 62}
	}
	return c
}

func (c *rateLimit) See(r *history.Record, out *Result) {
	b := c.byPartner[r.Consumer.Key]
	if b == nil {
		return
	}
	early := b.next - r.At
	if early > 0 {
		out.Evaluated++
	}
	if early > b.slack {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s is called more often than its contract allows, which is %d.%03d calls per second and %d at once, all callers together",
				b.partner, b.rate/1000, b.rate%1000, b.burst)
		}, b.last)
	}
	b.next, b.last = max(b.next, r.At)+b.interval, refer(r)
}

// Quiet implements [Checker].
func (c *rateLimit) Quiet(*Result) {}
