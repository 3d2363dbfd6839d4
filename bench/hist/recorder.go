// Package hist records latencies in the buckets of an HdrHistogram, and writes
// and reads the two files its plotters know: percentile curves (.hgrm) and
// interval logs (V2).
//
// A [Recorder] counts a latency in a few nanoseconds without allocating, from
// any number of goroutines; what the library of HdrHistogram for Go lacks. All
// values are nanoseconds, from 1 to an hour, with three significant digits; all
// percentiles are read by the library, so they follow its rule of ranks, which
// differs from Java's for small samples. Nothing here reads a clock.
//
// Run the tests with -bench Record to see what one latency costs. Start at
// [Recorder].
package hist

import (
	"math/bits"
	"sync/atomic"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Longest is the longest latency that is told apart; longer ones count as it.
const Longest = time.Hour

// The geometry of an HdrHistogram of three digits over 1 ns to [Longest]: 2048
// values of their own, then half as many buckets for every doubling.
const (
	digits   = 3
	halfBits = 10
	half     = 1 << halfBits
)

// slots is how many buckets that takes.
var slots = slotOf(uint64(Longest)) | (half - 1) + 1

// slotOf returns the bucket of a latency.
func slotOf(ns uint64) int {
	shift := bits.Len64(ns|(2*half-1)) - halfBits - 1
	return shift<<halfBits + int(ns>>shift)
}

// Recorder counts latencies. Any number of goroutines may use it at once; those
// that record much should have one each, see [Merge]. The zero value is not
// ready, call [NewRecorder].
type Recorder struct {
	counts []atomic.Int64
	beyond atomic.Int64
}

// NewRecorder returns an empty recorder of 270 KiB.
func NewRecorder() *Recorder { return &Recorder{counts: make([]atomic.Int64, slots)} }

// Record counts one latency. A negative one, of clocks that do not agree, counts
// as zero; one above [Longest] as that, and in [Recorder.Beyond].
func (r *Recorder) Record(d time.Duration) {
	if uint64(d) > uint64(Longest) {
		d = r.bounded(d)
	}
	r.counts[slotOf(uint64(d))].Add(1)
}

// bounded is apart, so that Record stays small.
func (r *Recorder) bounded(d time.Duration) time.Duration {
	if d < 0 {
		return 0
	}
	r.beyond.Add(1)
	return Longest
}

// Beyond returns how many latencies were longer than [Longest] since the
// recorder was made.
func (r *Recorder) Beyond() int64 { return r.beyond.Load() }

// Snapshot returns what was recorded so far and keeps it. A latency that is
// recorded meanwhile is in it or not.
func (r *Recorder) Snapshot() *hdrhistogram.Histogram {
	counts := make([]int64, len(r.counts))
	for i := range r.counts {
		counts[i] = r.counts[i].Load()
	}
	return imported(counts)
}

// Take returns what was recorded since the last Take and forgets it: the next
// line of a log. Each latency is in exactly one of them.
func (r *Recorder) Take() *hdrhistogram.Histogram {
	counts := make([]int64, len(r.counts))
	for i := range r.counts {
		if r.counts[i].Load() != 0 {
			counts[i] = r.counts[i].Swap(0)
		}
	}
	return imported(counts)
}

// Merge returns what several recorders hold together.
func Merge(recorders ...*Recorder) *hdrhistogram.Histogram {
	counts := make([]int64, slots)
	for _, r := range recorders {
		for i := range r.counts {
			counts[i] += r.counts[i].Load()
		}
	}
	return imported(counts)
}

// New returns an empty histogram of the geometry of a [Recorder].
func New() *hdrhistogram.Histogram { return hdrhistogram.New(1, int64(Longest), digits) }

// imported gives counts to the library.
func imported(counts []int64) *hdrhistogram.Histogram {
	return hdrhistogram.Import(&hdrhistogram.Snapshot{LowestTrackableValue: 1, HighestTrackableValue: int64(Longest),
		SignificantFigures: digits, Counts: counts, IntegerToDoubleConversionRatio: 1})
}
