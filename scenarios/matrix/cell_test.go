package matrix

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/scenarios"
)

// aimed is a probe whose shots broke what each word lists: "05,06" and "" for
// nothing.
func aimed(want []string, shots ...string) *probe {
	p := &probe{defect: &Defect{ID: "M01", Promises: []string{"I-05", "I-06"}}, scenario: &scenarios.Scenario{ID: "storm"}, want: want}
	for i, word := range shots {
		s := shot{seed: uint64(i + 1), broken: map[string]breach{}, wall: time.Second}
		for id := range strings.SplitSeq(word, ",") {
			if id != "" {
				s.broken["I-"+id] = breach{at: time.Duration(i+1) * time.Second}
			}
		}
		p.shots = append(p.shots, s)
	}
	return p
}

func TestOutcomes(t *testing.T) {
	both := []string{"I-05", "I-06"}
	for _, c := range []struct {
		want  []string
		shots []string
		out   string
		red   bool
	}{
		{both, []string{"", "05", "06"}, Caught, false},
		{both, []string{"05", "05,01"}, Partly, true},
		{both, []string{"01"}, Wrong, true},
		{both, []string{"", ""}, Escaped, true},
		{nil, []string{"", "01"}, Seen, false},
		{nil, []string{""}, Unseen, false},
	} {
		cell := aimed(c.want, c.shots...).cell(1)
		if cell.Outcome != c.out || cell.Red() != c.red {
			t.Errorf("cell(want %v, shots %q) = %s, red %v, want %s, %v", c.want, c.shots, cell.Outcome, cell.Red(), c.out, c.red)
		}
	}
}

// Seen from seeds 1, 2, 3 and 4 the first catch is 3, 2, 1 and 4 seeds away.
func TestTriesGoRound(t *testing.T) {
	cell := aimed([]string{"I-05"}, "", "", "05", "").cell(4)
	if got := cell.Catches[0]; got.Seeds != 2 || got.Seed != 3 || got.Virtual != int64(3*time.Second) || got.Wall != 2 {
		t.Errorf("catch over 4 tries = %+v, want 2 seeds, seed 3, 3 s virtual, 2 s wall", got)
	}
}

func TestATableSaysWhyItIsRed(t *testing.T) {
	p := aimed([]string{"I-05"}, "01", "")
	tab := &Table{Seed: 1, Defects: []Row{{ID: "M01", Name: "no-dedup", Promises: []string{"I-05", "I-06"}, Cells: []Cell{p.cell(1)}}},
		Clean: []Clean{{Scenario: "storm", Seeds: 2, Alarms: []Alarm{{Promise: "I-05", Seed: 2, Text: "twice", Repeat: "seatrial run storm --seed 2"}}}}}
	tab.settle()
	var b bytes.Buffer
	if err := tab.Text(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"M01 was not caught by I-05, only by I-01, over 2 seeds of storm", "seatrial run storm --defect M01 --seed 1 --seeds 2",
		"M01 names I-06, and no scenario is expected to show it", "false alarm of I-05 in storm without any defect: twice", "WRONG PROMISE",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("Text(red table) has no %q:\n%s", want, b.String())
		}
	}
	if tab.Exit != 1 {
		t.Errorf("exit of a red table = %d, want 1", tab.Exit)
	}
}

func TestEachReturnsTheFirstError(t *testing.T) {
	err := each(100, func(i int) error {
		if i%2 == 1 {
			return fmt.Errorf("number %d", i)
		}
		return nil
	})
	if err == nil || !strings.HasPrefix(err.Error(), "number ") {
		t.Errorf("each = %v, want an error of the work", err)
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		of   []int64
		want int64
	}{{nil, 0}, {[]int64{3}, 3}, {[]int64{4, 1}, 1}, {[]int64{9, 1, 5}, 5}} {
		if got := median(slices.Clone(c.of)); got != c.want {
			t.Errorf("median(%v) = %d, want %d", c.of, got, c.want)
		}
	}
}
