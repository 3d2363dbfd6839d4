package run

import (
	"strings"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// recoveries follow what faults left behind. When a fault is taken back,
// consumers are owed the events that were durable and that they had not settled;
// the fault is recovered from when they have settled all of them. If its region
// answered no command while it held, the region must have answered one as well.
//
//	injected          reverted      last owed event settled
//	   |-- backlog grows --|-- recovery --|
//
// What another fault still holds back counts, so of faults that overlap the
// earlier seems to take longer.
type recoveries struct {
	begun    map[uint64]int64 // instant of the injection, by fault
	answered map[uint64]int64 // last command answered ok, by region
	open     []*recovery
	all      []*recovery
}

// recovery is one fault that was taken back.
type recovery struct {
	fault  string
	at     int64
	owed   map[*queue]debt
	left   int64  // events owed
	silent uint64 // key of the region that has to answer again, 0 = none
	took   int64  // -1 = not yet
}

// debt is what one consumer was owed of one ledger.
type debt struct {
	tail uint64 // position of the last
	left int64
}

// recoveriesMax bounds the faults followed at a time; those beyond have no
// figure.
const recoveriesMax = 64

// fault begins to follow a fault when it is taken back.
func (c *recoveries) fault(r *history.Record, q *queues) {
	switch r.Reason {
	case "injected":
		if c.begun == nil {
			c.begun = make(map[uint64]int64)
		}
		c.begun[r.Event.Key] = r.At
	case "reverted":
		begun, ok := c.begun[r.Event.Key]
		if !ok || len(c.open) >= recoveriesMax {
			return
		}
		delete(c.begun, r.Event.Key)
		x := &recovery{fault: r.Event.Text, at: r.At, owed: make(map[*queue]debt), took: -1}
		for _, one := range q.items {
			if n := one.accepted - one.settled; one.declared && n > 0 {
				x.owed[one] = debt{tail: one.source.last, left: n}
				x.left += n
			}
		}
		if place := placeOf(r); place != 0 && c.answered[place] > 0 && c.answered[place] < begun {
			x.silent = place
		}
		c.all, c.open = append(c.all, x), append(c.open, x)
		c.close(r.At)
	}
}

// placeOf returns the key of the region that a fault strikes, 0 if it names none.
func placeOf(r *history.Record) uint64 {
	if r.Region.Text != "" {
		return r.Region.Key
	}
	if _, place, ok := strings.Cut(r.Note, "/"); ok {
		return history.Hash(place)
	}
	return 0
}

// settled pays a debt: a consumer is through with an event for the first time.
func (c *recoveries) settled(q *queue, pos uint64, at int64) {
	if len(c.open) == 0 {
		return
	}
	for _, x := range c.open {
		if d, ok := x.owed[q]; ok && pos <= d.tail && d.left > 0 {
			d.left--
			x.left--
			x.owed[q] = d
		}
	}
	c.close(at)
}

// ok notes that a region answered.
func (c *recoveries) ok(region history.Name, at int64) {
	if c.answered == nil {
		c.answered = make(map[uint64]int64)
	}
	c.answered[region.Key] = at
	if len(c.open) == 0 {
		return
	}
	for _, x := range c.open {
		if x.silent == region.Key {
			x.silent = 0
		}
	}
	c.close(at)
}

// close ends the recoveries that are complete.
func (c *recoveries) close(at int64) {
	rest := c.open[:0]
	for _, x := range c.open {
		if x.left > 0 || x.silent != 0 {
			rest = append(rest, x)
			continue
		}
		x.took, x.owed = at-x.at, nil
	}
	clear(c.open[len(rest):])
	c.open = rest
}

func (c *recoveries) seal() {
	for _, x := range c.open {
		x.owed = nil
	}
	c.open, c.begun, c.answered = nil, nil, nil
}

// Recovered returns how long after a fault was taken back everything was settled
// that consumers were owed at that instant, or nil if it never was.
func (m *Measure) Recovered(fault string) *time.Duration {
	for _, x := range m.recovery.all {
		if x.fault == fault && x.took >= 0 {
			took := time.Duration(x.took)
			return &took
		}
	}
	return nil
}
