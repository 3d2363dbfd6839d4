package link

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// lane is one direction of a link, shared by all of its connections: what it is
// like without faults, and what faults do to it. Its way, cuts and shapes are
// guarded by the link's mutex; connections read its terms.
type lane struct {
	from, to string
	way      Way
	chance   sim.Chance
	drawn    atomic.Uint64
	cuts     []string
	shapes   []shaped
	terms    atomic.Pointer[terms]

	mu   sync.Mutex
	free time.Time // when the last byte that was let onto the wire has left
}

// shaped is a shape and the fault that holds it.
type shaped struct {
	fault string
	shape faults.Shape
}

// terms are what a lane does to a chunk right now. They are never changed, only
// replaced.
type terms struct {
	cuts      []string // faults that swallow
	delay     time.Duration
	jitter    time.Duration
	delayers  []string // faults that add to the delay
	bandwidth int64
	narrowers []string // faults that make it less than it would be
	stale     chan struct{}
}

// newLane returns a direction that no fault touches.
func newLane(from, to string, way Way, seed uint64) *lane {
	v := &lane{from: from, to: to, way: way,
		chance: sim.Chance{Seed: seed, Stream: sim.StreamNetwork, Entity: history.Hash("link " + from + ">" + to)}}
	v.terms.Store(v.reckon())
	return v
}

// reckon sums up what the faults do to the lane.
func (v *lane) reckon() *terms {
	t := &terms{cuts: slices.Clone(v.cuts), delay: v.way.Delay, jitter: v.way.Jitter, bandwidth: v.way.Bandwidth, stale: make(chan struct{})}
	for _, s := range v.shapes {
		if s.shape.Delay > 0 {
			t.delay += s.shape.Delay
			t.delayers = append(t.delayers, s.fault)
		}
		if b := s.shape.Bandwidth; b > 0 && (v.way.Bandwidth == 0 || b < v.way.Bandwidth) {
			t.narrowers = append(t.narrowers, s.fault)
			if t.bandwidth == 0 || b < t.bandwidth {
				t.bandwidth = b
			}
		}
	}
	return t
}

// apply puts the present way, cuts and shapes into force. A wire that changed its
// bandwidth is free at once.
func (v *lane) apply() {
	old := v.terms.Swap(v.reckon())
	close(old.stale)
	if v.terms.Load().bandwidth != old.bandwidth {
		v.mu.Lock()
		v.free = time.Time{}
		v.mu.Unlock()
	}
}

// credit is how far the wire may run ahead of the clock after it stood idle. It
// makes up for timers that fire late, which would otherwise cost bandwidth.
const credit = 5 * time.Millisecond

// reserve books the wire for n bytes, after all that are booked already, and
// returns when the last of them has left.
func (v *lane) reserve(n int, bandwidth int64, now time.Time) time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	if earliest := now.Add(-credit); v.free.Before(earliest) {
		v.free = earliest
	}
	v.free = v.free.Add(time.Duration(int64(n) * int64(time.Second) / bandwidth))
	return v.free
}

// jitter draws the next jitter; nothing is drawn where there is none.
func (v *lane) jitter(t *terms) time.Duration {
	if t.jitter <= 0 {
		return 0
	}
	return time.Duration(v.chance.Below(v.drawn.Add(1)-1, uint64(t.jitter)))
}
