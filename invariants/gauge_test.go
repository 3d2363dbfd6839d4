package invariants

import (
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// A ledger that nobody measures is forgotten, however long it is; who begins to measure
// it after that has missed something.
func TestGaugeForgetsWhatNobodyMeasures(t *testing.T) {
	h := watched()
	g := newGauge(&h)
	r := history.Record{Kind: history.KindAppend, Stream: history.N("pod/tx"), Region: history.N("tx"), Epoch: 1}
	for r.Pos = 1; r.Pos <= 2*entriesMax+1; r.Pos++ {
		r.At++
		g.see(&r)
	}
	if n := len(g.side(r.Stream).entries); g.full || n != 1 {
		t.Fatalf("full = %v with %d entries kept, want false and 1", g.full, n)
	}
	g.see(&history.Record{Kind: history.KindDeliver, Consumer: history.N("monitor/tx"), Source: r.Stream, SourcePos: 1})
	if !g.full {
		t.Error("full = false after a monitor follows what was forgotten, want true")
	}
}
