package invariants

import "github.com/seatrial/seatrial/sim/history"

// What a fault record says in Reason.
const (
	faultInjected = "injected"
	faultProved   = "proved"
	faultReverted = "reverted"
)

// inForce is which faults there are, as far as their kind does not matter. The zero
// value is none.
type inForce struct {
	active   map[uint64]bool // by fault
	injected int64           // when the last one was; 0 = never
	reverted int64           // likewise
}

func (f *inForce) see(r *history.Record) {
	switch r.Reason {
	case faultInjected:
		if f.active == nil {
			f.active = make(map[uint64]bool)
		}
		f.active[r.Event.Key] = true
		f.injected = r.At
	case faultReverted:
		delete(f.active, r.Event.Key)
		f.reverted = r.At
	}
}

// none reports whether no fault is there.
func (f *inForce) none() bool { return len(f.active) == 0 }

// over reports whether no fault is there, and none was for so long.
func (f *inForce) over(now, long int64) bool {
	return f.none() && (f.reverted == 0 || now >= f.reverted+long)
}
