package reports_test

import (
	"fmt"
	"math"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/topology"
)

// The fixtures are results as a run would leave them: a storm that was weathered,
// the same storm over a planted defect, and one that proved nothing.

var promiseNames = []struct{ id, name, title string }{
	{"I-01", "conservation", "Goods are neither created nor lost by bookkeeping"},
	{"I-03", "no-oversell", "Nobody is promised stock that is not there"},
	{"I-04", "reservation-closure", "A finished order holds no stock"},
	{"I-05", "exactly-once-effect", "Every event takes effect exactly once"},
	{"I-06", "monotonic-versions", "A consumer never goes back in time"},
	{"I-07", "legality", "An order moves only as its state table allows"},
	{"I-08", "causality", "No effect comes before its cause"},
	{"I-09", "convergence", "After the last repair everybody agrees again"},
	{"I-12", "non-interference", "Nothing private can be read outside its region"},
	{"I-15", "minimisation", "Only agreed fields leave a region"},
	{"I-26", "accounting", "Every accepted event is accounted for"},
	{"I-30", "autonomy", "A region that is cut off goes on working"},
	{"I-39", "wan-independence", "Distance does not slow local work"},
	{"I-46", "time", "Wrong clocks break no safety promise"},
	{"I-47", "harness", "The harness repeats itself byte for byte"},
}

func stormFaults() []faults.Fault {
	s := time.Second
	return []faults.Fault{
		{ID: "dup", Kind: faults.Duplicate, At: 20 * s, Hold: 80 * s, Region: "tx", Chance: 200_000, Copies: 2},
		{ID: "cut-tx-va", Kind: faults.Partition, At: 30 * s, Hold: 45 * s, Region: "tx", Peer: "va"},
		{ID: "slow-or", Kind: faults.Latency, At: 45 * s, Hold: 30 * s, Region: "or", Peer: "hub", Amount: 400 * time.Millisecond},
		{ID: "kill-pod", Kind: faults.Kill, At: 52 * s, Hold: 3 * s, Region: "va", Target: "pod/va"},
		{ID: "bus-tx", Kind: faults.BusOutage, At: 70 * s, Hold: 20 * s, Region: "tx"},
		{ID: "hub-out", Kind: faults.HubOutage, At: 85 * s, Hold: 15 * s, Region: "hub"},
	}
}

// wobble is a repeatable stand-in for noise, in [0, n).
func wobble(n int64, parts ...int64) int64 {
	h := uint64(0x9E3779B97F4A7C15)
	for _, p := range parts {
		h = (h ^ uint64(p)) * 0xBF58476D1CE4E5B9
		h ^= h >> 29
	}
	return int64(h % uint64(n))
}

func storm() *scenarios.Scenario {
	us, err := topology.US(3)
	if err != nil {
		panic(err) // three regions are always there
	}
	return &scenarios.Scenario{
		ID: "tx-dc", Title: "The Texas distribution centre in a storm", Owner: "supply-chain-platform", Family: "F3",
		Hypothesis: "Texas goes on taking, picking and shipping orders while it is cut off; nothing is lost or done twice, and the hub shows the truth again within a minute of the last repair.",
		Covers:     []string{"R001", "R005", "R019", "R036"}, Topology: us,
		Workload: topology.Workload{Rate: 10_000, Duration: 2 * time.Minute, SKUs: 400, Zipf: 1000, LinesMax: 4, QuantityMax: 12,
			Retry: 2 * time.Second, Patience: 30 * time.Second, CarrierHalf: 20_000},
		Baseline: 15 * time.Second, Drain: time.Minute,
	}
}

// heldStorm is the storm over 20 seeds, weathered.
func heldStorm() *run.Result {
	r := &run.Result{
		Schema: "seatrial/result/v1", Tool: run.Tool{Version: "v0.1.0", Revision: "4f2a91c", Go: "go1.26.0"},
		Scenario: run.Of(storm()), World: "virtual", Verdict: invariants.Held, Exit: run.ExitHeld,
		Repeat: "seatrial run tx-dc --seeds 20", WallSeconds: 4.2,
		Counters: map[string]int64{"commands": 72_140, "commands_lost": 0, "events": 391_220, "redeliveries": 41_907, "recoveries": 40,
			"bytes_crossed": 88_410_112, "dead_letters": 0, "duplicates_ignored": 58_113},
		Latency: map[string]run.Quantiles{
			"order_commit":      {Count: 72_140, P50: 1_840, P90: 2_960, P99: 8_120, P999: 24_700, Max: 61_300},
			"local_propagation": {Count: 391_220, P50: 3_410, P90: 5_900, P99: 5_020_000, P999: 20_100_000, Max: 20_900_000},
			"hub_propagation":   {Count: 390_870, P50: 41_800, P90: 66_300, P99: 44_200_000, P999: 45_700_000, Max: 46_100_000},
			"order_cycle":       {Count: 70_022, P50: 18_100_000, P90: 24_700_000, P99: 39_800_000, P999: 61_000_000, Max: 64_200_000},
		},
		Thresholds: []run.ThresholdReport{
			{Path: "order_commit", Text: "p(99)<50ms", Value: 8_120_000, OK: true},
			{Path: "order_cycle", Text: "count>=3000", Value: 70_022, OK: true},
		},
		Reach: []run.ReachReport{
			{Point: "duplicate-delivered", Seeds: 20, Count: 58_113, OK: true},
			{Point: "kill-during-append", Set: true, Seeds: 6, Count: 6, OK: true},
			{Point: "relay-rewound", Seeds: 20, Count: 20, OK: true},
		},
	}
	for i, p := range promiseNames {
		r.Promises = append(r.Promises, invariants.Finding{ID: p.id, Name: p.name, Title: p.title, Verdict: invariants.Held,
			Evaluated: uint64(2_000 + wobble(400_000, int64(i)))})
	}
	for seed := uint64(1); seed <= 20; seed++ {
		r.Runs = append(r.Runs, heldRun(seed))
	}
	r.Detail = stormDetail(1, r.Runs[0].Faults)
	return r
}

func heldRun(seed uint64) run.Run {
	one := run.Run{Seed: seed, TraceHash: fmt.Sprintf("%016x", 0x9c1f_27aa_0b44_e6d1*seed), Verdict: invariants.Held,
		Events: uint64(181_000 + wobble(9_000, int64(seed))), VirtualNS: int64(168*time.Second) + wobble(9e9, int64(seed)),
		Commands: 3_580 + wobble(60, int64(seed)), Reached: map[string]uint64{"duplicate-delivered": 2_900, "relay-rewound": 1}}
	for i, f := range stormFaults() {
		f.At += time.Duration(wobble(3_000, int64(seed), int64(i))) * time.Millisecond
		one.Faults = append(one.Faults, run.FaultReport{Fault: f, Requested: true, Injected: f.At, Effects: 3 + wobble(2_900, int64(i), int64(seed)),
			Proved: true, Reverted: true})
	}
	for i, p := range promiseNames {
		one.Promises = append(one.Promises, invariants.Finding{ID: p.id, Name: p.name, Title: p.title, Verdict: invariants.Held,
			Evaluated: uint64(100 + wobble(20_000, int64(i), int64(seed)))})
	}
	return one
}

// brokenStorm is the storm over a consumer that forgets what it has applied.
func brokenStorm() *run.Result {
	r := heldStorm()
	first := &invariants.Breach{At: int64(41_320 * time.Millisecond), Seq: 88_214,
		Text: "planner/tx applied event 5f1c09aa of order/tx/417 (OrderAllocated v3) a second time",
		More: []string{
			"ledger pod/tx position 2041 -> bus tx sequence 1998",
			"first applied at 41.104 s on delivery 1, again at 41.320 s on delivery 2",
			"available to promise of sku/tx/9 fell by 12, the order asked for 6",
		}}
	breach := func(f *invariants.Finding, n uint64, b *invariants.Breach) {
		f.Verdict, f.Breaches, f.First = invariants.Violated, n, b
	}
	breach(&r.Promises[3], 1_204, first)
	r.Promises[1].Skipped = 12
	unknown := &r.Promises[12]
	unknown.Verdict, unknown.Evaluated, unknown.Why = invariants.Unknown, 0, "the stretched twin run was not made"
	seed := uint64(3)
	for i := range r.Runs {
		if r.Runs[i].Seed >= seed {
			r.Runs[i].Verdict = invariants.Violated
			breach(&r.Runs[i].Promises[3], 60, first)
		}
	}
	slow := &r.Runs[2].Faults[2]
	slow.Proved, slow.Effects, slow.Why = false, 0, "no message crossed or>hub while it held"
	r.Verdict, r.Exit, r.FirstFailing, r.Defects = invariants.Violated, run.ExitViolated, &seed, []string{"M01"}
	r.Reasons = []string{"exactly-once-effect (I-05) was violated in 18 of 20 seeds, first with seed 3.",
		"order_commit p(99)<50ms was missed: 61.3 ms.",
		"wan-independence (I-39) has no answer: the stretched twin run was not made."}
	r.Thresholds[0].Value, r.Thresholds[0].OK = int64(61_300*time.Microsecond), false
	r.Repeat = "seatrial run tx-dc --seed 3 --defect M01"
	r.Detail = stormDetail(3, r.Runs[2].Faults)
	r.Detail.Timeline = append(r.Detail.Timeline, run.Moment{At: 41_320 * time.Millisecond, What: "breach", Text: "exactly-once-effect (I-05): " + first.Text})
	return r
}

// emptyStorm is a storm that never came: nothing broke and nothing was shown.
func emptyStorm() *run.Result {
	r := heldStorm()
	r.Runs = r.Runs[:1]
	r.Verdict, r.Exit = invariants.Unknown, run.ExitInconclusive
	r.Repeat = "seatrial run tx-dc --seed 1"
	for i := range r.Runs[0].Faults {
		f := &r.Runs[0].Faults[i]
		f.Proved, f.Effects, f.Why = false, 0, "nothing was on its way while it held"
	}
	for i := range r.Reach {
		r.Reach[i].Seeds, r.Reach[i].Count = 1, 140
	}
	r.Reach[1].OK, r.Reach[1].Seeds, r.Reach[1].Count = false, 0, 0
	r.Promises[3].Verdict, r.Promises[3].Evaluated, r.Promises[3].Why = invariants.Unknown, 0, "its premise never occurred"
	r.Reasons = []string{"6 of 6 faults had no effect.", "kill-during-append was not reached.",
		"exactly-once-effect (I-05) has no answer: its premise never occurred."}
	r.Detail = nil
	return r
}

func stormDetail(seed uint64, ledger []run.FaultReport) *run.Detail {
	s := time.Second
	d := &run.Detail{Seed: seed, Faults: ledger,
		Phases: []run.Span{{Name: "baseline", To: 15 * s}, {Name: "faults", From: 15 * s, To: 103 * s}, {Name: "heal", From: 103 * s, To: 120 * s},
			{Name: "drain", From: 120 * s, To: 170 * s}},
		Curves: map[string][]run.Point{
			"order_commit": curve(1_400, 61_300, 2.6), "local_propagation": curve(2_600, 20_900_000, 7),
			"hub_propagation": curve(33_000, 46_100_000, 5), "order_cycle": curve(12_000_000, 64_200_000, 1.3),
		},
		Accounts: []run.Account{
			{Queue: "planner/tx", Accepted: 5_904, Applied: 5_904, Duplicates: 1_177},
			{Queue: "planner/va", Accepted: 5_811, Applied: 5_809, DeadLetter: 2, Duplicates: 37},
			{Queue: "planner/or", Accepted: 5_866, Applied: 5_866, Duplicates: 12},
			{Queue: "aggregator/hub", Accepted: 17_581, Applied: 17_570, Parked: 0, Shed: 0, InFlight: 11, Duplicates: 402},
		},
	}
	for i, region := range []string{"tx", "va", "or"} {
		d.Series = append(d.Series, stormSeries(int64(i), region)...)
	}
	for _, f := range ledger {
		d.Timeline = append(d.Timeline,
			run.Moment{At: f.Injected, What: "fault", Text: f.Fault.ID + " injected"},
			run.Moment{At: f.Fault.Ends(), What: "fault", Text: f.Fault.ID + " reverted"})
	}
	d.Timeline = append(d.Timeline, run.Moment{At: 53 * s, What: "crash", Text: "pod/va was killed"},
		run.Moment{At: 55_900 * time.Millisecond, What: "recovery", Text: "pod/va began epoch 2 after 412 ms"},
		run.Moment{At: 15 * s, What: "phase", Text: "baseline steady: 99.9 % of 452 commands answered"})
	return d
}

// stormSeries lets answers dip when the pod of va dies, the backlog of tx grow
// while its bus is down, and duplicates follow the duplicating bus of tx.
func stormSeries(i int64, region string) []run.Series {
	answered, backlog, lag := make([]int64, 170), make([]int64, 170), make([]int64, 170)
	for at := range answered {
		second := int64(at)
		if second < 120 {
			answered[at] = 7 + wobble(7, i, second)
		}
		lag[at] = 2 + wobble(6, i, second, 1)
		if region == "va" && second >= 53 && second < 56 {
			answered[at] = 0
		}
		if region == "tx" && second >= 71 && second < 92 {
			backlog[at] = (second-70)*43 + wobble(20, second)
		} else if region == "tx" && second >= 92 && second < 97 {
			backlog[at] = max(0, 900-(second-91)*180)
		} else {
			backlog[at] = wobble(6, i, second, 2)
		}
		if second >= 86 && second < 101 {
			lag[at] = (second - 85) * 30
		} else if second >= 101 && second < 106 {
			lag[at] = 450 - (second-101)*90
		}
	}
	of := func(name, unit string, values []int64) run.Series {
		return run.Series{Name: name, Region: region, Unit: unit, Every: time.Second, Values: values}
	}
	return []run.Series{of("commands answered", "per second", answered), of("backlog", "events", backlog), of("hub lag", "events", lag)}
}

// curve rises from low to high over five nines, late if shape is large.
func curve(low, high, shape float64) []run.Point {
	var points []run.Point
	for i := 0; i <= 100; i++ {
		nines := float64(i) / 20
		share := math.Pow(nines/5, shape)
		points = append(points, run.Point{Percentile: 100 - 100*math.Pow(10, -nines), Micros: low * math.Pow(high/low, share)})
	}
	return points
}
