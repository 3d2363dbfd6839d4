package main

import (
	"os"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/scenarios/matrix"
)

// TestThePageOfDefectsIsTrue holds the generated table of the page to what each
// defect says of itself.
func TestThePageOfDefectsIsTrue(t *testing.T) {
	page, err := os.ReadFile("../../docs/defects.md")
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for _, d := range plantable(nil) {
		for _, s := range d.Shows {
			want++
			if line := matrix.Static(d.ID, d.Name, d.Breaks, s); !strings.Contains(string(page), "\n"+line) {
				t.Errorf("docs/defects.md has no line %q; write it anew: make defects-page", line)
			}
		}
	}
	if got := strings.Count(string(page), "\n| M"); got != want {
		t.Errorf("docs/defects.md has %d lines of defects, want %d; write it anew: make defects-page", got, want)
	}
}
