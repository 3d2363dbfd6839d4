package run

import (
	"sync"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/sim/history"
)

// observers are what looks at the records of a run. In a real world records come
// from other goroutines while the phases read figures, so there every look is
// guarded; a virtual world needs no guard and pays for none.
type observers struct {
	mu        *sync.Mutex // nil in a virtual world
	over      bool        // what comes later is not looked at
	judge     *invariants.Judge
	measure   *Measure
	decisions *invariants.Decisions
	abroad    *invariants.Abroad // nil: nobody will compare
}

func newObservers(h *history.Header, promises []invariants.Promise, detail, real bool) *observers {
	o := &observers{judge: invariants.NewJudge(h, promises), measure: NewMeasure(h, detail), decisions: invariants.NewDecisions()}
	if real {
		o.mu = new(sync.Mutex)
	}
	return o
}

func (o *observers) lock() func() {
	if o.mu == nil {
		return func() {}
	}
	o.mu.Lock()
	return o.mu.Unlock
}

// see takes in the next record.
func (o *observers) see(r *history.Record) {
	if o.mu != nil {
		o.mu.Lock()
		defer o.mu.Unlock()
	}
	if o.over {
		return
	}
	o.judge.See(r)
	o.measure.See(r)
	o.decisions.See(r)
	if o.abroad != nil {
		o.abroad.See(r)
	}
}

// end lets nothing more be seen, so that what was seen can be read at leisure.
func (o *observers) end() {
	defer o.lock()()
	o.over = true
}

// Counter returns one figure by name; see [Measure.Counter].
func (o *observers) Counter(name string) int64 {
	defer o.lock()()
	return o.measure.Counter(name)
}

// Answered returns how many commands had their time, and how many were answered
// ok; see [Measure.Answered].
func (o *observers) Answered() (asked, answered int64) {
	defer o.lock()()
	return o.measure.Answered()
}
