package invariants

import "math/bits"

// histogram counts durations in log-linear buckets: exact below 128 ns, within
// one part in 64 above. It is integer arithmetic throughout, so that the same
// history gives the same figures everywhere. The zero value is empty.
type histogram struct {
	counts []uint64
	total  uint64
}

const subBuckets = 64

// bucketOf returns the bucket of a duration; negative ones count as 0.
func bucketOf(ns int64) int {
	if ns < 2*subBuckets {
		return int(max(ns, 0))
	}
	exp := bits.Len64(uint64(ns)) - 7
	return exp*subBuckets + int(ns>>exp)
}

// topOf returns the largest duration of a bucket.
func topOf(bucket int) int64 {
	if bucket < 2*subBuckets {
		return int64(bucket)
	}
	exp := bucket/subBuckets - 1
	return (int64(bucket-exp*subBuckets)+1)<<exp - 1
}

func (h *histogram) add(ns int64) {
	b := bucketOf(ns)
	for len(h.counts) <= b {
		h.counts = append(h.counts, 0)
	}
	h.counts[b]++
	h.total++
}

// permille returns the duration that so many of a thousand do not exceed, 0 if
// the histogram is empty.
func (h *histogram) permille(p uint64) int64 {
	rank := (h.total*p + 999) / 1000
	var seen uint64
	for b, n := range h.counts {
		if seen += n; seen >= rank && n > 0 {
			return topOf(b)
		}
	}
	return 0
}
