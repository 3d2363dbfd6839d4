package scenarios

import (
	"strconv"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
)

// A scenario that does not say how much quicker it runs in real time takes a minute
// there, or less. It may say so that it takes two.
const (
	liveUsual = time.Minute
	liveMax   = 2 * time.Minute
)

// span writes a duration as a file does.
func span(d time.Duration) string { return strict.FormatDuration(d) }

// finish turns what was read into the scenario and checks what takes more than
// one value to check.
func (f *file) finish(m strict.Mapping) {
	t := f.topology.build()
	if t.Form.HasStandby() {
		failoverOf(&f.Failover)
	}
	t.Watched, t.Reconciled, t.Failover = f.Monitor != nil, f.Reconcile != nil, f.Failover != nil
	t.Staged = f.Stages != nil
	f.Topology = t
	f.Workload = f.workload.Workload
	for _, d := range f.workload.documents {
		f.Workload.Documents = append(f.Workload.Documents, d.read(f, t))
	}
	f.publish()
	for _, a := range f.workload.acts {
		f.Workload.Acts = append(f.Workload.Acts, a.read(f, t))
	}
	f.own(t)
	f.checkPicks(t)
	f.unroll(t)
	f.answer()
	f.checkRepro(m)
	f.checkLoad(m)
	f.checkClients(m)
	f.checkFailover(m)
	f.checkLive(m)
	f.checkStages(m)
	f.checkGreen(m)
}

// Commands returns how many commands the outside world offers, near enough: the
// arrivals of every region until the load ends, and the documents.
func (s *Scenario) Commands() int64 {
	w := s.Workload
	return s.offered(w.Duration) + int64(len(w.Documents))
}

// offered returns how many commands arrive until an instant, at most where the
// workload names those that do. Rates count per 1000 s and region.
func (s *Scenario) offered(until time.Duration) int64 {
	w := s.Workload
	if !w.Picky() {
		return (w.Rate + w.Adjust + w.Receive) * int64(len(s.Topology.Regions)) * int64(until/time.Millisecond) / 1_000_000
	}
	n := int64(0)
	for _, r := range podRegions(s.Topology) {
		n += picked(w.Orders, r, w.Rate, until) + picked(w.Counts, r, w.Adjust, until) + picked(w.Receipts, r, w.Receive, until)
	}
	return n
}

func (f *file) checkLoad(m strict.Mapping) {
	place := m.Key("workload")
	if f.workload.place.Has("rate") {
		place = f.workload.place.Key("rate")
	}
	if f.Workload.Duration > 48*time.Hour {
		f.workload.place.Key("duration").Report("set it to 48h or less", "a load of %s", span(f.Workload.Duration))
		return
	}
	if n := f.Commands(); n > CommandsMax {
		place.Report("lower the rates or the duration", "about %d commands in a run, at most %d are run", n, CommandsMax)
	}
	if f.Baseline >= f.Workload.Duration {
		m.Key("baseline").Report("set it below workload.duration", "the baseline of %s leaves no time under load", span(f.Baseline))
		return
	}
	if n := f.offered(f.Baseline); n < f.SteadyState.CommandsMin {
		m.Key("baseline").Report("make it longer, or ask for fewer in steady_state.commands",
			"a baseline of %s offers about %d commands, %d must be answered", span(f.Baseline), n, f.SteadyState.CommandsMin)
	}
}

func (f *file) checkClients(m strict.Mapping) {
	w, place := f.Workload, f.workload.place
	if !m.Has("workload") {
		return
	}
	switch {
	case w.Rate == 0:
		place.Key("rate").Report("offer some load, such as rate: 4/s", "no orders arrive")
	case w.Retry == 0:
		place.Key("retry").Report("set it to 100ms or more", "a client that repeats at once floods the region")
	case w.Patience < w.Retry:
		place.Key("patience").Report("set patience above retry", "a client gives up after %s, before it repeats after %s", span(w.Patience), span(w.Retry))
	case w.Horizon < w.Patience:
		place.Key("horizon").Report("set horizon above patience", "a client repeats for %s, but its key is honoured for %s", span(w.Patience), span(w.Horizon))
	}
}

func (f *file) checkLive(m strict.Mapping) {
	length := f.Length()
	need := divisor(length, liveMax)
	switch {
	case !m.Has("live"):
		f.Live.Factor = divisor(length, liveUsual)
		return
	case f.Live.Factor == 0 || f.Live.Factor >= need: // a missing factor was reported where it was read
		return
	}
	m.Key("live").Report("set factor to "+strconv.FormatInt(need, 10)+" or more",
		"the scenario lasts up to %s; divided by %d that is more than %s", span(length), f.Live.Factor, span(liveMax))
}

// divisor returns by how much a span has to be divided to be at most most.
func divisor(span, most time.Duration) int64 { return max(1, int64((span+most-1)/most)) }

// checkGreen refuses a scenario that could only be green: one that asks nothing.
func (f *file) checkGreen(m strict.Mapping) {
	if m.Has("promises") && len(f.promises) == 0 {
		m.Key("promises").Report("list at least one, such as I-05", "no promise is asked for")
	}
	if m.Has("covers") && len(f.Covers) == 0 {
		m.Key("covers").Report("list at least one row, such as R008", "no requirement row is covered")
	}
}
