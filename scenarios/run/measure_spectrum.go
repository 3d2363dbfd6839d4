package run

import (
	"math/bits"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Histograms hold 1 microsecond to 1 hour with three significant digits.
const (
	lowest  = 1
	highest = 3_600_000_000
	digits  = 3
)

// spectrum counts latencies in the buckets of an HdrHistogram. It grows with
// the largest value, where the library's own takes 188 KB from the start: a run
// has dozens of them, and hundreds of runs wait to be summed. Percentiles are
// read by the library, see [spectrum.into].
type spectrum struct {
	counts []uint32
	sealed []bin
}

// bin is one bucket of a sealed spectrum.
type bin struct {
	index uint16
	count uint32
}

// The geometry of an HdrHistogram with three digits: buckets of 1024 values,
// each twice as wide as the one before; the first has 2048.
const (
	halfBits = 10
	half     = 1 << halfBits
)

// slotOf returns the index of a value.
func slotOf(us uint64) int {
	shift := bits.Len64(us|(2*half-1)) - halfBits - 1
	return shift<<halfBits + int(us>>shift)
}

// valueOf returns the lowest value of an index.
func valueOf(slot int) int64 {
	shift := max(slot>>halfBits-1, 0)
	return int64(slot-shift<<halfBits) << shift
}

// record counts one latency in nanoseconds. A negative one, of clocks that do
// not agree, counts as zero; one above an hour as an hour.
func (s *spectrum) record(ns int64) {
	i := slotOf(uint64(min(max(ns, 0)/1000, highest)))
	if i >= len(s.counts) {
		s.grow(i)
	}
	s.counts[i]++
}

func (s *spectrum) grow(i int) {
	wider := make([]uint32, (i|(half-1))+1)
	copy(wider, s.counts)
	s.counts = wider
}

// seal keeps the buckets that are not empty.
func (s *spectrum) seal() {
	for i, n := range s.counts {
		if n > 0 {
			s.sealed = append(s.sealed, bin{index: uint16(i), count: n})
		}
	}
	s.counts = nil
}

// into adds the spectrum to a histogram.
func (s *spectrum) into(h *hdrhistogram.Histogram) {
	for i, n := range s.counts {
		if n > 0 {
			record(h, i, int64(n))
		}
	}
	for _, b := range s.sealed {
		record(h, int(b.index), int64(b.count))
	}
}

// record cannot fail: the value comes from an index of the same geometry.
func record(h *hdrhistogram.Histogram, slot int, n int64) {
	if err := h.RecordValues(valueOf(slot), n); err != nil {
		panic("run: record latency: " + err.Error())
	}
}

func newHistogram() *hdrhistogram.Histogram { return hdrhistogram.New(lowest, highest, digits) }
