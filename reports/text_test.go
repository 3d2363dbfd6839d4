package reports_test

import (
	"bytes"
	"testing"

	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios/run"
)

func TestTextIsGolden(t *testing.T) {
	for name, r := range storms() {
		var b bytes.Buffer
		if err := reports.Text(&b, r, reports.Style{}); err != nil {
			t.Fatalf("Text(%s) = %v, want no error", name, err)
		}
		golden(t, name+".txt", b.Bytes())
		for i, line := range bytes.Split(b.Bytes(), []byte("\n")) {
			if len(line) > 100 {
				t.Errorf("Text(%s) line %d has %d columns, want at most 100: %s", name, i+1, len(line), line)
			}
			if bytes.ContainsFunc(line, func(c rune) bool { return c > 0x7e || c < 0x20 }) {
				t.Errorf("Text(%s) line %d = %q, want plain ASCII", name, i+1, line)
			}
		}
	}
}

func TestTextColoursOnlyWhenAsked(t *testing.T) {
	for _, color := range []bool{false, true} {
		var b bytes.Buffer
		if err := reports.Text(&b, brokenStorm(), reports.Style{Color: color}); err != nil {
			t.Fatal(err)
		}
		if got := bytes.Contains(b.Bytes(), []byte("\x1b[")); got != color {
			t.Errorf("Text(Style{Color: %v}) has escape codes = %v, want %v", color, got, color)
		}
	}
}

func TestTallyIsGolden(t *testing.T) {
	var b bytes.Buffer
	if err := reports.Tally(&b, []*run.Result{heldStorm(), brokenStorm(), emptyStorm()}, reports.Style{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "tally.txt", b.Bytes())
}
