package run

import (
	"slices"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// takeovers follow how the commands of a region change hands: how long nobody took
// them, and which were taken by both sides or could not be handed back.
//
// Until its standby opens (lease, opened) nobody takes commands from the instant at
// which their owner went down (down), or, of an owner that was up and without a lease,
// from the last order that it took (append of OrderCreated with Op). That counts from
// somewhat too early, by no more than the time between two orders of the region.
type takeovers struct {
	any      bool // some region has a standby
	owners   map[uint64]*handed
	standbys map[uint64]*handed // the same, by the name of the standby
	took     []int64            // ns, one for each time that a standby opened
	taken    int64
	listed   int64
	both     int64
	disputed int64 // listed or taken by both sides
}

// handed is one owner.
type handed struct {
	last  int64 // when it last took an order
	fell  int64 // when it went down since; -1 = it did not
	open  bool  // its standby takes commands
	wrote keyring
	taken map[uint64]claim
}

// claim is what is known of a command that a standby took.
type claim struct{ both, listed bool }

func newTakeovers(h *history.Header) takeovers {
	t := takeovers{owners: make(map[uint64]*handed), standbys: make(map[uint64]*handed)}
	if h.Failover == nil {
		return t
	}
	for _, s := range h.Failover.Standbys {
		one := &handed{fell: -1, taken: make(map[uint64]claim)}
		t.any, t.owners[history.Hash(s.Of)], t.standbys[history.Hash(s.Name)] = true, one, one
	}
	return t
}

func (t *takeovers) see(r *history.Record) {
	switch r.Kind {
	case history.KindDown:
		if o := t.owners[r.Witness.Key]; o != nil && o.fell < 0 {
			o.fell = r.At
		}
	case history.KindAppend:
		if o := t.owners[r.Stream.Key]; o != nil && !r.Op.IsZero() {
			t.append(o, r)
		}
	case history.KindLease:
		if o := t.owners[r.Stream.Key]; o != nil {
			t.lease(o, r)
		}
	}
}

// append notes what an owner writes for a command. While its standby takes commands it
// is not what was handed back, which begins when the standby has closed.
func (t *takeovers) append(o *handed, r *history.Record) {
	if o.wrote.add(r.Op.Key); o.open {
		if c, ok := o.taken[r.Op.Key]; ok {
			t.dispute(o, r.Op.Key, claim{true, c.listed})
		}
	}
	if r.Type.Text == "OrderCreated" {
		o.last, o.fell = r.At, -1
	}
}

func (t *takeovers) lease(o *handed, r *history.Record) {
	standby := t.standbys[r.Consumer.Key] == o
	switch r.Label.Text {
	case history.LabelOpened:
		if o.open = standby; standby {
			since := o.last
			if o.fell >= 0 {
				since = o.fell
			}
			t.took = append(t.took, r.At-since)
		}
	case history.LabelClosed:
		o.open = false
	case history.LabelTaken:
		if _, again := o.taken[r.Op.Key]; again || len(o.taken) >= ordersMax {
			return
		}
		t.taken++
		o.taken[r.Op.Key] = claim{}
		if o.wrote.has(r.Op.Key) {
			t.dispute(o, r.Op.Key, claim{both: true})
		}
	case history.LabelListed:
		t.dispute(o, r.Op.Key, claim{o.taken[r.Op.Key].both, true})
	}
}

// dispute enters what is known of a command now.
func (t *takeovers) dispute(o *handed, op uint64, now claim) {
	was := o.taken[op]
	if now.both && !was.both {
		t.both++
	}
	if now.listed && !was.listed {
		t.listed++
	}
	if was == (claim{}) && now != (claim{}) {
		t.disputed++
	}
	o.taken[op] = now
}

func (t *takeovers) seal() { t.owners, t.standbys = nil, nil }

func (t *takeovers) merge(other *takeovers) {
	t.any = t.any || other.any
	t.took = append(t.took, other.took...)
	t.taken += other.taken
	t.listed += other.listed
	t.both += other.both
	t.disputed += other.disputed
}

// Takeover says how long nobody took the commands of a region, from its loss, or the
// last order that it took, until its standby opened.
type Takeover struct {
	Count  int           `json:"count"` // times that a standby opened
	Median time.Duration `json:"median_ns"`
	Worst  time.Duration `json:"worst_ns"`
}

// times sums up the takeovers, nil where nobody stands by.
func (t *takeovers) times() *Takeover {
	if !t.any {
		return nil
	}
	out := &Takeover{Count: len(t.took)}
	if list := slices.Sorted(slices.Values(t.took)); len(list) > 0 {
		out.Median, out.Worst = time.Duration(list[(len(list)-1)/2]), time.Duration(list[len(list)-1])
	}
	return out
}
