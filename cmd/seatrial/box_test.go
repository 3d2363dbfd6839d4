package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/history"
)

// TestKilledAtOnce leaves a history as a kill right after the start does: nobody
// closes it. It can be read, breaks off, and says under which profile it was held.
func TestKilledAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history-1.jsonl.zst")
	r, err := newRecorder(path, &history.Header{World: "embedded", Profile: run.Unsafe, Transport: run.Durable})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.Write(&history.Record{Seq: 1, Kind: history.KindPhase, Note: "baseline"}); err != nil {
		t.Fatal(err)
	}
	judged, err := judgeFile(path, invariants.All())
	if err != nil {
		t.Fatalf("judgeFile = %v, want a truncated history", err)
	}
	res := judged.Result(tool(), "history-1", nil)
	if res.Exit != run.ExitInconclusive || !strings.Contains(strings.Join(res.Reasons, " "), "truncated") {
		t.Errorf("exit %d: %q, want %d and that it is truncated", res.Exit, res.Reasons, run.ExitInconclusive)
	}
	if !res.Unsafe() || !res.RealTime || res.Transport != run.Durable {
		t.Errorf("profile %q, transport %q, real time %v, want %q, %q, true", res.Profile, res.Transport, res.RealTime, run.Unsafe, run.Durable)
	}
}
