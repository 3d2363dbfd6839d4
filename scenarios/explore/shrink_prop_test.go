package explore

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/topology"
	"pgregory.net/rapid"
)

// cause is what it takes for a pretended system to break I-05: some faults, some
// orders of tx, a hold and a chance of at least so much.
type cause struct {
	faults []string
	orders []int
	hold   time.Duration
	stock  int64
}

// needs reports whether everything that it takes is in the case.
func (w cause) needs(c Case) bool {
	for _, id := range w.faults {
		i := slices.IndexFunc(c.Plan.Faults, func(f faults.Fault) bool { return f.ID == id })
		if i < 0 || c.Plan.Faults[i].Hold < w.hold {
			return false
		}
	}
	load := &c.Scenario.Workload
	for _, n := range w.orders {
		if !load.Orders.Keeps("tx", uint64(n)) {
			return false
		}
	}
	hasTexas := slices.ContainsFunc(c.Scenario.Topology.Regions, func(r topology.Region) bool { return r.Name == "tx" })
	return hasTexas && load.Stock >= w.stock
}

// pretended is a runner of such a system. It notes every case that it saw break.
func (w cause) pretended(trials *int) Runner {
	var mu sync.Mutex
	return func(_ context.Context, c Case) (Outcome, error) {
		mu.Lock()
		defer mu.Unlock()
		*trials++
		if !w.needs(c) {
			return Outcome{}, nil
		}
		return Outcome{Broken: []invariants.Finding{{ID: "I-05"}}, Trace: fmt.Sprint(c.Plan.Faults)}, nil
	}
}

// stormy is a case of n faults, of several kinds, in three regions.
func stormy(t *rapid.T, n int) Case {
	us, err := topology.US(3)
	if err != nil {
		t.Fatal(err)
	}
	s := &scenarios.Scenario{ID: "storm", Topology: us, Baseline: 5 * time.Second, Drain: time.Minute, Promises: []string{"I-01", "I-05"},
		SteadyState: scenarios.SteadyState{AnsweredMin: 990_000, CommandsMin: 20},
		Workload: topology.Workload{Rate: 4000, Duration: time.Minute, SKUs: 24, LinesMax: 3, QuantityMax: 5, Stock: 120, Adjust: 100,
			Receive: 200, Cancel: 20_000, QueueMax: 4096}}
	if rapid.Bool().Draw(t, "unusual ground") {
		for i := range s.Topology.Links {
			s.Topology.Links[i].Delay += time.Duration(rapid.Int64Range(0, 1e9).Draw(t, "longer"))
		}
		s.Topology.Local.Sync, s.Workload.Retry, s.Workload.Patience, s.Workload.Horizon = 12_345_678, 1e8, 2e8, 3e8
	}
	var plan faults.Plan
	for i := range n {
		f := faults.Fault{ID: fmt.Sprintf("f%d", i), Region: rapid.SampledFrom([]string{"tx", "va", "or"}).Draw(t, "region"),
			At:   time.Duration(rapid.Int64Range(5e9, 50e9).Draw(t, "at")),
			Hold: time.Duration(rapid.Int64Range(1e9, 30e9).Draw(t, "hold"))}
		switch f.Kind = rapid.SampledFrom([]faults.Kind{faults.Duplicate, faults.PowerLoss, faults.ClockSkew, faults.BusOutage}).Draw(t, "kind"); f.Kind {
		case faults.Duplicate:
			f.Chance, f.Copies = 300_000, 3
		case faults.ClockSkew:
			f.Amount = -487_312_001
		}
		plan.Faults = append(plan.Faults, f)
	}
	plan.Sort()
	return Case{Scenario: s, Seed: 7, Plan: plan}
}

// causeOf draws what it takes: something that the case has.
func causeOf(t *rapid.T, c Case) cause {
	w := cause{hold: time.Duration(rapid.Int64Range(1, 1e9).Draw(t, "least hold")), stock: rapid.Int64Range(0, 120).Draw(t, "least stock")}
	for _, f := range c.Plan.Faults {
		if rapid.IntRange(0, 3).Draw(t, "matters") == 0 && len(w.faults) < 3 {
			w.faults = append(w.faults, f.ID)
		}
	}
	w.orders = rapid.SliceOfNDistinct(rapid.IntRange(1, 240), 0, 4, rapid.ID[int]).Draw(t, "orders")
	slices.Sort(w.orders)
	return w
}

// Whatever the cause is, it is found, all of it and nothing else; the result is
// the same however many candidates run side by side.
func TestShrinkFindsTheCause(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := stormy(t, rapid.IntRange(0, 12).Draw(t, "faults"))
		before := fmt.Sprintf("%+v %+v", c.Plan, *c.Scenario)
		w := causeOf(t, c)
		var ran [2]int
		got, err := Shrink(context.Background(), w.pretended(&ran[0]), c, "I-05", Budget{Beside: 1})
		if err != nil || got.Capped != "" || !got.Outcome.Breaks("I-05") || !w.needs(got.Case) {
			t.Fatalf("Shrink = %+v, %v, want a case that breaks I-05, to the end", got, err)
		}
		if n := len(got.Case.Plan.Faults); n != len(w.faults) {
			t.Errorf("Shrink leaves %d faults %v, want %v", n, got.Case.Plan.Faults, w.faults)
		}
		if orders := got.Case.Scenario.Workload.Orders["tx"]; !slices.Equal(orders, w.orders) {
			t.Errorf("Shrink leaves orders %v, want %v", orders, w.orders)
		}
		if n := len(got.Case.Scenario.Topology.Regions); n > 1+len(w.faults) {
			t.Errorf("Shrink leaves %d regions, want tx and those of the faults", n)
		}
		if us, _ := topology.US(1); got.Case.Scenario.Topology.Local != us.Local || len(w.faults) == 0 && got.Case.Scenario.Topology.Links[0] != us.Links[0] {
			t.Errorf("Shrink leaves %+v, want links and disks as they usually are", got.Case.Scenario.Topology)
		}
		if got.Trials != ran[0] {
			t.Errorf("Shrink counts %d trials, ran %d, want the same with one at a time", got.Trials, ran[0])
		}
		if !sound(got.Case) {
			t.Errorf("Shrink leaves %+v, want a case that a file can hold", got.Case)
		}
		beside, err := Shrink(context.Background(), w.pretended(&ran[1]), c, "I-05", Budget{Beside: 5})
		if err != nil || !reflect.DeepEqual(beside, got) {
			t.Errorf("Shrink with five side by side = %+v, %v, want %+v", beside, err, got)
		}
		if after := fmt.Sprintf("%+v %+v", c.Plan, *c.Scenario); after != before {
			t.Errorf("Shrink changed the case it was given to %s, want %s", after, before)
		}
	})
}

// However small the budget, what comes out breaks the promise, and the trials are
// within it.
func TestShrinkWithinItsBudget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := stormy(t, rapid.IntRange(1, 12).Draw(t, "faults"))
		w := causeOf(t, c)
		budget := Budget{Trials: rapid.IntRange(1, 60).Draw(t, "trials"), Beside: rapid.IntRange(1, 3).Draw(t, "beside")}
		var ran int
		got, err := Shrink(context.Background(), w.pretended(&ran), c, "I-05", budget)
		if err != nil || !w.needs(got.Case) || got.Trials > budget.Trials {
			t.Errorf("Shrink = %d trials, %v, breaks %v, want at most %d and a case that breaks I-05", got.Trials, err, w.needs(got.Case), budget.Trials)
		}
		if got.Capped == "" && len(got.Case.Plan.Faults) != len(w.faults) {
			t.Errorf("Shrink says it is done with %d faults, want %d", len(got.Case.Plan.Faults), len(w.faults))
		}
	})
}

// What fails by chance alone is never taken for a failure that was shown.
func TestShrinkAcceptsOnlyWhatBreaks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := stormy(t, rapid.IntRange(1, 6).Draw(t, "faults"))
		salt := rapid.Uint64().Draw(t, "salt")
		broke := map[string]bool{}
		var mu sync.Mutex
		r := func(_ context.Context, c Case) (Outcome, error) {
			key := fingerprint(c)
			sum := salt
			for _, b := range []byte(key) {
				sum = (sum ^ uint64(b)) * 1099511628211
			}
			mu.Lock()
			defer mu.Unlock()
			out := Outcome{}
			if sum>>60 < 6 || len(broke) == 0 {
				broke[key] = true
				out.Broken = []invariants.Finding{{ID: "I-05"}}
			}
			return out, nil
		}
		got, err := Shrink(context.Background(), r, c, "I-05", Budget{Trials: 200})
		if err != nil || !broke[fingerprint(got.Case)] {
			t.Errorf("Shrink = %+v, %v, want a case that was seen to break", got.Case, err)
		}
		for i := range got.Case.Plan.Faults {
			fewer := got.Case.Clone()
			fewer.Plan.Faults = slices.Delete(fewer.Plan.Faults, i, i+1)
			if out, _ := r(context.Background(), fewer); got.Capped == "" && out.Breaks("I-05") {
				t.Errorf("Shrink leaves %v, and it breaks without the %d. of them, want each to be needed", got.Case.Plan.Faults, i+1)
			}
		}
	})
}

func TestShrinkRefusesWhatHolds(t *testing.T) {
	s := &scenarios.Scenario{ID: "calm"}
	holds := func(context.Context, Case) (Outcome, error) { return Outcome{}, nil }
	if _, err := Shrink(context.Background(), holds, Case{Scenario: s}, "I-05", Budget{}); !errors.Is(err, ErrHolds) {
		t.Errorf("Shrink(holds) = %v, want ErrHolds", err)
	}
	broken := errors.New("no disk")
	fails := func(context.Context, Case) (Outcome, error) { return Outcome{}, broken }
	if _, err := Shrink(context.Background(), fails, Case{Scenario: s}, "I-05", Budget{}); !errors.Is(err, broken) {
		t.Errorf("Shrink(fails) = %v, want the runner's error", err)
	}
}

// A search that is stopped, or has one trial, gives back what it has.
func TestShrinkIsStopped(t *testing.T) {
	us, err := topology.US(3)
	if err != nil {
		t.Fatal(err)
	}
	s := &scenarios.Scenario{ID: "storm", Topology: us, Baseline: time.Second, Workload: topology.Workload{Rate: 4000, Duration: 10 * time.Second}}
	c := Case{Scenario: s, Defects: []string{"M04"}}
	breaks := Outcome{Broken: []invariants.Finding{{ID: "I-03"}}}
	ctx, stop := context.WithCancel(context.Background())
	trials := 0
	got, err := Shrink(ctx, func(context.Context, Case) (Outcome, error) {
		if trials++; trials == 5 {
			stop()
		}
		return breaks, ctx.Err()
	}, c, "I-03", Budget{Beside: 1})
	if err != nil || got.Capped != "stopped" || !got.Outcome.Breaks("I-03") {
		t.Errorf("Shrink(stopped) = %+v, %v, want what it had", got, err)
	}
	got, err = Shrink(context.Background(), func(context.Context, Case) (Outcome, error) { return breaks, nil }, c, "I-03", Budget{Trials: 1})
	if err != nil || got.Capped != "1 trials" || got.Trials != 1 {
		t.Errorf("Shrink(one trial) = %+v, %v, want the case itself", got, err)
	}
}

// A failure that the clean system shows too is not the one that was planted.
func TestShrinkStaysWithTheDefect(t *testing.T) {
	us, err := topology.US(3)
	if err != nil {
		t.Fatal(err)
	}
	s := &scenarios.Scenario{ID: "storm", Topology: us, Baseline: time.Second,
		Workload: topology.Workload{Rate: 4000, Duration: 10 * time.Second, Stock: 100}}
	r := func(_ context.Context, c Case) (Outcome, error) { // breaks with the defect, and without stock in any case
		if w := c.Scenario.Workload; w.Stock < 5 || len(c.Defects) > 0 && w.Stock >= 20 {
			return Outcome{Broken: []invariants.Finding{{ID: "I-03"}}}, nil
		}
		return Outcome{}, nil
	}
	got, err := Shrink(context.Background(), r, Case{Scenario: s, Defects: []string{"M04"}}, "I-03", Budget{})
	if err != nil || got.Case.Scenario.Workload.Stock < 20 {
		t.Errorf("Shrink = stock %d, %v, want 20 or more, where the clean system holds", got.Case.Scenario.Workload.Stock, err)
	}
}

func TestReadable(t *testing.T) {
	if got := readable(487_312_001, 100*time.Millisecond); !slices.Equal(got, []time.Duration{100e6, 200e6, 400e6, 480e6, 487e6}) {
		t.Errorf("readable(487.312001ms) = %v, want 100ms, 200ms and then itself in fewer digits", got)
	}
	if got := counts(12, 1); !slices.Equal(got, []int64{1, 2, 3, 5, 10}) {
		t.Errorf("counts(12) = %v, want 1, 2, 3, 5, 10", got)
	}
	if got := counts(12, -1); !slices.Equal(got, []int64{0}) {
		t.Errorf("counts(12, -1) = %v, want none at all", got)
	}
}
