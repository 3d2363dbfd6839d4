package invariants

import "github.com/seatrial/seatrial/sim/history"

// disks are the slow disks of a run: by how much later than it was written something
// may stand on record.
type disks []slowDisk

// slowDisk is a fault of type slow-disk.
type slowDisk struct {
	fault  uint64
	region uint64
	longer int64 // a sync takes
	till   int64 // -1 = it is still so
}

// see takes a record of a fault.
func (d *disks) see(r *history.Record) {
	switch {
	case r.Type.Text != "slow-disk":
	case r.Reason == faultInjected:
		*d = append(*d, slowDisk{fault: r.Event.Key, region: r.Region.Key, longer: r.Qty, till: -1})
	case r.Reason == faultReverted:
		for i := range *d {
			if s := &(*d)[i]; s.fault == r.Event.Key && s.till < 0 {
				s.till = r.At
			}
		}
	}
}

// late is how long ago something may have been written in a region that is on record
// at an instant: it waited for the sync that was under way and for its own.
func (d disks) late(region history.Name, at int64) int64 {
	var sum int64
	for _, s := range d {
		if s.region == region.Key && (s.till < 0 || at-s.till <= 2*s.longer) {
			sum += 2 * s.longer
		}
	}
	return sum
}
