package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// trip follows the calls of one caller with one purpose at one partner, and says
// when its breaker must have opened (I-24).
//
//	taken    |-- window --| failed failed failed failed failed |timeout| failed  failed
//	-----------------------|<------ within a window ------>|           |<-open->|
//
// Nobody sees where the caller's windows begin. One that begins after the last call
// that may have come out well has failures alone; of a row of 2n-1 failures that is
// shorter than a window, n lie in the same one. When the last of them is known to
// have failed, the breaker is open or has been; from then on calls are probes, of
// which each failed and opened it again.
type trip struct {
	purpose uint64
	since   int64   // no call that was made or answered later can have come out well
	row     []int64 // the last failures, once a whole window lies behind since
	open    bool
	opened  int64
	probe   int64 // the last failure since it is open; 0 = none
}

// well notes that a call may have come out well, whose caller knows it in time.
func (t *trip) well(known int64) {
	*t = trip{purpose: t.purpose, since: max(t.since, known), row: t.row[:0]}
}

// fail takes a call that failed for certain, and reports whether it may not have
// been made.
func (t *trip) fail(a *agreed, r *history.Record, out *Result) {
	if t.open && r.At > t.opened {
		gap := r.At - t.probe
		if t.probe > 0 {
			out.Evaluated++
		}
		if t.probe > 0 && gap < a.OpenNano-a.TimeoutNano { // a call is on its way no longer than the timeout
			out.Breach(r, func() string {
				return fmt.Sprintf("%s calls %s again after %d ms, though every call has failed for %d s: its breaker must be open, for %d ms at least",
					r.From, a.Partner, gap/1_000_000, (r.At-t.row[0])/1_000_000_000, a.OpenNano/1_000_000)
			})
		}
		t.probe = r.At
		return
	}
	n := int(2*a.CallsMin - 1)
	if t.open || n <= 0 || r.At < t.since+a.WindowNano && t.since > 0 {
		return
	}
	if len(t.row) == n {
		t.row = t.row[:copy(t.row, t.row[1:])]
	}
	t.row = append(t.row, r.At)
	if len(t.row) == n && r.At-t.row[0] < a.WindowNano-a.TimeoutNano {
		t.open, t.opened = true, r.At+a.TimeoutNano
	}
}
