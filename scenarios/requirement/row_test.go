package requirement

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAllIsComplete(t *testing.T) {
	rows := All()
	if got, want := len(rows), 136; got != want {
		t.Fatalf("len(All()) = %d, want %d", got, want)
	}
	for i, row := range rows {
		if want := fmt.Sprintf("R%03d", i+1); row.ID != want {
			t.Errorf("All()[%d].ID = %s, want %s", i, row.ID, want)
		}
	}
}

func TestTexts(t *testing.T) {
	seen := map[string]string{}
	for _, row := range All() {
		if n := utf8.RuneCountInString(row.Text); n == 0 || n > 110 {
			t.Errorf("%s: text has %d characters, want 1 to 110", row.ID, n)
		}
		if first, twice := seen[row.Text]; twice {
			t.Errorf("%s: text is that of %s, want one of its own", row.ID, first)
		}
		if row.Text != strings.TrimSpace(row.Text) || strings.HasSuffix(row.Text, ".") {
			t.Errorf("%s: text = %q, want no blanks around it and no full stop", row.ID, row.Text)
		}
		seen[row.Text] = row.ID
	}
}

func TestPromisesAreWellFormed(t *testing.T) {
	form := regexp.MustCompile(`^I-(0[1-9]|[1-3][0-9]|4[0-7])$`)
	for _, row := range All() {
		for _, id := range row.Promises {
			if !form.MatchString(id) {
				t.Errorf("%s: promise = %q, want I-01 to I-47", row.ID, id)
			}
		}
		if !slices.IsSorted(row.Promises) || len(slices.Compact(slices.Clone(row.Promises))) != len(row.Promises) {
			t.Errorf("%s: promises = %v, want them ascending, each once", row.ID, row.Promises)
		}
	}
}

func TestAreasAreContiguous(t *testing.T) {
	var areas []string
	for _, row := range All() {
		if len(areas) == 0 || areas[len(areas)-1] != row.Area {
			areas = append(areas, row.Area)
		}
	}
	if got, want := len(areas), 8; got != want {
		t.Errorf("areas in order = %q: %d headings, want %d", areas, got, want)
	}
}

// Only a row that nothing but a measurement can show may do without a promise.
func TestRowsWithoutPromise(t *testing.T) {
	var bare []string
	for _, row := range All() {
		if len(row.Promises) == 0 {
			bare = append(bare, row.ID)
		}
	}
	if want := []string{"R032"}; !slices.Equal(bare, want) {
		t.Errorf("rows without a promise = %v, want %v", bare, want)
	}
}

func TestByID(t *testing.T) {
	for _, row := range All() {
		got, ok := ByID(row.ID)
		if !ok || got.Text != row.Text {
			t.Errorf("ByID(%s) = %q, %v, want %q, true", row.ID, got.Text, ok, row.Text)
		}
	}
	for _, id := range []string{"", "R000", "R137", "r036", "I-01"} {
		if row, ok := ByID(id); ok {
			t.Errorf("ByID(%q) = %v, true, want none", id, row)
		}
	}
}

// A caller that edits what it was given must not change the catalogue.
func TestRowsAreCopies(t *testing.T) {
	row, _ := ByID("R036")
	row.Promises[0] = "changed"
	All()[35].Promises[0] = "changed"
	if again, _ := ByID("R036"); again.Promises[0] != "I-12" {
		t.Errorf("ByID(R036).Promises[0] = %q after a caller's edit, want I-12", again.Promises[0])
	}
}

func TestParseMistakes(t *testing.T) {
	tests := []struct{ name, line, want string }{
		{"columns", "R001\tgoal\tarea\ttext", "rows.tsv:1: got 4 columns, want 5"},
		{"kind", "R001\twish\tarea\ttext\tI-01", `rows.tsv:1: got kind "wish"`},
		{"promise", "R001\tgoal\tarea\ttext\tI-48", `rows.tsv:1: got promise "I-48", want I-01 to I-47`},
		{"digits", "R001\tgoal\tarea\ttext\tI-1", `rows.tsv:1: got promise "I-1"`},
		{"range", "R001\tgoal\tarea\ttext\tI-01..", `rows.tsv:1: got promise ""`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := parse(test.line + "\n")
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("parse(%q) = %v, want %s", test.line, err, test.want)
			}
		})
	}
}
