package virtual

import (
	"runtime"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/topology"
)

// calm is a topology with jitter and no loss, so that the toy system's load is
// steady.
func calm(t testing.TB, regions int) topology.Topology {
	t.Helper()
	top, err := topology.US(regions)
	if err != nil {
		t.Fatalf("US(%d) = %v, want a topology", regions, err)
	}
	return top
}

// TestEngineAllocatesNothing runs the toy system, whose machines allocate
// nothing, until every queue has had its largest load; from then on the engine
// allocates nothing either.
func TestEngineAllocatesNothing(t *testing.T) {
	top := calm(t, 2)
	w := launch(t, newTrade(top, int64(ms)), top)
	sail(t, w, 60*time.Second)
	before := w.Events()
	got := testing.AllocsPerRun(20, func() { sail(t, w, w.Now()+time.Second) })
	if got != 0 {
		t.Fatalf("allocations in a virtual second of %d events = %v, want 0", (w.Events()-before)/21, got)
	}
}

// sizes are the memories of a world that could grow for ever.
func (w *World) sizes() map[string]int {
	out := map[string]int{"flights": cap(w.slab.all)}
	chains := []*block{w.queue.free}
	for level := range w.queue.ring {
		for slot := range w.queue.ring[level] {
			chains = append(chains, w.queue.ring[level][slot].head)
		}
	}
	for _, b := range chains {
		for ; b != nil; b = b.next {
			out["blocks"]++
		}
	}
	for i := range w.buses {
		b := &w.buses[i]
		out["messages"] += cap(b.messages)
		out["window"] += len(b.window.slots) + cap(b.window.ids)
		for k := range b.followers {
			f := &b.followers[k]
			out["pending"] += cap(f.pending)
			out["dues"] += cap(f.dues)
		}
	}
	for i := range w.nodes {
		n := &w.nodes[i]
		out["entries"] += cap(n.ledger.entries) + cap(n.ledger.ends)
		out["held"] += cap(n.held)
		out["timers"] += len(n.timers.slots)
	}
	return out
}

// TestMemoryIsBounded runs the toy system for a virtual hour. What it holds after
// half an hour is what it holds in the end, in every part and in the heap.
func TestMemoryIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("a virtual hour takes some seconds")
	}
	top := calm(t, 2)
	w := launch(t, newTrade(top, int64(10*ms)), top)
	sail(t, w, 30*time.Minute)
	half, heap := w.sizes(), liveHeap()
	sail(t, w, time.Hour)
	full, end := w.sizes(), liveHeap()
	for name, size := range full {
		if size > half[name] {
			t.Errorf("%s grew from %d to %d in the second half hour, want no growth", name, half[name], size)
		}
	}
	if end > heap+heap/20 {
		t.Errorf("live heap grew from %d to %d bytes, want at most 5 %%", heap, end)
	}
}

func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkEngine measures an event of the toy system, whose machines do next to
// nothing.
func BenchmarkEngine(b *testing.B) {
	top := calm(b, 4)
	w := launch(b, newTrade(top, int64(ms)), top)
	sail(b, w, 10*time.Second)
	b.ReportAllocs()
	b.ResetTimer()
	begun := w.Events()
	for w.Events()-begun < uint64(b.N) {
		sail(b, w, w.Now()+10*ms)
	}
}

// BenchmarkBare measures an event of the bare loop that replays the same run.
func BenchmarkBare(b *testing.B) {
	script := &Script{}
	top := calm(b, 4)
	w := launch(b, newTrade(top, int64(ms)), top, func(c *Config) { c.Script = script })
	sail(b, w, 20*time.Second)
	b.ReportAllocs()
	b.ResetTimer()
	for done := 0; done < b.N; {
		n, _ := script.Replay()
		done += n
	}
}
