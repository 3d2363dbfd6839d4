package invariants

import (
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// pagers are the machines that tell people of what is wrong in a region: who is down
// tells nobody. A region without one may be told of at any time.
type pagers struct {
	uptimes
}

func newPagers() pagers { return pagers{make(uptimes)} }

// see takes a record of a machine that goes down or is up again.
func (p pagers) see(r *history.Record) {
	if strings.HasPrefix(r.Witness.Text, "pager/") {
		p.set(r, r.Kind == history.KindDown)
	}
}

// wrote returns when an alert was written at the earliest: one that is on record as
// soon as a pager is up again, in less time than it takes to hear of anything, was
// written as it fell.
func (p pagers) wrote(alert *history.Record, soon int64) int64 {
	if was := p.uptimes[alert.Region.Key]; was.fell > 0 && alert.At-was.since < soon {
		return was.fell
	}
	return alert.At
}
