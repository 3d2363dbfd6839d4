package run

import (
	"sync"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/sim/history"
)

// watch is what looks at the records of a rehearsal: judge, measure, decisions
// and signs. Unlike each of them it may be read while another goroutine shows it
// records.
type watch struct {
	mu        sync.Mutex
	judge     *invariants.Judge
	measure   *Measure
	decisions *invariants.Decisions
	signs     *signs
}

func newWatch(h *history.Header, promises []invariants.Promise, baseline time.Duration) *watch {
	m := NewMeasure(h, true)
	return &watch{judge: invariants.NewJudge(h, promises), measure: m, decisions: invariants.NewDecisions(), signs: newSigns(m, baseline)}
}

// see takes in the next record.
func (w *watch) see(r *history.Record) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.judge.See(r)
	w.measure.See(r)
	w.decisions.See(r)
	w.signs.see(r)
}

// meter is what the phases of a run read of its figures.
type meter interface {
	Counter(name string) int64
	Answered() (asked, answered int64)
}

// Counter returns one figure by name; see [Measure.Counter].
func (w *watch) Counter(name string) int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.measure.Counter(name)
}

// Answered returns how many commands had their time, and how many were answered
// ok; see [Measure.Answered].
func (w *watch) Answered() (asked, answered int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.measure.Answered()
}

// arm ends the time in which the signs learn what is normal.
func (w *watch) arm() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.signs.arm()
}

// Figures are what an operator looks at while a run goes on.
type Figures struct {
	Commands int64 // that had their time to be answered
	Answered int64 // of these, ok
	Overdue  int64 // open for longer than is normal
	Recent   int64 // answered in the last seconds, which the quantiles are of
	P50, P99 time.Duration
	Backlog  int64 // events that ledgers are ahead of their buses, now
	Repeated int64 // events that consumers had been handed before
}

// sample is everything that is shown at one instant.
type sample struct {
	findings []invariants.Finding
	figures  Figures
	showing  []Symptom
}

// look takes a sample; now is the time of the run.
func (w *watch) look(now time.Duration) sample {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.signs.poll(int64(now))
	out := sample{findings: w.judge.SoFar(), showing: w.signs.showing()}
	f := &out.figures
	f.Commands, f.Answered = w.measure.Answered()
	f.Repeated = max(w.measure.counts[duplicates], w.measure.counts[ignored]) // one of the two may have no witness
	f.Overdue = w.signs.overdue()
	f.Recent, f.P50, f.P99 = w.signs.recently(int64(now))
	for _, l := range w.measure.ledgers.items {
		if l.heard {
			f.Backlog += l.count - l.stored
		}
	}
	return out
}

// Sight is how a rehearsal stands at one instant.
type Sight struct {
	At       time.Duration
	Phase    string
	LoadEnds time.Duration
	Paused   bool
	Waiting  string // fault that waits for the operator's word
	Faults   []FaultSight
	Promises []invariants.Finding // so far; none is held before the end
	Figures  Figures
	Showing  []Symptom
	Remarks  []Remark
}

// FaultSight is one line of the fault ledger while the run goes on.
type FaultSight struct {
	FaultReport
	Active bool
	Ended  time.Duration // when it was taken back; 0 = not yet
}

// sight puts together what is shown.
func (l *lead) sight(v *voyage) Sight {
	now := v.session.Now()
	s := l.watch.look(now)
	out := Sight{At: now, Phase: l.phase, LoadEnds: v.loadEnds(), Paused: l.paused, Waiting: l.waiting,
		Promises: s.findings, Figures: s.figures, Showing: s.showing, Remarks: append([]Remark(nil), l.remarks...)}
	for i, r := range v.agenda.reports {
		if v.agenda.active[i] {
			r.Effects = v.session.Effects(r.Fault.ID)
			r.Proved = r.Effects > 0
		}
		out.Faults = append(out.Faults, FaultSight{FaultReport: r, Active: v.agenda.active[i], Ended: v.agenda.ended[i]})
	}
	return out
}
