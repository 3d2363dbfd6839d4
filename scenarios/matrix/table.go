package matrix

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/scenarios/run"
)

// Schema is the name and version of the JSON of a table.
const Schema = "seatrial/defects/v1"

// Table is what became of each defect. It is the JSON of `seatrial defects`.
type Table struct {
	Schema  string   `json:"schema"` // "seatrial/defects/v1"
	Tool    run.Tool `json:"tool"`
	World   string   `json:"world"`
	Mode    string   `json:"mode"`  // quick or full
	Seed    uint64   `json:"seed"`  // the first
	Seeds   int      `json:"seeds"` // of a cell, at most
	Tries   int      `json:"tries"` // first seeds that a catch is the median of
	Exit    int      `json:"exit"`
	Reasons []string `json:"reasons"` // why it is red, in sentences
	Defects []Row    `json:"defects"`
	Clean   []Clean  `json:"clean"`
	Unnamed []string `json:"unnamed"` // promises that no planted defect names
	Wall    float64  `json:"wall_seconds"`
}

// Row is a defect in every scenario where it was planted.
type Row struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Breaks   string   `json:"breaks"`
	Promises []string `json:"promises"` // that name it
	Cells    []Cell   `json:"cells"`
}

// Alarms counts the false ones.
func (t *Table) Alarms() int {
	n := 0
	for i := range t.Clean {
		n += len(t.Clean[i].Alarms)
	}
	return n
}

// CleanRuns counts the runs without a defect.
func (t *Table) CleanRuns() int {
	n := 0
	for i := range t.Clean {
		n += t.Clean[i].Seeds
	}
	return n
}

func (t *Table) cell(defect, scenario string) *Cell {
	for i := range t.Defects {
		for k := range t.Defects[i].Cells {
			if t.Defects[i].ID == defect && t.Defects[i].Cells[k].Scenario == scenario {
				return &t.Defects[i].Cells[k]
			}
		}
	}
	return nil
}

// sum makes the table of what ran.
func (j *job) sum(mode string) *Table {
	t := &Table{Schema: Schema, Tool: j.m.Lab.Tool, World: j.m.Lab.World.Name(), Mode: mode, Seed: j.first, Seeds: j.seeds, Tries: j.tries,
		Reasons: []string{}, Defects: []Row{}, Clean: []Clean{}, Unnamed: j.unnamed()}
	for i := range j.defects {
		d := &j.defects[i]
		row := Row{ID: d.ID, Name: d.Name, Breaks: d.Breaks, Promises: d.Promises, Cells: []Cell{}}
		for _, p := range j.probes {
			if p.defect == d {
				row.Cells = append(row.Cells, p.cell(j.tries))
			}
		}
		t.Defects = append(t.Defects, row)
	}
	for _, w := range j.clean {
		t.Clean = append(t.Clean, w.clean())
	}
	t.settle()
	return t
}

// unnamed are the promises that no defect names: nobody knows whether they can
// say no.
func (j *job) unnamed() []string {
	out := []string{}
	for _, p := range j.m.known() {
		if !slices.ContainsFunc(j.defects, func(d Defect) bool { return slices.Contains(d.Promises, p.ID) }) {
			out = append(out, p.ID)
		}
	}
	return out
}

// settle sets reasons and exit status.
func (t *Table) settle() {
	for i := range t.Defects {
		row := &t.Defects[i]
		demanded := []string{}
		for k := range row.Cells {
			demanded = append(demanded, row.Cells[k].Expected...)
			if row.Cells[k].Red() {
				t.Reasons = append(t.Reasons, row.Cells[k].reason(row.ID, t.Seed))
			}
		}
		for _, id := range row.Promises {
			if !slices.Contains(demanded, id) {
				t.Reasons = append(t.Reasons, fmt.Sprintf("%s names %s, and no scenario is expected to show it", row.ID, id))
			}
		}
	}
	for i := range t.Clean {
		for _, a := range t.Clean[i].Alarms {
			t.Reasons = append(t.Reasons, fmt.Sprintf("false alarm of %s in %s without any defect: %s\n%s", a.Promise, t.Clean[i].Scenario, a.Text, a.Repeat))
		}
	}
	if t.Exit = run.ExitHeld; len(t.Reasons) > 0 {
		t.Exit = run.ExitViolated
	}
}

// reason says why a cell is red.
func (c *Cell) reason(id string, first uint64) string {
	fired := slices.Clone(c.Also)
	for _, x := range c.Catches {
		fired = append(fired, x.Promise)
	}
	tail := fmt.Sprintf("%d seeds of %s\n%s --seeds %d", c.Seeds, c.Scenario, again(c.Scenario, id, first), c.Seeds)
	missing := strings.Join(c.Missing, " ")
	if len(fired) == 0 {
		return fmt.Sprintf("%s escaped %s over %s", id, missing, tail)
	}
	return fmt.Sprintf("%s was not caught by %s, only by %s, over %s", id, missing, strings.Join(fired, " "), tail)
}

// again is the command that repeats a run.
func again(scenario, defect string, seed uint64) string {
	out := "seatrial run " + scenario
	if defect != "" {
		out += " --defect " + defect
	}
	return fmt.Sprintf("%s --seed %d", out, seed)
}
