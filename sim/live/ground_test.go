package live

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// What held the ground up is told with its length; the rest is not.
func TestGroundTellsWhatHeldItUp(t *testing.T) {
	var seen []history.Record
	log := NewLog(func(r *history.Record) { seen = append(seen, *r) })
	g := &Ground{log: log}
	g.tell("disk", groundHeldUp-time.Nanosecond)
	g.tell("disk", groundHeldUp)
	if len(seen) != 1 || seen[0].Kind != history.KindGround || seen[0].Qty != int64(groundHeldUp) || seen[0].Type.Text != "disk" {
		t.Fatalf("tell() noted %v, want one record of %v", seen, groundHeldUp)
	}
}

// A disk that is gone is the harness's failure, told when the watch ends.
func TestGroundWithoutADisk(t *testing.T) {
	g, err := WatchGround(t.TempDir(), NewLog(nil))
	if err != nil {
		t.Fatalf("WatchGround() = %v, want nil", err)
	}
	g.file.Close()
	deadline := time.Now().Add(20 * time.Second)
	for failed := error(nil); failed == nil; {
		if time.Now().After(deadline) {
			t.Fatal("the watch did not notice that its file is closed")
		}
		g.mu.Lock()
		failed = g.failed
		g.mu.Unlock()
	}
	if err := g.Close(); err == nil {
		t.Fatal("Close() = nil, want what went wrong")
	}
}
