package explore

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// Demanding reports whether a case is within the fault budget: whether the
// system, when all is over, must come to rest in time. Every fault is taken back
// by then, and none takes what was synced. So what is asked for is time, a drain
// longer than whatever goes on by itself ([aftermath]), and a queue that takes in what
// a single command brings: of a shorter one everybody is turned away for ever.
func Demanding(c Case) bool {
	return c.Scenario.Drain >= aftermath(&c) && bound(&c) >= queueLow && silent(&c)
}

// aftermath is how long something may go on by itself after the load: whoever waits has
// patience, goods travel, a supplier that failed is asked again and delivers, a pause that somebody asked for ends by itself, what a standby took is handed back, and a monitor
// reports for as long as orders have to be delivered in, and as long as one may wait,
// by clocks that may have been ahead when it came.
func aftermath(c *Case) time.Duration {
	w := c.Scenario.Workload
	long := time.Minute + w.Patience + w.Transit
	if f := c.Scenario.Failover; f != nil {
		long += time.Duration(2*f.LeaseNano) + 2*f.Rest()
	}
	if m := c.Scenario.Monitor; m != nil {
		long += looking(m) + ahead(c)
	}
	if s := w.Supply; s != nil {
		long += s.OpenMax + s.Lead + s.Rest()
	}
	paused := func(a topology.Act) bool { return a.Action == "pause" }
	if slices.ContainsFunc(w.Acts, paused) {
		long += c.Scenario.Granted()
	}
	return long
}

// looking is how long a monitor has something to look at when nothing happens any more.
func looking(w *history.Watch) time.Duration {
	long := w.CommitNano
	for _, r := range w.Rules {
		if strings.HasSuffix(r.Figure, "-lag") {
			long = max(long, r.Above)
		}
	}
	return time.Duration(long)
}

// ahead is how far a clock is set ahead at most.
func ahead(c *Case) time.Duration {
	var most time.Duration
	for _, f := range c.Plan.Faults {
		if slices.Contains(clocks, f.Kind) {
			most = max(most, f.Amount)
		}
	}
	return most
}

// silent reports whether it is ever silent for as long as a region may seem to rest
// while a supplier still owes it something: a policy that is confirmed more often
// than that, three times in its life, keeps it from being.
func silent(c *Case) bool {
	for _, p := range c.Scenario.Published() {
		life := cmp.Or(p.TTL, time.Duration(p.Policy.TTLNano))
		if life/3 <= max(c.Scenario.Workload.Supply.Rest(), failedOver(c)) {
			return false
		}
	}
	return true
}

// failedOver is how silent it has to be until a region with a standby is at rest; 0 =
// there is none.
func failedOver(c *Case) time.Duration {
	if c.Scenario.Failover == nil {
		return 0
	}
	return c.Scenario.Failover.Rest() + offered
}

// offered is how long it takes at most until every edge has answered a confirmation.
const offered = 3 * time.Second

// queueLow is the shortest queue that is drawn.
const queueLow = 8

// bound is how many events a pod may hold back.
func bound(c *Case) int64 {
	if c.Scenario.Bounds.QueueMax != 0 {
		return c.Scenario.Bounds.QueueMax
	}
	return int64(c.Scenario.Workload.QueueMax)
}

// restless reports whether a run was not quiet at its deadline.
func restless(out *Outcome) bool { return strings.HasPrefix(out.Why, "not quiet at the deadline") }

// owed lists the promises that a case is judged by: all that one run can answer.
// What takes a pair of runs is asked of a sample, see [Twice].
//
// That a region which is cut off answers as usual (I-30) is only owed by one that
// would have to turn nobody away if it were not cut off. With a queue so short
// that a burst, or an outage of its own bus, fills it, it sheds as declared; and
// who comes too late to cancel, or wants what is sold out, is refused as ever, but
// a trial may be too short to have seen the same refusal in calm times, which is
// what I-30 compares with. And a region with a standby stops, as declared, when it is
// cut off from the hub for longer than its lease lasts.
func owed(c *Case) []string {
	var out []string
	for _, p := range invariants.All() {
		if p.Mode != invariants.Pair && (p.ID != invariants.IsolationAutonomy.ID || roomy(c) && agreeable(c) && c.Scenario.Failover == nil) {
			out = append(out, p.ID)
		}
	}
	return out
}

// Events that a command leaves in the ledger at most, and each line of an order
// besides: received, validated, promised, booked, released, picked, packed,
// shipped and delivered, and one of them taken back.
const (
	eventsPerCommand = 4
	eventsPerLine    = 12
)

// agreeable reports whether nobody asks for what may have to be refused: there is
// enough of everything, nobody cancels, and nobody has a region pause.
func agreeable(c *Case) bool {
	w := c.Scenario.Workload
	return w.Cancel == 0 && len(w.Documents) == 0 && len(w.Acts) == 0 && w.Stock >= crowdMax(c)*int64(max(1, w.LinesMax))*w.QuantityMax
}

// crowdMax is more than the commands of any region: arrivals are drawn.
func crowdMax(c *Case) int64 {
	regions := int64(len(c.Scenario.Topology.Regions))
	return 2*c.Scenario.Commands()/regions + 2*int64(c.Scenario.Workload.Burst)
}

// roomy reports whether everything that happens in the whole run would fit into
// one queue.
func roomy(c *Case) bool {
	return crowdMax(c)*int64(eventsPerCommand+eventsPerLine*max(1, c.Scenario.Workload.LinesMax)) <= bound(c)
}
