package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/reference"
	"github.com/seatrial/seatrial/scenarios/run"
)

// pointShown is a point of the reference with how often it was passed.
type pointShown struct {
	Point     string   `json:"point"`
	Machines  []string `json:"machines"`
	Means     string   `json:"means"`
	Scenarios []string `json:"scenarios"`           // expected to pass it
	Defensive string   `json:"defensive,omitempty"` // why none does
	Runs      int      `json:"runs"`                // that passed it
	Count     uint64   `json:"count"`
}

// pointTable is the JSON of `coverage --points`.
type pointTable struct {
	Points []pointShown `json:"points"`
	Runs   int          `json:"runs"`  // that were counted; 0 = none were given
	Never  []string     `json:"never"` // points that can be passed and were not, if there were runs
}

// pointsOf counts the points of the catalogue over results.
func pointsOf(results []*run.Result) pointTable {
	t := pointTable{Points: []pointShown{}, Never: []string{}}
	for _, p := range reference.Points() {
		t.Points = append(t.Points, pointShown{Point: p.Name, Machines: p.Machines, Means: p.Means, Scenarios: append([]string{}, p.Scenarios...), Defensive: p.Defensive})
	}
	for _, res := range results {
		for _, one := range res.Runs {
			t.Runs++
			t.count(one.Reached)
		}
	}
	for _, p := range t.Points {
		if t.Runs > 0 && p.Count == 0 && p.Defensive == "" {
			t.Never = append(t.Never, p.Point)
		}
	}
	return t
}

func (t *pointTable) count(reached map[string]uint64) {
	for i := range t.Points {
		if n := reached[t.Points[i].Point]; n > 0 {
			t.Points[i].Runs++
			t.Points[i].Count += n
		}
	}
}

// sentence says what was never passed.
func (t *pointTable) sentence() string {
	if len(t.Never) == 0 {
		return fmt.Sprintf("Every point was reached in %d runs, but for those that only guard (seatrial coverage --points).", t.Runs)
	}
	return fmt.Sprintf("Points never reached in %d runs: %s.", t.Runs, strings.Join(t.Never, ", "))
}

// print writes the table as text.
func (t *pointTable) print(w io.Writer) {
	for _, p := range t.Points {
		fmt.Fprintf(w, "%s  (%s)%s\n    %s\n", p.Point, strings.Join(p.Machines, ", "), t.times(p), p.Means)
		if p.Defensive != "" {
			fmt.Fprintf(w, "    no scenario: %s\n", p.Defensive)
			continue
		}
		fmt.Fprintf(w, "    %s\n", strings.Join(p.Scenarios, ", "))
	}
	guards := 0
	for _, p := range t.Points {
		if p.Defensive != "" {
			guards++
		}
	}
	fmt.Fprintf(w, "\n%d points, %d of them only guard and are passed by no scenario.\n", len(t.Points), guards)
	if t.Runs > 0 {
		fmt.Fprintln(w, t.sentence())
	}
}

func (t *pointTable) times(p pointShown) string {
	switch {
	case t.Runs == 0:
		return ""
	case p.Count == 0 && p.Defensive == "":
		return fmt.Sprintf("  NEVER in %d runs", t.Runs)
	}
	return fmt.Sprintf("  %s times in %d of %d runs", quantity(float64(p.Count)), p.Runs, t.Runs)
}

// readResults reads what `run --json` wrote: one result or a list.
func readResults(paths []string) ([]*run.Result, error) {
	var out []*run.Result
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read results: %w", err)
		}
		var list []*run.Result
		if json.Unmarshal(b, &list) != nil {
			one := new(run.Result)
			if err := json.Unmarshal(b, one); err != nil {
				return nil, fmt.Errorf("read results %s: %w", path, err)
			}
			list = []*run.Result{one}
		}
		if slices.ContainsFunc(list, func(r *run.Result) bool { return r == nil || r.Schema != run.ResultSchema }) {
			return nil, fmt.Errorf("read results %s: want what seatrial run --json writes", path)
		}
		out = append(out, list...)
	}
	return out, nil
}
