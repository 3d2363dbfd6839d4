package matrix

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Markdown writes a table for a page: what each defect breaks, where and by
// which promise it was caught and, of a full table, every scenario against every
// defect. Wall times are left out, so that equal code writes equal pages. Errors
// are those of w.
func (t *Table) Markdown(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "| defect | what it breaks | scenario | caught by | seeds to the catch | virtual time to the first breach | smallest plan | also broken |")
	fmt.Fprintln(out, "|---|---|---|---|---|---|---|---|")
	for i := range t.Defects {
		row := &t.Defects[i]
		for k := range row.Cells {
			if len(row.Cells[k].Expected) > 0 {
				row.markdown(out, &row.Cells[k])
			}
		}
	}
	if t.Mode == "full" {
		fmt.Fprintln(out)
		t.grid(out)
	}
	fmt.Fprintf(out, "\n%s in %s of %s; %s of a defect in a scenario.\n", plural(t.Alarms(), "false alarm"), plural(t.CleanRuns(), "clean run"),
		plural(len(t.Clean), "scenario"), plural(t.Seeds, "seed"))
	for _, why := range t.Reasons {
		fmt.Fprintf(out, "\n- RED: %s\n", strings.ReplaceAll(why, "\n", ": "))
	}
	return out.Flush()
}

// markdown writes one cell that was expected, each promise that must fire and
// how it did.
func (r *Row) markdown(w io.Writer, c *Cell) {
	var seeds, virtual, shrunk []string
	for _, id := range c.Expected {
		n, at := fmt.Sprintf(">%d", c.Seeds), "-"
		for _, x := range c.Catches {
			if x.Promise == id {
				n, at = fmt.Sprint(x.Seeds), seconds(x.Virtual)
				if x.Shrunk != nil {
					shrunk = append(shrunk, x.Shrunk.String())
				}
			}
		}
		seeds, virtual = append(seeds, n), append(virtual, at)
	}
	fmt.Fprintf(w, "%s %s | %s | %s | %s |\n", Static(r.ID, r.Name, r.Breaks, Sight{c.Scenario, c.Expected}), strings.Join(seeds, ", "),
		strings.Join(virtual, ", "), strings.Join(shrunk, "; "), strings.Join(c.Also, " "))
}

// Static returns the columns of a line of [Table.Markdown] that follow from the
// defect alone, so that a page can be held to them.
func Static(id, name, breaks string, s Sight) string {
	return fmt.Sprintf("| %s %s | %s | %s | %s |", id, name, breaks, s.Scenario, strings.Join(s.Promises, ", "))
}

// grid writes every scenario against every defect: the promises that broke, in
// bold those that name it, with the median of seeds to the catch.
func (t *Table) grid(w io.Writer) {
	fmt.Fprint(w, "| scenario |")
	for i := range t.Defects {
		fmt.Fprintf(w, " %s |", t.Defects[i].ID)
	}
	fmt.Fprintf(w, "\n|---|%s\n", strings.Repeat("---|", len(t.Defects)))
	for i := range t.Clean {
		id := t.Clean[i].Scenario
		fmt.Fprintf(w, "| %s |", id)
		for k := range t.Defects {
			fmt.Fprintf(w, " %s |", t.cell(t.Defects[k].ID, id).brief())
		}
		fmt.Fprintln(w)
	}
}

// brief is a cell in few words: "**I-05** 3, I-06".
func (c *Cell) brief() string {
	var out []string
	for _, x := range c.Catches {
		out = append(out, fmt.Sprintf("**%s** %d", x.Promise, x.Seeds))
	}
	return strings.Join(append(out, c.Also...), ", ")
}
