package scenarios

import (
	"slices"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim/topology"
)

// ForLive returns the scenario as a world in real time runs it: holds, timers
// and cadences divided by the factor of its live profile, with at most its
// number of commands. Round trips, disks and the speed of links stay as they
// are, and so do thresholds unless the live profile has its own: a model's disk
// is steady, a machine that others use is not.
func (s *Scenario) ForLive() *Scenario {
	out := *s
	by := time.Duration(max(1, s.Live.Factor))
	out.Baseline /= by
	out.Drain /= by
	out.Bounds.Converge /= by
	out.Bounds.Skew /= by
	out.Bounds.Granted /= by
	out.Monitor = watchLive(s.Monitor)
	out.Reconcile = reconcileLive(s.Reconcile, by)
	out.Failover = failoverLive(s.Failover, by)
	out.Stages = stagesLive(s.Stages, by)
	out.Reach = slices.DeleteFunc(slices.Clone(s.Reach), func(r Reach) bool { return r.Full })
	out.Bounds.Uneven = uneven
	if len(s.Live.Thresholds) > 0 {
		out.Thresholds = s.Live.Thresholds
	}
	out.Workload = quicker(s.Workload, by)
	out.Timeline = slices.Clone(s.Timeline)
	for i := range out.Timeline {
		step := &out.Timeline[i]
		step.Spread /= by
		step.Fault = sooner(step.Fault, by)
	}
	out.Policies = slices.Clone(s.Policies)
	for i := range out.Policies {
		p := &out.Policies[i]
		p.At, p.Effective = p.At/by, p.Effective/by
		if p.TTL > 0 {
			p.TTL = max(p.TTL/by, ttlMin)
			p.Policy.TTLNano = int64(p.TTL)
		}
	}
	out.SteadyState.CommandsMin = min(s.SteadyState.CommandsMin, max(1, out.limit()))
	return &out
}

// uneven is how far two p99s of local commands may lie apart in real time because
// others use the machine. A command that waits for a link which is cut waits for
// a timeout, which is longer, or for ever.
const uneven = 200 * time.Millisecond

// limit lowers the rate until no more commands arrive than the live profile
// allows, and returns how many arrive during the baseline.
func (s *Scenario) limit() int64 {
	w := &s.Workload
	if n := s.Commands(); s.Live.Commands > 0 && n > s.Live.Commands {
		w.Rate = w.Rate * s.Live.Commands / n
		w.Adjust = w.Adjust * s.Live.Commands / n
		w.Receive = w.Receive * s.Live.Commands / n
	}
	return s.offered(s.Baseline) / 2
}

// In real time an answer takes tens of milliseconds however quickly the rest goes by: a
// client repeats no sooner than retryLive and gives up no sooner than patienceLive, or as
// the scenario says if that is sooner.
const (
	retryLive    = 200 * time.Millisecond
	patienceLive = 2 * time.Second
)

// quicker offers the same commands in less time.
func quicker(w topology.Workload, by time.Duration) topology.Workload {
	w.Rate *= int64(by)
	w.Adjust *= int64(by)
	w.Receive *= int64(by)
	w.Duration /= by
	w.Retry = max(w.Retry/by, min(w.Retry, retryLive))
	w.Patience = max(w.Patience/by, min(w.Patience, patienceLive))
	w.Horizon = max(w.Horizon/by, min(w.Horizon, 2*w.Patience))
	w.Transit /= by
	w.Supply = w.Supply.Quicker(by)
	w.Acts = soonerActs(w.Acts, by)
	w.Batches = soonerBatches(w.Batches, by)
	w.Documents = slices.Clone(w.Documents)
	for i := range w.Documents {
		w.Documents[i].At /= by
	}
	return w
}

// sooner shrinks the instants of a fault, and its amount where that is a timer:
// how late a message comes, how far a clock is off. What a link or a disk costs
// stays, and so does the time between resets: how soon a connection is back hangs
// on round trips.
func sooner(f faults.Fault, by time.Duration) faults.Fault {
	f.At /= by
	f.Hold /= by
	switch f.Kind {
	case faults.Delay, faults.Reorder, faults.ClockSkew, faults.ClockJump:
		f.Amount /= by
	}
	return f
}
