package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/requirement"
	"github.com/spf13/cobra"
)

// shown is one requirement with what shows it.
type shown struct {
	ID        string   `json:"id"`
	Kind      string   `json:"kind"`
	Area      string   `json:"area"`
	Text      string   `json:"text"`
	Scenarios []string `json:"scenarios"`
	Promises  []string `json:"promises"` // of the row, those that a covering scenario answers
	Missing   []string `json:"missing"`  // of the row, those that this version cannot judge
	Shown     bool     `json:"shown"`
}

func newCoverage() *cobra.Command {
	var asJSON, points bool
	var of []string
	c := &cobra.Command{
		Use:   "coverage",
		Short: "Say which requirement is shown by which scenario, and which by none",
		Example: `  seatrial coverage
  seatrial coverage --points
  seatrial run --all --seeds 20 --json runs.json; seatrial coverage --points --of runs.json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if points {
				return coverPoints(c.OutOrStdout(), of, asJSON)
			}
			if len(of) > 0 {
				return invalid(errors.New("--of counts points: add --points"))
			}
			rows, err := coverage()
			if err != nil {
				return broken(err)
			}
			if asJSON {
				return indented(c.OutOrStdout(), rows)
			}
			printCoverage(c.OutOrStdout(), rows)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	c.Flags().BoolVar(&points, "points", false, "the points that must_reach can ask for, and what reaches them, instead")
	c.Flags().StringSliceVar(&of, "of", nil, "with --points: count them in these files of run --json")
	return c
}

// coverPoints writes the points of the reference, counted over stored results if
// there are any.
func coverPoints(w io.Writer, of []string, asJSON bool) error {
	results, err := readResults(of)
	if err != nil {
		return invalid(err)
	}
	t := pointsOf(results)
	if asJSON {
		return indented(w, t)
	}
	t.print(w)
	return nil
}

func indented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// coverage sets the catalogue against the library.
func coverage() ([]shown, error) {
	library, err := allScenarios()
	if err != nil {
		return nil, err
	}
	var out []shown
	for _, row := range requirement.All() {
		out = append(out, cover(row, library))
	}
	return out, nil
}

func cover(row requirement.Row, library []*scenarios.Scenario) shown {
	s := shown{ID: row.ID, Kind: string(row.Kind), Area: row.Area, Text: row.Text, Scenarios: []string{}, Promises: []string{}, Missing: []string{}}
	answered := map[string]bool{}
	for _, sc := range library {
		if !slices.Contains(sc.Covers, row.ID) {
			continue
		}
		s.Shown = true
		s.Scenarios = append(s.Scenarios, sc.ID)
		for _, id := range sc.Promises {
			answered[id] = true
		}
	}
	for _, id := range row.Promises {
		if _, ok := invariants.ByID(id); !ok {
			s.Missing = append(s.Missing, id)
		} else if answered[id] {
			s.Promises = append(s.Promises, id)
		}
	}
	return s
}

func printCoverage(w io.Writer, rows []shown) {
	covered, area := 0, ""
	for _, r := range rows {
		if r.Shown {
			covered++
		}
		if r.Area != area {
			area = r.Area
			fmt.Fprintf(w, "\n%s\n", area)
		}
		by := "UNSHOWN"
		if r.Shown {
			by = strings.Join(r.Scenarios, ", ")
			if len(r.Promises) > 0 {
				by += " by " + strings.Join(r.Promises, " ")
			}
		}
		fmt.Fprintf(w, "  %s  %s\n        %s\n", r.ID, r.Text, by)
	}
	fmt.Fprintf(w, "\n%d of %d requirements are shown by a scenario, %d are not yet:\n ", covered, len(rows), len(rows)-covered)
	for _, r := range rows {
		if !r.Shown {
			fmt.Fprintf(w, " %s", r.ID)
		}
	}
	fmt.Fprintln(w)
}
