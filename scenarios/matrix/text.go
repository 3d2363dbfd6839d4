package matrix

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// line is one line of a table for people: a catch, or a cell that has none.
type line struct {
	id, name, by, scenario, seeds, virtual, wall, shrunk, also string
}

// lines lists the cells that were expected or that something fired in.
func (t *Table) lines() []line {
	var out []line
	for i := range t.Defects {
		row := &t.Defects[i]
		for k := range row.Cells {
			c := &row.Cells[k]
			if c.Outcome == Unseen {
				continue
			}
			out = append(out, row.lines(c)...)
		}
	}
	return out
}

func (r *Row) lines(c *Cell) []line {
	var out []line
	also := strings.Join(c.Also, " ")
	for _, x := range c.Catches {
		out = append(out, line{id: r.ID, name: r.Name, by: x.Promise, scenario: c.Scenario, seeds: fmt.Sprint(x.Seeds), virtual: seconds(x.Virtual),
			wall: fmt.Sprintf("%.2fs", x.Wall), shrunk: x.Shrunk.String(), also: also})
	}
	if c.Red() || len(out) == 0 {
		out = append(out, line{id: r.ID, name: r.Name, by: strings.ToUpper(c.Outcome), scenario: c.Scenario, seeds: fmt.Sprintf(">%d", c.Seeds),
			wall: fmt.Sprintf("%.2fs", c.Wall), also: also})
	}
	return out
}

// seconds writes virtual time to the millisecond.
func seconds(ns int64) string { return fmt.Sprintf("%.3fs", time.Duration(ns).Seconds()) }

// String returns "2 faults, 9 commands", or nothing.
func (s *Shrunk) String() string {
	if s == nil {
		return ""
	}
	return plural(s.Faults, "fault") + ", " + plural(s.Commands, "command")
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

var heads = []string{"DEFECT", "NAME", "CAUGHT BY", "SCENARIO", "SEEDS", "VIRTUAL", "WALL", "SHRUNK", "ALSO BROKEN"}

func (l line) fields() []string {
	return []string{l.id, l.name, l.by, l.scenario, l.seeds, l.virtual, l.wall, l.shrunk, l.also}
}

// Text writes a table for a terminal: a line per catch, what was clean, and why
// it is red. Errors are those of w.
func (t *Table) Text(w io.Writer) error {
	out := bufio.NewWriter(w)
	grid := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	skip := t.idle()
	fmt.Fprintln(grid, join(heads, skip, "\t"))
	for _, l := range t.lines() {
		fmt.Fprintln(grid, join(l.fields(), skip, "\t"))
	}
	if err := grid.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s\n", t.Sentence())
	if len(t.Unnamed) > 0 {
		fmt.Fprintf(out, "No planted defect names %s.\n", strings.Join(t.Unnamed, " "))
	}
	for _, why := range t.Reasons {
		fmt.Fprintf(out, "\nRED  %s\n", strings.ReplaceAll(why, "\n", "\n     "))
	}
	return out.Flush()
}

// idle are the columns that are empty in every line.
func (t *Table) idle() []bool {
	skip := slices.Repeat([]bool{true}, len(heads))
	for _, l := range t.lines() {
		for i, f := range l.fields() {
			skip[i] = skip[i] && f == ""
		}
	}
	return skip
}

func join(fields []string, skip []bool, by string) string {
	var out []string
	for i, f := range fields {
		if !skip[i] {
			out = append(out, f)
		}
	}
	return strings.TrimRight(strings.Join(out, by), " \t")
}

// Sentence says how it came out.
func (t *Table) Sentence() string {
	caught := 0
	for i := range t.Defects {
		if !slices.ContainsFunc(t.Defects[i].Cells, func(c Cell) bool { return c.Red() }) {
			caught++
		}
	}
	return fmt.Sprintf("%d of %s caught by every promise that must, %s in %s of %s, %.0f s.", caught, plural(len(t.Defects), "defect"),
		plural(t.Alarms(), "false alarm"), plural(t.CleanRuns(), "clean run"), plural(len(t.Clean), "scenario"), t.Wall)
}

// JSON writes a table; its JSON Schema is docs/schema/defects.schema.json.
func (t *Table) JSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(t); err != nil {
		return fmt.Errorf("write table of defects: %w", err)
	}
	return nil
}
