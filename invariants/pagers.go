package invariants

import (
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// pagers are the machines that tell people of what is wrong in a region, by region:
// who is down tells nobody. A region without one may be told of at any time.
type pagers map[uint64]pager

// pager is what is known of one of them.
type pager struct {
	down  bool
	since int64 // since when
	fell  int64 // when it went down last
}

// see takes a record of a machine that goes down or is up again.
func (p pagers) see(r *history.Record) {
	if strings.HasPrefix(r.Witness.Text, "pager/") {
		p.set(r, r.Kind == history.KindDown)
	}
}

// set notes that the machine of a region goes down, or is up.
func (p pagers) set(r *history.Record, down bool) {
	was, known := p[r.Region.Key]
	if known && was.down == down {
		return
	}
	was.down, was.since = down, r.At
	if down {
		was.fell = r.At
	}
	p[r.Region.Key] = was
}

// down reports whether nobody in a region can be told now.
func (p pagers) down(region history.Name) bool { return p[region.Key].down }

// since returns from when on the time runs in which somebody in a region must be
// told of what is so since an instant.
func (p pagers) since(region history.Name, at int64) int64 { return max(at, p[region.Key].since) }

// wrote returns when an alert was written at the earliest: one that is on record as
// soon as a pager is up again, in less time than it takes to hear of anything, was
// written as it fell.
func (p pagers) wrote(alert *history.Record, every int64) int64 {
	if was := p[alert.Region.Key]; was.fell > 0 && alert.At-was.since < every/2 {
		return was.fell
	}
	return alert.At
}
