package invariants

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// WANIndependence is I-39: no local command waits for another region.
//
// In one history (cross with Op): between the invocation of a local command and
// the append that decides it (or the answer, where there is no append) nothing
// with its key leaves the region. What leaves after the append is the relay's
// business, and so is a command that its client sends to the standby of its region
// (cross, with the purpose of the header's failover). [WAN] judges the other part from two runs.
//
// Each local command answered ok is one evaluation.
var WANIndependence = Promise{
	ID: "I-39", Name: "wan-independence", Mode: Pair, Timing: true,
	Title: "Local commands never wait for another region.",
	Sees:  history.Of(history.KindInvoke, history.KindOK, history.KindFail, history.KindInfo, history.KindAppend, history.KindCross),
	Needs: history.Of(history.KindInvoke, history.KindOK, history.KindCross),
	New:   newWAN,
}

type wan struct {
	rerouted uint64 // purpose of a command that goes to the standby of its region; 0 = none
	open     recent[outing]
}

// outing is a command on its way.
type outing struct {
	decided bool // its append is durable
	left    bool // something of it left the region before
	ref     Ref  // what left
}

func newWAN(h *history.Header) Checker {
	c := &wan{open: newRecent[outing](h.Bounds.HorizonNano)}
	if h.Failover != nil {
		c.rerouted = history.Hash(h.Failover.Purpose)
	}
	return c
}

func (c *wan) See(r *history.Record, out *Result) {
	if r.Op.IsZero() {
		return
	}
	o := c.open.ref(r.Op.Key)
	switch {
	case r.Kind == history.KindInvoke:
		if o == nil && local(r) {
			c.open.add(r.Op.Key, outing{}, r.At)
		}
	case o == nil:
	case r.Kind == history.KindAppend:
		o.decided = true
	case r.Kind == history.KindCross && c.rerouted != 0 && r.Purpose.Key == c.rerouted:
		c.open.remove(r.Op.Key)
	case r.Kind == history.KindCross:
		if !o.decided && !o.left {
			o.left, o.ref = true, refer(r)
		}
	default:
		if r.Kind == history.KindOK {
			c.answered(*o, r, out)
		}
		c.open.remove(r.Op.Key)
	}
}

func (c *wan) answered(o outing, r *history.Record, out *Result) {
	out.Evaluated++
	if o.left {
		out.Breach(r, func() string {
			return fmt.Sprintf("command %s %s crossed to another region before it was decided", r.Type, r.Op)
		}, o.ref)
	}
}

func (c *wan) Quiet(*Result) {}

// WAN judges the part of I-39 that takes two runs of the same scenario and seed:
// stretched had every round trip between regions multiplied by ten. The median
// and the 99th percentile of local commands may grow by the share of the bounds
// that also holds for a region cut off, and no more. Fewer than 100 commands on
// either side prove nothing.
func WAN(base, stretched LatencySummary, bounds history.Bounds) Finding {
	f := pairFinding(WANIndependence)
	f.Evaluated = min(base.Count, stretched.Count)
	if f.Evaluated < samplesMin {
		f.Why = fmt.Sprintf("%d and %d commands were answered; it takes %d to compare", base.Count, stretched.Count, samplesMin)
		return f
	}
	f.Verdict = Held
	slower := bounds.Defaults().Slower
	for _, q := range []struct {
		name      string
		base, now int64
	}{{"half", base.P50, stretched.P50}, {"99 of 100", base.P99, stretched.P99}} {
		if q.now > q.base+q.base*slower/1000 {
			f.violate(fmt.Sprintf("%s of the local commands took up to %v with round trips ten times as long, %v without",
				q.name, time.Duration(q.now), time.Duration(q.base)))
		}
	}
	return f
}
