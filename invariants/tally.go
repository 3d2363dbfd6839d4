package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// tally counts, for each owner whose copy is compared with it, what every run of
// reconciliation detected and what of that was set right.
type tally struct {
	copies map[uint64]*tallied // by copy
	owners map[uint64]*tallied // the same by ledger
}

// tallied is one copy.
type tallied struct {
	applied  map[uint64]uint64 // how far each row has come
	open     map[uint64]uint64 // repairs of the run under way without an effect: as of which position, by row
	detected int64
	ran      []ran
	risen    int64 // when the monitor of the region came back last
}

// ran is a run that has ended.
type ran struct {
	at, detected, verified int64
	partial                bool
}

const (
	ranMax    = 16 // runs that are kept
	ranRecent = 3  // runs that a monitor may not have been told of
)

// newTally returns a tally, nil if the header declares no reconciliation.
func newTally(h *history.Header) *tally {
	if h.Reconcile == nil {
		return nil
	}
	t := &tally{copies: make(map[uint64]*tallied), owners: make(map[uint64]*tallied)}
	for _, c := range h.Reconcile.Copies {
		x := &tallied{applied: make(map[uint64]uint64), open: make(map[uint64]uint64), risen: -1 << 62}
		t.copies[history.Hash(c.Name)], t.owners[history.Hash(c.Of)] = x, x
	}
	return t
}

func (t *tally) see(r *history.Record) {
	if t == nil {
		return
	}
	x := t.copies[r.Consumer.Key]
	switch {
	case r.Kind == history.KindUp && monitors(r.Witness):
		if x := t.owners[history.Hash("pod/"+r.Region.Text)]; x != nil {
			x.risen = r.At
		}
	case x == nil:
	case r.Kind == history.KindApply:
		x.applied[r.Entity.Key] = max(x.applied[r.Entity.Key], r.SourcePos)
		if as, ok := x.open[r.Entity.Key]; ok && r.SourcePos > as {
			delete(x.open, r.Entity.Key)
		}
	case r.Kind == history.KindReconcile:
		x.step(r)
	}
}

func (x *tallied) step(r *history.Record) {
	switch r.Label.Text {
	case history.LabelBegun:
		clear(x.open)
		x.detected = 0
	case history.LabelRepair:
		x.detected++
		if x.applied[r.Entity.Key] <= r.SourcePos {
			x.open[r.Entity.Key] = r.SourcePos
		}
	case history.LabelRepaired:
		delete(x.open, r.Entity.Key)
	case history.LabelEnded:
		x.ran = append(x.ran, ran{at: r.At, detected: x.detected, verified: x.detected - int64(len(x.open)), partial: r.Reason != ""})
		if len(x.ran) > ranMax {
			x.ran = append(x.ran[:0], x.ran[1:]...)
		}
	}
}

// may reports whether a figure is that of a run that its monitor may have been told
// of last, and what it is otherwise; "" if nobody can tell.
func (t *tally) may(r *history.Record, within int64) (text string, ok bool) {
	x := t.owners[r.Source.Key]
	if x == nil || r.At-x.risen < within {
		return "", false
	}
	says := r.Label.Text == history.LabelMeasured
	text, ok = "not applicable", !says
	for i := len(x.ran) - 1; i >= 0; i-- {
		e := &x.ran[i]
		if i < len(x.ran)-ranRecent && e.at < r.At-within {
			break
		}
		if i == len(x.ran)-1 {
			text = fmt.Sprintf("%d of %d", e.verified, e.detected)
			ok = !says && x.ran[0].at >= r.At-within
		}
		if e.is(r, says) {
			return text, true
		}
	}
	return text, ok
}

// is reports whether a figure is that of a run. One that had to stop may not have
// verified all that it repaired.
func (e *ran) is(r *history.Record, says bool) bool {
	if !says || e.detected == 0 {
		return !says && e.detected == 0
	}
	share := e.verified * 1_000_000 / e.detected
	return int64(r.Version) == e.detected && (r.Qty == share || e.partial && r.Qty < share)
}
