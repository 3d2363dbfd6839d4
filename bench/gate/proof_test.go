package gate_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/gate"
	"github.com/seatrial/seatrial/sim"
)

var proof = flag.Bool("proof", false, "measure whether the gate alarms when it should: builds and runs for about 20 minutes (make gate-proof)")

var proofTurns = flag.Int("proof.turns", 100, "how many turns the proof measures")

// What the proof measures: turns of one round of each program, in turn, as
// `seatrial bench engine --ab` does: a process that measures five times, of which
// the median counts.
//
// A comparison is as many of these turns, drawn. Of the program and its copy it is
// drawn again for each turn which of the two is BASE, so that the comparisons of one
// program are permutations of it. Comparisons share rounds; the same rounds of a
// program never meet in one.
const (
	proofVirtual      = "1s"
	proofMeasurements = "5"
	proofComparisons  = 40 // of the program with itself
	proofPlanted      = 10 // with each planted fault
)

// contender is a build that is measured, and its rounds, one of each turn.
type contender struct {
	name, tags, binary string
	rounds             []*bench.Result
}

// TestProof compares real measurements: a program with itself, with a build that
// takes a quarter longer, and with one that allocates once more per event.
func TestProof(t *testing.T) {
	if !*proof {
		t.Skip("measures for about 20 minutes: make gate-proof")
	}
	dir := t.TempDir()
	base, same := &contender{name: "base"}, &contender{name: "same"}
	slow, more := &contender{name: "slowdown", tags: "planted_slowdown"}, &contender{name: "allocation", tags: "planted_allocation"}
	all := []*contender{base, same, slow, more}
	for _, c := range all {
		c.build(t, dir)
		c.measure(t, dir) // warms up
		c.rounds = nil
	}
	begun := time.Now()
	for turn := range *proofTurns {
		for _, c := range turned(all, turn) {
			c.measure(t, dir)
		}
	}
	t.Logf("%d turns of %d programs in %v", *proofTurns, len(all), time.Since(begun).Round(time.Second))
	for _, c := range all {
		all := bench.Join(c.rounds)
		rates := all.Timing("whole", bench.Rate).Samples
		t.Logf("%-10s %.0f events/s, rounds vary by %.1f %%, %.3f allocations per event", c.name, bench.Median(rates), 100*variation(rates), *all.Counters.AllocationsPerEvent)
	}
	for _, rounds := range []int{20, 40} {
		d := &draw{rounds: rounds, chance: sim.Chance{Seed: 1, Entity: uint64(rounds)}}
		judgeProof(t, d.outcomes(t, base, same, proofComparisons), d.outcomes(t, base, slow, proofPlanted), d.outcomes(t, base, more, proofPlanted), rounds)
	}
}

// judgeProof says what came out, and demands of 40 rounds what the gate promises.
func judgeProof(t *testing.T, same, slow, more map[gate.Outcome]int, rounds int) {
	t.Helper()
	t.Logf("%d rounds: one program %v, 25 %% slower %v, one more allocation %v", rounds, same, slow, more)
	if n := same[gate.Regressed]; n > 1 {
		t.Errorf("%d rounds: %d of %d comparisons of one program regress, want at most 1", rounds, n, proofComparisons)
	}
	if n := slow[gate.Regressed]; n < 9 && rounds >= 40 {
		t.Errorf("%d rounds: %d of %d slowdowns by 25 %% regress, want at least 9", rounds, n, proofPlanted)
	}
	if n := more[gate.Regressed]; n < proofPlanted {
		t.Errorf("%d rounds: %d of %d regress with one more allocation, want all", rounds, n, proofPlanted)
	}
}

// draw draws the turns of comparisons.
type draw struct {
	rounds int
	chance sim.Chance
	n      uint64
}

func (d *draw) below(n int) int {
	d.n++
	return int(d.chance.Below(d.n, uint64(n)))
}

// outcomes makes comparisons and counts what came of them.
func (d *draw) outcomes(t *testing.T, base, other *contender, comparisons int) map[gate.Outcome]int {
	t.Helper()
	out := map[gate.Outcome]int{}
	for i := range comparisons {
		turns := make([]int, len(base.rounds))
		for j := range turns { // Fisher and Yates
			k := d.below(j + 1)
			turns[j], turns[k] = turns[k], j
		}
		turns = turns[:min(d.rounds, len(turns))]
		slices.Sort(turns)
		var a, b []*bench.Result
		for _, turn := range turns {
			x, y := base.rounds[turn], other.rounds[turn]
			if other.tags == "" && d.below(2) == 1 {
				x, y = y, x
			}
			a, b = append(a, x), append(b, y)
		}
		v := judge(t, joined(a, i), joined(b, i), nil)
		out[v.Outcome]++
		t.Logf("%d rounds, comparison %2d, %-10s %s", d.rounds, i+1, other.name+":", told(v))
	}
	return out
}

// variation is the standard deviation over the mean.
func variation(values []float64) float64 {
	mean, square := 0.0, 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		square += (v - mean) * (v - mean) / float64(len(values)-1)
	}
	return math.Sqrt(square) / mean
}

// turned turns the order round with each turn.
func turned(racing []*contender, turn int) []*contender {
	if turn%2 == 0 {
		return racing
	}
	back := slices.Clone(racing)
	slices.Reverse(back)
	return back
}

// build builds the command; the same revision and flags, so that only the tag
// differs.
func (c *contender) build(t *testing.T, dir string) {
	t.Helper()
	c.binary = filepath.Join(dir, c.name)
	out, err := exec.Command("go", "build", "-tags", c.tags, "-o", c.binary, "github.com/seatrial/seatrial/cmd/seatrial").CombinedOutput()
	if err != nil {
		t.Fatalf("build %s: %v\n%s", c.name, err, out)
	}
}

// measure adds one round.
func (c *contender) measure(t *testing.T, dir string) {
	t.Helper()
	path := filepath.Join(dir, "round.json")
	out, err := exec.Command(c.binary, "bench", "engine", "--rounds", proofMeasurements, "--virtual", proofVirtual, "--json", path).CombinedOutput()
	if err != nil {
		t.Fatalf("measure %s: %v\n%s", c.name, err, out)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := bench.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	c.rounds = append(c.rounds, bench.Medians(r))
}

// joined is one side of a comparison.
func joined(rounds []*bench.Result, comparison int) *bench.Result {
	all := bench.Join(rounds)
	all.Interleaving = fmt.Sprint("proof-", comparison+1)
	return all
}

// told says what became of a comparison: its outcome, and how much slower and how
// much more it was.
func told(v *gate.Verdict) string {
	text := string(v.Outcome)
	for _, f := range v.Findings() {
		switch {
		case f.Key == "allocations_per_event":
			text += fmt.Sprintf("; %s %.3f to %.3f %s", f.Name, f.Base, f.New, f.Outcome)
		case f.Effect != nil:
			text += fmt.Sprintf("; %s %+.1f %% (%+.1f to %+.1f) %s", f.Name, 100*(f.Effect.Slower-1), 100*(f.Effect.Low-1), 100*(f.Effect.High-1), f.Outcome)
		case f.Outcome != gate.Fine:
			text += fmt.Sprintf("; %s %v to %v %s", f.Name, f.Base, f.New, f.Outcome)
		}
	}
	return text
}
