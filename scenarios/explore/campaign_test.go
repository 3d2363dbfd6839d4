package explore_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/reference"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/explore"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// explored runs a campaign around tx-dc.
func explored(t *testing.T, c explore.Campaign) *explore.Report {
	t.Helper()
	c.Swarm.Base = shipped(t, "tx-dc", 1).Scenario
	if c.Runner == nil {
		c.Runner = explore.NewRunner(shipyard())
	}
	r, err := c.Go(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A system that works is not blamed, and what its trials met is counted.
func TestCampaignClean(t *testing.T) {
	r := explored(t, explore.Campaign{Seed: 1, Runs: 150})
	if len(r.Failures) != 0 || len(r.Diverged) != 0 || r.Runs != 150 {
		t.Fatalf("150 clean trials = %d trials, %v, %v, want no failure\nrepeat: seatrial explore tx-dc --seed 1 --runs 150", r.Runs, r.Failures, r.Diverged)
	}
	if r.Twice != 8 || r.Continued == 0 || r.Continued > 90 || r.Idle == 0 || r.Idle >= r.Faults || r.Points["duplicate-ignored"] == nil {
		t.Errorf("150 clean trials = twice %d, continued %d, %d of %d faults idle, points %v", r.Twice, r.Continued, r.Idle, r.Faults, r.Points)
	}
	if never := r.Missing([]string{"duplicate-ignored", "no-such-point"}); !reflect.DeepEqual(never, []string{"no-such-point"}) {
		t.Errorf("Missing = %v, want no-such-point alone", never)
	}
}

// The same seed tries the same cases however many workers there are.
func TestCampaignIsTheSameOnAnyMachine(t *testing.T) {
	one := explored(t, explore.Campaign{Seed: 5, Runs: 120, Workers: 1})
	many := explored(t, explore.Campaign{Seed: 5, Runs: 120, Workers: 3})
	if one.Events != many.Events || one.Marks != many.Marks || one.Faults != many.Faults || !reflect.DeepEqual(one.Points, many.Points) {
		t.Errorf("1 worker: %d events, %d marks, %d faults; 3 workers: %d, %d, %d; want the same", one.Events, one.Marks, one.Faults, many.Events, many.Marks, many.Faults)
	}
}

// A planted bug is found, kept in a folder with the corpus, and found again there
// until it is mended.
func TestCampaignFindsAndKeeps(t *testing.T) {
	c := explore.Campaign{Seed: 1, Runs: 100, Defects: []string{"M01"}}
	r := explored(t, c)
	if len(r.Failures) == 0 || r.Failures[0].Promise != "I-05" || r.Failures[0].Run > 32 || r.Runs > 32 {
		t.Fatalf("campaign with M01 = %d trials, %v, want I-05 in the first batch and no more trials", r.Runs, r.Failures)
	}
	dir := t.TempDir()
	if err := r.Store(dir); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(r.Failures[0].File)
	if err != nil || !strings.Contains(string(text), "# Found at revision") {
		t.Errorf("failure file = %v\n%s\nwant it to say at which revision", err, text)
	}
	again, err := explore.Rerun(context.Background(), explore.NewRunner(shipyard()), dir, samples)
	first := slices.IndexFunc(again, func(a explore.Again) bool { return a.Promise == r.Failures[0].Promise })
	if err != nil || len(again) != len(r.Failures) || first < 0 || !again[first].Broken || again[first].Text != r.Failures[0].Text {
		t.Fatalf("Rerun = %+v, %v, want the same failures", again, err)
	}
	mended := func(ctx context.Context, c explore.Case) (explore.Outcome, error) {
		c.Defects = nil
		return explore.NewRunner(shipyard())(ctx, c)
	}
	again, err = explore.Rerun(context.Background(), mended, dir, samples)
	if err != nil || again[first].Broken || again[first].Why != "" {
		t.Fatalf("Rerun of the mended system = %+v, %v, want it to hold", again, err)
	}
	base := shipped(t, "tx-dc", 1).Scenario
	kept, err := explore.Corpus(dir, base, samples)
	if err != nil || len(kept) != r.Corpus {
		t.Fatalf("Corpus = %d cases, %v, want %d", len(kept), err, r.Corpus)
	}
	next := explored(t, explore.Campaign{Seed: 2, Runs: len(kept), Begin: kept})
	if next.Corpus < r.Corpus/2 || next.Continued != 0 {
		t.Errorf("campaign that begins with %d kept cases = %d interesting, %d continued, want the kept ones first", len(kept), next.Corpus, next.Continued)
	}
}

// Rerun and Corpus of a folder that holds nothing.
func TestNothingKept(t *testing.T) {
	if _, err := explore.Rerun(context.Background(), nil, t.TempDir(), samples); err == nil || !strings.Contains(err.Error(), "no failures") {
		t.Errorf("Rerun of an empty folder = %v, want an error", err)
	}
	if kept, err := explore.Corpus(filepath.Join(t.TempDir(), "none"), shipped(t, "tx-dc", 1).Scenario, samples); err != nil || kept != nil {
		t.Errorf("Corpus of no folder = %v, %v, want none", kept, err)
	}
}

// A system that is another one each time it is built is caught, with the first
// step that differs.
func TestCampaignSeesDivergence(t *testing.T) {
	var built atomic.Uint64
	lab := shipyard()
	lab.Build = func(s *scenarios.Scenario, top topology.Topology, seed uint64, h *history.Header, _ []string) (sim.System, error) {
		return reference.New(reference.Config{Seed: seed + built.Add(1), Topology: top, Workload: s.Workload, Policy: h.Policies[0],
			Canaries: h.Canaries, QueueMax: int(h.Bounds.Defaults().QueueMax)})
	}
	r := explored(t, explore.Campaign{Seed: 1, Runs: 32, Workers: 1, Runner: explore.NewRunner(lab)})
	if len(r.Diverged) == 0 || len(r.Diverged[0].Where) < 2 || !strings.Contains(r.Diverged[0].Where[0], "trace") {
		t.Fatalf("campaign with a system that varies = %+v, want where it differs", r.Diverged)
	}
	for _, f := range r.Failures {
		if f.Promise == invariants.HarnessHonest.ID {
			t.Errorf("the system is blamed for %v", f)
		}
	}
}

// The harness's own failure ends the campaign and names the trial.
func TestCampaignBreaksOff(t *testing.T) {
	boom := errors.New("boom")
	c := explore.Campaign{Seed: 9, Runs: 40, Swarm: explore.Swarm{Base: shipped(t, "tx-dc", 1).Scenario},
		Runner: func(context.Context, explore.Case) (explore.Outcome, error) { return explore.Outcome{}, boom }}
	r, err := c.Go(context.Background())
	if !errors.Is(err, boom) || r.Broke == nil || r.Broke.Seed != 9 {
		t.Fatalf("Go = %+v, %v, want boom and the case with seed 9", r.Broke, err)
	}
}

// A campaign that is stopped says so and counts what was done.
func TestCampaignStopped(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	var trials atomic.Int64
	inner := explore.NewRunner(shipyard())
	c := explore.Campaign{Seed: 1, Swarm: explore.Swarm{Base: shipped(t, "tx-dc", 1).Scenario},
		Runner: func(ctx context.Context, c explore.Case) (explore.Outcome, error) {
			if trials.Add(1) == 40 {
				stop()
			}
			return inner(ctx, c)
		}}
	if r, err := c.Go(ctx); err != nil || !r.Stopped || r.Runs < 32 || r.Runs > 64 {
		t.Fatalf("Go that was stopped in trial 40 = %d trials, stopped %v, %v", r.Runs, r.Stopped, err)
	}
}
