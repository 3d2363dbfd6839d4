package invariants

import "github.com/seatrial/seatrial/sim/history"

// uptimes are of the machines of one kind, by region: which are down, and since when
// each is as it is.
type uptimes map[uint64]uptime

type uptime struct {
	down  bool
	since int64
	fell  int64 // when it went down last
}

// set notes that the machine of a region goes down, or is up.
func (u uptimes) set(r *history.Record, down bool) {
	was, known := u[r.Region.Key]
	if known && was.down == down {
		return
	}
	was.down, was.since = down, r.At
	if down {
		was.fell = r.At
	}
	u[r.Region.Key] = was
}

// down reports whether the machine of a region is down now.
func (u uptimes) down(region history.Name) bool { return u[region.Key].down }

// since returns from when on the time runs in which the machine of a region must do
// what is due since an instant.
func (u uptimes) since(region history.Name, at int64) int64 { return max(at, u[region.Key].since) }
