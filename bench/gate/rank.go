package gate

import (
	"cmp"
	"math"
	"slices"
)

// rankTest returns the two-sided p of the Mann-Whitney U test: how likely two
// samples of one distribution lie at least as far apart in their ranks. Without
// ties and up to 50 values each it is exact, otherwise the normal approximation
// with corrections for ties and continuity (Mann and Whitney 1947; Lehmann 1975).
func rankTest(a, b []float64) float64 {
	u, tied := rankSum(a, b)
	n, m := float64(len(a)), float64(len(b))
	if n == 0 || m == 0 {
		return 1
	}
	if tied == 0 && len(a) <= exactMax && len(b) <= exactMax {
		return exactP(u, len(a), len(b))
	}
	all := n + m
	variance := n * m / 12 * (all + 1 - tied/(all*(all-1)))
	if variance <= 0 {
		return 1 // all values are one
	}
	z := max(math.Abs(u-n*m/2)-0.5, 0) / math.Sqrt(variance)
	return min(1, math.Erfc(z/math.Sqrt2))
}

const exactMax = 50

// rankSum returns U of a, and the sum of t^3-t over groups of t equal values.
func rankSum(a, b []float64) (u, tied float64) {
	all := slices.Sorted(slices.Values(slices.Concat(a, b)))
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j] == all[i] {
			j++
		}
		t := float64(j - i)
		tied += t*t*t - t
		i = j
	}
	for _, x := range a {
		for _, y := range b {
			switch {
			case x > y:
				u++
			case x == y:
				u += 0.5
			}
		}
	}
	return u, tied
}

// exactP sums the distribution of U on both sides.
func exactP(u float64, n, m int) float64 {
	p := distribution(n, m)
	low := min(u, float64(n*m)-u)
	sum := 0.0
	for i := 0; i <= int(low); i++ {
		sum += p[i]
	}
	return min(1, 2*sum)
}

// distribution returns the probability of each U for n and m values of one
// distribution, by which sample has the largest of all.
func distribution(n, m int) []float64 {
	rows := make([][]float64, m+1) // rows[j] is that of i and j values
	for j := range rows {
		rows[j] = []float64{1}
	}
	for i := 1; i <= n; i++ {
		next := make([][]float64, m+1)
		next[0] = []float64{1}
		for j := 1; j <= m; j++ {
			p := make([]float64, i*j+1)
			wins, loses := float64(i)/float64(i+j), float64(j)/float64(i+j)
			for u, v := range rows[j] {
				p[u+j] += wins * v
			}
			for u, v := range next[j-1] {
				p[u] += loses * v
			}
			next[j] = p
		}
		rows = next
	}
	return rows[m]
}

// holm corrects the p of several tests made at once (Holm 1979): the smallest
// counts as often as there are tests, the next once less.
func holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	out, highest := make([]float64, len(p)), 0.0
	for k, i := range order {
		highest = max(highest, min(1, p[i]*float64(len(p)-k)))
		out[i] = highest
	}
	return out
}
