package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestJournalOutlivesACrash: what was written is there again, and a line that a
// crash cut off is not.
func TestJournalOutlivesACrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	j := open(t, path)
	c := &consumer{journal: j, tell: func(*decision) error { return nil }}
	for _, v := range []uint64{1, 2, 4} {
		if err := c.decide(ordered(v)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.once(&decision{Effect: buried, Reason: "no JSON", StreamSeq: 9, Original: []byte("\x00")}); err != nil {
		t.Fatal(err)
	}
	want := printed(t, j)
	j.close()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"line":5,"eve`); err != nil {
		t.Fatal(err)
	}
	f.Close()
	for range 2 {
		again := open(t, path)
		if got := printed(t, again); got != want || again.lines != 4 {
			t.Errorf("journal after a crash = %d lines: %s, want 4: %s", again.lines, got, want)
		}
		again.close()
	}
}

// TestDecisions tells of each decision once, in an order without gaps.
func TestDecisions(t *testing.T) {
	var told string
	j := open(t, filepath.Join(t.TempDir(), "journal.jsonl"))
	defer j.close()
	c := &consumer{journal: j, tell: func(d *decision) error {
		told += fmt.Sprintf("%s %d, ", d.Effect, d.Event.Version)
		return nil
	}}
	stale, notice := ordered(1), ordered(2)
	stale.ID = "late"
	notice.ID, notice.Type = "n", "NoticePosted"
	if err := c.once(&decision{Event: notice, Effect: parked}); err != nil {
		t.Fatal(err)
	}
	for _, e := range []event{ordered(1), ordered(3), ordered(3), ordered(1), stale, ordered(2), ordered(3)} {
		if err := c.decide(e); err != nil {
			t.Fatal(err)
		}
	}
	if want := "parked 2, applied 1, parked 3, applied 2, applied 3, "; told != want {
		t.Errorf("told = %q, want %q", told, want)
	}
}

func ordered(v uint64) event {
	return event{ID: fmt.Sprint("e-", v), Type: "OrderPlaced", Entity: "order/1", Version: v, Data: []byte(`{"state":"x"}`)}
}

func open(t *testing.T, path string) *journal {
	t.Helper()
	j, err := openJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func printed(t *testing.T, j *journal) string {
	t.Helper()
	var b bytes.Buffer
	if err := j.print(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
