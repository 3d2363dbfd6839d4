package invariants

import (
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Labels of an act.
const (
	actRequested = "requested"
	actExecuted  = "executed"
)

// acts follows who asks for what: when each act was first asked for, and whether
// the clock of a region is worse than allowed. An act is carried out some time
// between asking and answer, so a rule about time is broken for certain only if
// it was when it was asked for.
type acts struct {
	rights rights
	skew   int64
	asked  recent[int64]    // by key of the request: when it was first asked for
	wrong  map[uint64]int64 // by region: until when what its clock says is not judged
}

const (
	forEver = 1<<63 - 1
	linger  = int64(10 * time.Second) // what was decided by a wrong clock may be heard of this much later
)

func newActs(h *history.Header) acts {
	return acts{rights: newRights(h), skew: h.Bounds.SkewNano, asked: newRecent[int64](h.Bounds.HorizonNano), wrong: map[uint64]int64{}}
}

// see takes a record of a clock, a bundle, a fault or a request, and reports whether r says what
// became of an act.
func (a *acts) see(r *history.Record) bool {
	if r.Kind == history.KindBundle || r.Kind == history.KindFault {
		a.rights.see(r)
		return false
	}
	if r.Kind == history.KindClock {
		switch {
		case max(r.Qty, -r.Qty) > a.skew:
			a.wrong[r.Region.Key] = forEver
		case a.wrong[r.Region.Key] == forEver:
			a.wrong[r.Region.Key] = r.At + linger
		}
		return false
	}
	if r.Label.Text == actRequested {
		if _, again := a.asked.get(r.Op.Key); !again {
			a.asked.add(r.Op.Key, r.At, r.At)
		}
		return false
	}
	return true
}

// since returns when an act was first asked for; of one that nobody saw being
// asked for, when it was answered.
func (a *acts) since(r *history.Record) int64 {
	if at, ok := a.asked.get(r.Op.Key); ok {
		return at
	}
	return r.At
}

// timed reports whether the region's clock is good enough to judge by it.
func (a *acts) timed(r *history.Record) bool { return a.wrong[r.Region.Key] <= a.since(r) }

// grant returns what lets a role act, or nil.
func (a *acts) grant(r *history.Record) *history.Grant {
	for _, list := range a.rights.grants(a.since(r), a.timed(r)) {
		for i := range list {
			if g := &list[i]; g.Role == r.State.Text && slices.Contains(g.Actions, r.Type.Text) {
				return g
			}
		}
	}
	return nil
}

// stepOf splits what takes two people: "approve-export" is the step approve of
// export; of any other action the step is "".
func stepOf(action string) (step, of string) {
	for _, s := range []string{"request", "approve"} {
		if rest, ok := strings.CutPrefix(action, s+"-"); ok {
			return s, rest
		}
	}
	return "", action
}
