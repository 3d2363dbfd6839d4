package invariants

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Staleness is I-10: who is shown a figure is told whose word it is, and no figure
// is older than what is broken explains.
//
// ALWAYS, of each figure that somebody is shown (view, with Consumer, Label,
// Version, and the owner in From or Source): the label is authoritative,
// provisional or stale; authoritative is said only by the owner itself, of its
// newest version; and a figure that is behind by more than the declared time is not
// called authoritative.
//
// ALWAYS, where the header says what is watched: a figure is behind its owner (since
// when the owner's ledger has a newer version of it: append of stock) by no more
// than within_ns, or, if something was broken up to when it fell behind or since, by
// fresh_ns and as much longer as anything was. What is over for no more than fresh_ns
// still counts: a message that was lost in its last instant is handed out again later,
// and what came after it waits.
//
// Each figure is one evaluation.
var Staleness = Promise{
	ID: "I-10", Name: "staleness", Mode: Always,
	Title: "A figure says whose word it is, and is no older than what is broken explains.",
	Sees:  history.Of(history.KindAppend, history.KindView, history.KindFault, history.KindDown, history.KindUp),
	Needs: history.Of(history.KindAppend, history.KindView),
	New:   newStaleness,
}

// versionsKept is how many versions of an article are kept to tell how far a figure
// is behind. One that is further behind is at least as old as the oldest kept.
const versionsKept = 256

type staleness struct {
	within int64 // 0 = not judged
	fresh  int64 // likewise, after something was broken
	owned  map[uint64]*newest
	home   map[uint64]history.Name // region of a ledger
	broken []outage
}

// newest are the last versions of an article, and when they became durable.
type newest struct {
	first uint64 // version of at[0]
	at    []int64
}

// outage is how long something was broken.
type outage struct {
	id         uint64
	from, till int64 // till 0 = it still is
}

// end is when it was over, or now.
func (o outage) end(now int64) int64 {
	if o.till == 0 {
		return now
	}
	return o.till
}

// outagesMax is how many outages are kept. Of more, the oldest that are over are
// forgotten: they explain nothing that is shown now.
const outagesMax = 1024

func newStaleness(h *history.Header) Checker {
	c := &staleness{owned: make(map[uint64]*newest), home: make(map[uint64]history.Name)}
	if h.Watch != nil {
		c.within, c.fresh = h.Watch.WithinNano, cmp.Or(h.Watch.FreshNano, h.Watch.WithinNano)
	}
	return c
}

func (c *staleness) See(r *history.Record, out *Result) {
	switch r.Kind {
	case history.KindAppend:
		if isStock(r) && r.Version > 0 {
			c.write(r)
		}
	case history.KindView:
		c.view(r, out)
	case history.KindFault:
		switch r.Reason {
		case faultInjected:
			c.begin(r.Event.Key, r.At)
		case faultReverted:
			c.end(r.Event.Key, r.At)
		}
	case history.KindDown:
		c.begin(^r.Witness.Key, r.At)
	case history.KindUp:
		c.end(^r.Witness.Key, r.At)
	}
}

func (c *staleness) begin(id uint64, at int64) {
	if len(c.broken) >= outagesMax {
		n := 0
		c.broken = slices.DeleteFunc(c.broken, func(b outage) bool { n++; return n <= outagesMax/2 && b.till != 0 })
	}
	c.broken = append(c.broken, outage{id: id, from: at})
}

func (c *staleness) end(id uint64, at int64) {
	for i := range c.broken {
		if b := &c.broken[i]; b.id == id && b.till == 0 {
			b.till = at
		}
	}
}

func (c *staleness) write(r *history.Record) {
	a := articleOf(r)
	c.home[r.Stream.Key] = a.region
	v := c.owned[a.key()]
	if v == nil {
		v = &newest{first: r.Version}
		c.owned[a.key()] = v
	}
	switch next := v.first + uint64(len(v.at)); {
	case r.Version < next:
		return // told again
	case r.Version > next: // what is between was not told
		v.first, v.at = r.Version, v.at[:0]
	}
	v.at = append(v.at, r.At)
	if len(v.at) >= 2*versionsKept {
		v.first, v.at = v.first+versionsKept, append(v.at[:0], v.at[versionsKept:]...)
	}
}

// behind returns for how long the owner has had a newer version than one.
func (v *newest) behind(version uint64, now int64) int64 {
	if v == nil || version+1 >= v.first+uint64(len(v.at)) {
		return 0
	}
	if version+1 < v.first {
		return now - v.at[0]
	}
	return now - v.at[version+1-v.first]
}

func (c *staleness) view(r *history.Record, out *Result) {
	a := articleOf(r)
	if a.region = r.From; a.region.IsZero() {
		a.region = c.home[r.Source.Key]
	}
	out.Evaluated++
	age := c.owned[a.key()].behind(r.Version, r.At)
	switch r.Label.Text {
	case "provisional", "stale":
	case "authoritative":
		if !owns(r, a.region) || age > 0 {
			out.Breach(r, func() string {
				return fmt.Sprintf("%s shows %v as authoritative, and is %s", r.Consumer, a, secondHand(age))
			})
		}
		return
	default:
		out.Breach(r, func() string { return fmt.Sprintf("%s shows %v and does not say whose word that is", r.Consumer, a) })
		return
	}
	if c.within == 0 || age <= c.within {
		return
	}
	allowed := c.within
	if broken := c.lasting(r.At-age, r.At); broken > 0 {
		allowed = max(c.within, c.fresh) + broken
	}
	if age > allowed {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s shows %v as it was %v ago, allowed are %v", r.Consumer, a, time.Duration(age), time.Duration(allowed))
		})
	}
}

// owns reports whether who shows a figure is its owner.
func owns(r *history.Record, region history.Name) bool {
	if !r.Source.IsZero() {
		return r.Consumer.Key == r.Source.Key
	}
	return r.Consumer.Text == "pod/"+region.Text
}

func secondHand(age int64) string {
	if age > 0 {
		return fmt.Sprintf("%v behind the owner", time.Duration(age))
	}
	return "not the owner"
}

// lasting returns for how long anything was broken from one instant to another,
// and before as long as that follows upon each other without a pause of more than the
// declared time.
func (c *staleness) lasting(from, now int64) int64 {
	start := from - c.fresh
	for again := true; again; {
		again = false
		for _, b := range c.broken {
			if b.from-c.fresh < start && b.end(now) >= start {
				start, again = b.from-c.fresh, true
			}
		}
	}
	var total, counted int64
	for _, b := range c.broken { // in the order in which they began
		if end := b.end(now); end >= start && end > counted {
			total += end - max(b.from, counted)
			counted = end
		}
	}
	return total
}

func (c *staleness) Quiet(*Result) {}
