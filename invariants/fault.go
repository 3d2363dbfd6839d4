package invariants

import "github.com/seatrial/seatrial/sim/history"

// What a fault record says in Reason.
const (
	faultInjected = "injected"
	faultProved   = "proved"
	faultReverted = "reverted"
)

// inForce is which faults there are, as far as their kind does not matter.
type inForce struct {
	active   int
	injected int64 // when the last one was; 0 = never
	reverted int64 // likewise
}

func (f *inForce) see(r *history.Record) {
	switch r.Reason {
	case faultInjected:
		f.active++
		f.injected = r.At
	case faultReverted:
		f.active = max(f.active-1, 0)
		f.reverted = r.At
	}
}

// over reports whether no fault is there, and none was for so long.
func (f *inForce) over(now, long int64) bool {
	return f.active == 0 && (f.reverted == 0 || now >= f.reverted+long)
}
