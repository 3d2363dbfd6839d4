package outside

import "sort"

// Zipf draws articles by popularity: the weight of the article of rank i is
// i^-s. The table is computed in integers once and shared by all clients.
type Zipf struct{ upTo []uint64 }

// NewZipf returns the table of n articles with skew s = permille / 1000: 1000 is
// the classic law, 0 makes all alike.
func NewZipf(n, permille int) *Zipf {
	z := &Zipf{upTo: make([]uint64, n)}
	sum := uint64(0)
	for i := range n {
		sum += weight(uint64(i+1), uint64(max(permille, 0)))
		z.upTo[i] = sum
	}
	return z
}

// weight returns rank^-s in units of 2^-40, at least 1.
func weight(rank, permille uint64) uint64 {
	e := log2(rank) * permille / 1000 // Q32
	whole, fraction := e>>32, uint32(e)
	if whole > 40 {
		return 1
	}
	w := uint64(1) << 40
	if fraction != 0 {
		// 2^-fraction = 2^(1-fraction) / 2
		w = exp2(-fraction) >> 24
	}
	return max(w>>whole, 1)
}

// Total is the limit that a draw for [Zipf.Rank] must stay below.
func (z *Zipf) Total() uint64 { return z.upTo[len(z.upTo)-1] }

// Rank returns the article of a draw in [0, Total), from 0 for the most popular.
func (z *Zipf) Rank(draw uint64) int {
	return sort.Search(len(z.upTo), func(i int) bool { return z.upTo[i] > draw })
}
