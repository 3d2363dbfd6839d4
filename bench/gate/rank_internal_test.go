package gate

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestRankTestOfTables compares with published values: two groups without overlap
// have 2 of all arrangements, and critical values of U at 0.05 and 0.01 two-sided.
func TestRankTestOfTables(t *testing.T) {
	for _, c := range []struct {
		n, m, u int
		low, up float64 // p lies between
	}{
		{4, 4, 0, 2.0 / 70, 2.0 / 70},
		{5, 5, 0, 2.0 / 252, 2.0 / 252},
		{10, 10, 23, 0.04, 0.05}, {10, 10, 24, 0.05, 0.06},
		{10, 10, 16, 0.008, 0.01}, {10, 10, 17, 0.01, 0.013},
		{20, 20, 127, 0.04, 0.05}, {20, 20, 128, 0.05, 0.06},
		{20, 20, 105, 0.009, 0.01}, {20, 20, 106, 0.01, 0.011},
		{8, 15, 29, 0.04, 0.05}, {8, 15, 30, 0.05, 0.06},
	} {
		if p := exactP(float64(c.u), c.n, c.m); p < c.low-1e-12 || p > c.up+1e-12 {
			t.Errorf("p(U = %d of %d and %d) = %.5f, want %.4f to %.4f", c.u, c.n, c.m, p, c.low, c.up)
		}
	}
}

// TestDistributionAddsUp: probabilities sum to one and are symmetric.
func TestDistributionAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(1, 20).Draw(t, "n"), rapid.IntRange(1, 20).Draw(t, "m")
		p, sum := distribution(n, m), 0.0
		for i, v := range p {
			sum += v
			if math.Abs(v-p[n*m-i]) > 1e-12 {
				t.Fatalf("P(U=%d) = %v and P(U=%d) = %v, want the same", i, v, n*m-i, p[n*m-i])
			}
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Fatalf("sum of P = %v, want 1", sum)
		}
	})
}

// TestTiesAndManyValuesAgreeWithTheExactTest: the approximation takes over without
// a jump.
func TestTiesAndManyValuesAgreeWithTheExactTest(t *testing.T) {
	var a, b []float64
	for i := range 40 {
		a, b = append(a, float64(i)), append(b, float64(i)+8.5)
	}
	exact := rankTest(a, b)
	tied := rankTest(append(slices.Clone(a), 100), append(slices.Clone(b), 100))
	if math.Abs(exact-tied) > 0.01 || exact == tied {
		t.Errorf("p without and with a tie = %.4f and %.4f, want them close", exact, tied)
	}
	if p := rankTest([]float64{1, 1, 1}, []float64{1, 1, 1}); p != 1 {
		t.Errorf("p of equal values = %v, want 1", p)
	}
	if p := rankTest(nil, a); p != 1 {
		t.Errorf("p of no values = %v, want 1", p)
	}
}

func TestHolm(t *testing.T) {
	if got, want := holm([]float64{0.01, 0.04, 0.005, 0.9}), []float64{0.03, 0.08, 0.02, 0.9}; !near(got, want) {
		t.Errorf("holm() = %v, want %v", got, want)
	}
	if got := holm([]float64{0.02, 0.021}); !near(got, []float64{0.04, 0.04}) {
		t.Errorf("holm() = %v, want the second no smaller than the first", got)
	}
}

func near(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Abs(x-y) < 1e-12 })
}
