package live

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// TestMergeOrders has another process pass on late what it saw early: the order
// is that of the instants, and of arrival where they are equal.
func TestMergeOrders(t *testing.T) {
	var got []string
	l := NewLog(func(r *history.Record) { got = append(got, fmt.Sprintf("%d:%s", r.Seq, r.Note)) })
	l.Begin()
	l.Merge()
	there := l.Source()
	note := func(text string) {
		l.Note(func(r *history.Record) { r.Kind, r.Note = history.KindPhase, text })
	}
	early := l.Now()
	note("c")
	note("d")
	there.Take([]history.Record{{At: early, Note: "a"}, {At: early, Note: "b"}})
	there.Heard(l.Now())
	note("e")
	l.Note(func(r *history.Record) { r.Kind, r.Note = history.KindEnd, "end" })
	note("too late")
	there.Close()
	l.Close()
	if text := strings.Join(got, " "); text != "1:a 2:b 3:c 4:d 5:e 6:end" {
		t.Fatalf("shown = %s, want 1:a 2:b 3:c 4:d 5:e 6:end", text)
	}
}

// TestMergeWaits holds a record back until the other process has said that
// nothing older comes, and no longer than it has to.
func TestMergeWaits(t *testing.T) {
	seen := make(chan string, 4)
	l := NewLog(func(r *history.Record) { seen <- r.Note })
	l.Begin()
	l.Merge()
	defer l.Close()
	there := l.Source()
	l.Note(func(r *history.Record) { r.Kind, r.Note = history.KindPhase, "mine" })
	there.Heard(l.Now())
	await := func(want string) {
		t.Helper()
		select {
		case got := <-seen:
			if got != want {
				t.Fatalf("shown = %q, want %q", got, want)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%q is not shown", want)
		}
	}
	await("mine")
	l.Note(func(r *history.Record) { r.Kind, r.Note = history.KindPhase, "nobody else speaks" })
	await("nobody else speaks")
	there.Take([]history.Record{{At: 1, Note: "out of the past"}})
	await("out of the past")
}

// TestRelayPassesOn stamps and passes on what belongs together in one piece.
func TestRelayPassesOn(t *testing.T) {
	var got []Seen
	l := NewRelay(time.Now().Add(-time.Hour), func(s Seen) { got = append(got, s) })
	l.Note(func(r *history.Record) { r.Kind = history.KindUp })
	l.tell([]history.Record{{Note: "a"}, {Note: "b"}}, "pod/tx", 7)
	if len(got) != 2 || len(got[1].Records) != 2 || got[1].Machine != "pod/tx" || got[1].Told != 7 {
		t.Fatalf("passed on = %+v, want one record, and two of pod/tx at 7", got)
	}
	for _, s := range got {
		for _, r := range s.Records {
			if r.At < int64(time.Hour) || r.Seq != 0 {
				t.Fatalf("record = %+v, want it stamped since the start of the run and without a number", r)
			}
		}
	}
}

// TestLate counts a record that comes after others, seen later, have been shown;
// of a process that stood still it does not.
func TestLate(t *testing.T) {
	shown := make(chan int64, 10)
	log := NewLog(func(r *history.Record) { shown <- r.At })
	log.Merge()
	defer log.Close()
	log.Begin()
	s := log.Source()
	s.Heard(1 << 62)
	note := func(r *history.Record) { r.Kind = history.KindPhase }
	log.Note(note)
	at := <-shown
	s.Take([]history.Record{{Kind: history.KindPhase, At: at - 1}})
	if n := log.Late(); n != 1 {
		t.Errorf("Late() = %d, want 1", n)
	}
	s.Still(true)
	s.Take([]history.Record{{Kind: history.KindPhase, At: at - 1}})
	if n := log.Late(); n != 1 {
		t.Errorf("Late() after what a process had to say that stands still = %d, want 1", n)
	}
}
