package invariants

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A percentile is never below the true one, and above it by less than a part in
// 64.
func TestHistogramProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		times := rapid.SliceOfN(rapid.Int64Range(0, 1<<40), 1, 50).Draw(t, "times")
		p := rapid.Uint64Range(1, 1000).Draw(t, "permille")
		var h histogram
		for _, ns := range times {
			h.add(ns)
		}
		slices.Sort(times)
		want := times[(len(times)*int(p)+999)/1000-1]
		if got := h.permille(p); got < want || got-want > want/64 {
			t.Fatalf("permille(%d) = %d, want %d to %d", p, got, want, want+want/64)
		}
	})
}
