package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/mattn/go-isatty"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/spf13/cobra"
)

// listed is one scenario of `list --json`.
type listed struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Owner    string   `json:"owner"`
	Family   string   `json:"family"`
	Tags     []string `json:"tags"`
	Covers   []string `json:"covers"`
	Promises []string `json:"promises"`
	Faults   int      `json:"faults"`
}

// namedPromise is one promise of `list --promises --json`.
type namedPromise struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Mode  string `json:"mode"`
	Title string `json:"title"`
}

// namedDefect is one planted defect of `list --defects --json`.
type namedDefect struct {
	ID       string   `json:"id"`
	Breaks   string   `json:"breaks"`
	Promises []string `json:"promises"`
}

func newList() *cobra.Command {
	var asJSON, promises, defects bool
	c := &cobra.Command{
		Use:   "list",
		Short: "Name the scenarios, promises and planted defects",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			w := c.OutOrStdout()
			switch {
			case promises:
				return listPromises(w, asJSON)
			case defects:
				return listDefects(w, asJSON)
			}
			list, err := allScenarios()
			if err != nil {
				return broken(err)
			}
			if asJSON {
				return listJSON(w, list)
			}
			return listText(w, list)
		},
	}
	fl := c.Flags()
	fl.BoolVar(&asJSON, "json", false, "as JSON")
	fl.BoolVar(&promises, "promises", false, "name the promises instead")
	fl.BoolVar(&defects, "defects", false, "name the planted defects instead")
	return c
}

// heading is printed for people and left out when piped.
func heading(w, table io.Writer, line string) {
	if f, ok := w.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
		fmt.Fprintln(table, line)
	}
}

func listText(w io.Writer, list []*scenarios.Scenario) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	heading(w, t, "ID\tFAMILY\tFAULTS\tTITLE")
	for _, s := range list {
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\n", s.ID, s.Family, len(s.Timeline), s.Title)
	}
	return t.Flush()
}

func listJSON(w io.Writer, list []*scenarios.Scenario) error {
	out := make([]listed, 0, len(list))
	for _, s := range list {
		out = append(out, listed{ID: s.ID, Title: s.Title, Owner: s.Owner, Family: s.Family, Tags: s.Tags,
			Covers: s.Covers, Promises: s.Promises, Faults: len(s.Timeline)})
	}
	return encode(w, out)
}

func encode(w io.Writer, list any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(list)
}

func listPromises(w io.Writer, asJSON bool) error {
	if asJSON {
		var out []namedPromise
		for _, p := range invariants.All() {
			out = append(out, namedPromise{ID: p.ID, Name: p.Name, Mode: p.Mode.String(), Title: p.Title})
		}
		return encode(w, out)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	heading(w, t, "ID\tMODE\tNAME\tPROMISE")
	for _, p := range invariants.All() {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", p.ID, p.Mode, p.Name, p.Title)
	}
	return t.Flush()
}

func listDefects(w io.Writer, asJSON bool) error {
	if asJSON {
		var out []namedDefect
		for _, d := range defect.All() {
			out = append(out, namedDefect{ID: d.ID, Breaks: d.Breaks, Promises: d.Promises})
		}
		return encode(w, out)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	heading(w, t, "ID\tCAUGHT BY\tWHAT IS WRONG")
	for _, d := range defect.All() {
		fmt.Fprintf(t, "%s\t%s\t%s\n", d.ID, strings.Join(d.Promises, " "), d.Breaks)
	}
	return t.Flush()
}
