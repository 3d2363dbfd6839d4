package hist_test

import (
	"sync"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"pgregory.net/rapid"

	"github.com/seatrial/seatrial/bench/hist"
)

func TestRecordDoesNotAllocate(t *testing.T) {
	r, d := hist.NewRecorder(), time.Duration(0)
	if n := testing.AllocsPerRun(1000, func() { r.Record(d); d += 977 }); n != 0 {
		t.Errorf("Record allocates %v times, want 0", n)
	}
}

// TestRecorderIsTheLibrarys compares a recorder with the library's own counting:
// the same buckets, so the same histogram.
func TestRecorderIsTheLibrarys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, model := hist.NewRecorder(), hist.New()
		for _, v := range rapid.SliceOfN(rapid.Int64Range(0, int64(hist.Longest)), 1, 50).Draw(t, "latencies") {
			v >>= rapid.IntRange(0, 41).Draw(t, "shift")
			r.Record(time.Duration(v))
			if err := model.RecordValue(v); err != nil {
				t.Fatal(err)
			}
		}
		if got := r.Snapshot(); !got.Equals(model) {
			t.Fatalf("Snapshot() differs from the library: max %d, want %d", got.Max(), model.Max())
		}
	})
}

func TestRecorderBoundsWhatItIsGiven(t *testing.T) {
	r := hist.NewRecorder()
	for _, d := range []time.Duration{-1, 0, hist.Longest, hist.Longest + 1, 1 << 62} {
		r.Record(d)
	}
	h := r.Snapshot()
	if h.TotalCount() != 5 || r.Beyond() != 2 || h.Min() != 0 || !h.ValuesAreEquivalent(h.Max(), int64(hist.Longest)) {
		t.Errorf("recorded %d, beyond %d, from %d to %d; want 5, 2, from 0 to an hour", h.TotalCount(), r.Beyond(), h.Min(), h.Max())
	}
}

// TestTakeKeepsEveryLatencyOnce takes while others record: the takes together
// hold each latency exactly once.
func TestTakeKeepsEveryLatencyOnce(t *testing.T) {
	const writers, each = 4, 20_000
	r, total := hist.NewRecorder(), hist.New()
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				r.Record(time.Duration(w*each+i) * time.Microsecond)
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	for open := true; open; {
		select {
		case <-done:
			open = false
		default:
		}
		total.Merge(r.Take())
	}
	if total.TotalCount() != writers*each {
		t.Errorf("takes hold %d latencies, want %d", total.TotalCount(), writers*each)
	}
}

func TestMergeAddsRecorders(t *testing.T) {
	a, b, both := hist.NewRecorder(), hist.NewRecorder(), hist.NewRecorder()
	for i := range 1000 {
		d := time.Duration(i*i) * time.Microsecond
		[]*hist.Recorder{a, b}[i%2].Record(d)
		both.Record(d)
	}
	if !hist.Merge(a, b).Equals(both.Snapshot()) {
		t.Error("Merge(a, b) differs from one recorder of both")
	}
}

// BenchmarkRecord is the figure of the design: one latency in under 25 ns.
func BenchmarkRecord(b *testing.B) {
	r := hist.NewRecorder()
	b.ReportAllocs()
	d := time.Duration(1)
	for b.Loop() {
		r.Record(d)
		d = (d*5 + 3) & (1<<33 - 1)
	}
}

// BenchmarkRecordLibrary is the library's own, which one goroutine may use.
func BenchmarkRecordLibrary(b *testing.B) {
	h := hdrhistogram.New(1, int64(hist.Longest), 3)
	b.ReportAllocs()
	d := int64(1)
	for b.Loop() {
		if err := h.RecordValue(d); err != nil {
			b.Fatal(err)
		}
		d = (d*5 + 3) & (1<<33 - 1)
	}
}

// BenchmarkNothing is the loop alone.
func BenchmarkNothing(b *testing.B) {
	d := time.Duration(1)
	for b.Loop() {
		d = (d*5 + 3) & (1<<33 - 1)
	}
	_ = d
}
