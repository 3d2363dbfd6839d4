package hotpath_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/hotpath"
	"github.com/seatrial/seatrial/sim/live/ceiling"
)

// slow is a lab whose programs sustain little, since nothing is through before a
// while has passed, so that a share of it can be offered.
type slow struct{ lab }

type lagging struct{ instant }

func (p lagging) Send(n uint64) error {
	time.AfterFunc(2*time.Millisecond, func() { _ = p.instant.Send(n) })
	return nil
}

func (slow) System(t *hotpath.Track) (hotpath.Path, error)  { return lagging{instant{t}}, nil }
func (slow) Ceiling(t *hotpath.Track) (hotpath.Path, error) { return lagging{instant{t}}, nil }
func (slow) Stages(int, time.Duration) ([]ceiling.Stage, error) {
	return []ceiling.Stage{{Name: "all", Rate: 1e6}}, nil
}

// Each load step is in the result, lowest first, with every leg of the system and
// the whole way of the ceiling.
func TestLoadStepsAreInTheResult(t *testing.T) {
	r, err := hotpath.Measure(context.Background(), slow{}, hotpath.Config{Rounds: 2, Each: 100 * time.Millisecond, Window: 2, Rate: 200, Steps: []float64{0.9, 0.5}})
	if err != nil {
		t.Fatal(err)
	}
	out := r.Result()
	out.Tool, out.Profile = bench.Tool{Name: "seatrial", Version: "1", Revision: "0"}, bench.Profile{Name: "hotpath"}
	if err := out.Validate(); err != nil {
		t.Fatal(err)
	}
	perLeg := map[string]int{}
	last := 0.0
	for _, s := range out.Steps {
		if perLeg[s.Leg]++; s.Offered < last {
			t.Errorf("step %+v follows one of %g/s, want rising rates", s, last)
		}
		last = s.Offered
	}
	for _, leg := range []string{"commit", "consumer", "hub", "end-to-end", "ceiling end-to-end"} {
		if perLeg[leg] != 3 {
			t.Errorf("steps of %s = %d, want that of the rounds and two more", leg, perLeg[leg])
		}
	}
	var b bytes.Buffer
	if r.Print(&b); strings.Count(b.String(), "events/s ") < 4 || !strings.Contains(b.String(), "load steps, end to end") {
		t.Errorf("Print lacks the load steps:\n%s", b.String())
	}
}

func TestLoadStepsAreShares(t *testing.T) {
	for _, share := range []float64{0, -1, 2.5} {
		if err := (hotpath.Config{Steps: []float64{share}}).Validate(); err == nil {
			t.Errorf("Validate with a step of %g = nil, want an error", share)
		}
	}
}
