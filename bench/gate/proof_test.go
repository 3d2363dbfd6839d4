package gate_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/gate"
)

var proof = flag.Bool("proof", false, "measure whether the gate alarms when it should: builds and runs for about 20 minutes (make gate-proof)")

// What the proof measures: turns of one round of each program, in turn, as
// `seatrial bench engine --ab` does. A comparison is the next turns; no round is
// in two of them.
const (
	proofVirtual     = "1s" // of each round
	proofTurns       = 20   // in a comparison: the default of --ab
	proofComparisons = 40   // of the program with itself
	proofPlanted     = 10   // with each planted fault; measured in the same turns
)

// contender is a build that is measured, and its rounds of one comparison.
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
	all := []*contender{{name: "base"}, {name: "same"}, {name: "slowdown", tags: "planted_slowdown"}, {name: "allocation", tags: "planted_allocation"}}
	for _, c := range all {
		c.build(t, dir)
		c.measure(t, dir) // warms up
	}
	said := map[string]map[gate.Outcome]int{"same": {}, "slowdown": {}, "allocation": {}}
	for i := range proofComparisons {
		racing := all
		if i >= proofPlanted {
			racing = all[:2]
		}
		for _, c := range racing {
			c.rounds = nil
		}
		for turn := range proofTurns {
			for _, c := range turned(racing, turn) {
				c.measure(t, dir)
			}
		}
		for _, c := range racing[1:] {
			v := judge(t, racing[0].joined(i), c.joined(i), nil)
			said[c.name][v.Outcome]++
			t.Logf("comparison %2d, %-10s %s", i+1, c.name+":", told(v))
		}
	}
	t.Logf("outcomes: same %v, slowdown %v, allocation %v", said["same"], said["slowdown"], said["allocation"])
	if n := said["same"][gate.Regressed]; n > 1 {
		t.Errorf("%d of %d comparisons of one program regress, want at most 1", n, proofComparisons)
	}
	if n := said["slowdown"][gate.Regressed]; n < 9 {
		t.Errorf("%d of %d slowdowns by 25 %% regress, want at least 9", n, proofPlanted)
	}
	if n := said["allocation"][gate.Regressed]; n < proofPlanted {
		t.Errorf("%d of %d allocations more regress, want all", n, proofPlanted)
	}
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

// measure adds one round, in a process of its own.
func (c *contender) measure(t *testing.T, dir string) {
	t.Helper()
	path := filepath.Join(dir, "round.json")
	out, err := exec.Command(c.binary, "bench", "engine", "--rounds", "1", "--virtual", proofVirtual, "--json", path).CombinedOutput()
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
	c.rounds = append(c.rounds, r)
}

// joined is one side of a comparison.
func (c *contender) joined(comparison int) *bench.Result {
	all := bench.Join(c.rounds)
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
