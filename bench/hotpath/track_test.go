package hotpath

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// ends counts how commands ended.
type ends struct {
	well   int
	failed []error
}

func (e *ends) done(err error) {
	if err != nil {
		e.failed = append(e.failed, err)
		return
	}
	e.well++
}

// TestTrack ends a command when it is through on every leg, in whatever order, and
// records each leg once, but only of those that are measured.
func TestTrack(t *testing.T) {
	steps := map[string]func(*Track, uint64){
		"answered": func(t *Track, n uint64) { t.Answered(n, nil) },
		"applied":  func(t *Track, n uint64) { t.Left(n); t.Applied(n); t.Applied(n) },
		"folded":   func(t *Track, n uint64) { t.Left(n); t.Folded(n); t.Folded(n) },
	}
	for _, order := range []string{"answered applied folded", "folded answered applied", "applied folded answered"} {
		track, e := NewTrack(), &ends{}
		for n, measured := range []bool{true, false} {
			n := uint64(n + 1)
			track.Begin(n, time.Second, measured, e.done)
			track.Durable(n)
			track.Durable(n)
			for i, step := range strings.Fields(order) {
				if e.well != int(n)-1 {
					t.Errorf("%s: command %d had ended before step %d", order, n, i)
				}
				steps[step](track, n)
			}
		}
		if e.well != 2 || len(e.failed) > 0 {
			t.Errorf("%s: %d ended well and %d not, want 2 and 0", order, e.well, len(e.failed))
		}
		for l := range legs {
			if got := track.Latencies(l).TotalCount(); got != 1 {
				t.Errorf("%s: %d latencies of leg %s, want 1", order, got, l)
			}
		}
		if got := track.Latencies(EndToEnd).Min(); got < int64(990*time.Millisecond) {
			t.Errorf("%s: latency of a command a second late = %d ns, want more", order, got)
		}
		if got := track.PerOrder(); got != 4 {
			t.Errorf("%s: PerOrder() = %v, want 2 + 2", order, got)
		}
	}
}

// TestTrackLosesNobody ends a command that was refused, and one whose place is
// taken by a later one; what comes for them afterwards is nobody's.
func TestTrackLosesNobody(t *testing.T) {
	track, e := NewTrack(), &ends{}
	refused := errors.New("refused")
	track.Begin(1, 0, true, e.done)
	track.Answered(1, refused)
	track.Answered(1, nil)
	track.Begin(2, 0, true, e.done)
	track.Begin(2+places, 0, true, e.done)
	track.Durable(2)
	track.Folded(0)
	if len(e.failed) != 2 || e.failed[0] != refused || e.failed[1] != ErrOverrun || e.well != 0 {
		t.Errorf("failed with %v, %d well, want %v and %v", e.failed, e.well, refused, ErrOverrun)
	}
	if got := track.Latencies(Commit).TotalCount() + track.Events(); got != 0 {
		t.Errorf("latencies and events of commands that failed = %d, want 0", got)
	}
}

// TestWatch follows two commands from the records of witnesses alone.
func TestWatch(t *testing.T) {
	track, e := NewTrack(), &ends{}
	w := NewWatch(track, "tx", "aggregator")
	see := func(r history.Record) { w.See(&r) }
	wrote := func(pos uint64, op string) {
		see(history.Record{Kind: history.KindAppend, Stream: history.N("pod/tx"), Pos: pos, Op: history.N(op)})
	}
	applied := func(by string, pos uint64) {
		see(history.Record{Kind: history.KindApply, Consumer: history.N(by), Source: history.N("pod/tx"), SourcePos: pos})
	}
	for n := uint64(1); n <= 2; n++ {
		track.Begin(n, 0, true, e.done)
		track.Answered(n, nil)
	}
	wrote(1, "") // the epoch
	wrote(2, Key(1))
	wrote(3, Key(1))
	wrote(4, Key(2))
	wrote(5, "client/tx/9")
	see(history.Record{Kind: history.KindAppend, Stream: history.N("planner/tx"), Pos: 2, Op: history.N(Key(1))})
	for pos := uint64(1); pos <= 5; pos++ {
		see(history.Record{Kind: history.KindDeliver, Consumer: history.N("egress/tx"), SourcePos: pos})
		applied("planner/tx", pos)
		applied("dashboard/tx", pos)
	}
	if e.well != 0 {
		t.Fatalf("%d commands ended before the hub had anything", e.well)
	}
	applied("aggregator", 3) // 2 was not to leave
	if e.well != 1 {
		t.Errorf("%d commands ended when the hub had 3, want 1", e.well)
	}
	applied("aggregator", 5)
	if e.well != 2 || track.Events() != 3 || track.Repeated() != 0 {
		t.Errorf("%d ended, %d events, %d repeated, want 2, 3 and 0", e.well, track.Events(), track.Repeated())
	}
	applied("dashboard/tx", 4)
	applied("aggregator", 5)
	if got := track.Repeated(); got != 2 {
		t.Errorf("Repeated() = %d, want 2", got)
	}
}
