package outside

import (
	"math"
	"math/bits"
	"testing"

	"github.com/seatrial/seatrial/sim"
)

func TestLog2(t *testing.T) {
	for _, x := range []uint64{1, 2, 3, 10, 1000, 1<<40 + 12345, 1<<63 + 1, math.MaxUint64} {
		got, want := float64(log2(x))/(1<<32), math.Log2(float64(x))
		if math.Abs(got-want) > 1e-8 {
			t.Errorf("log2(%d) = %.10f, want %.10f", x, got, want)
		}
	}
}

func TestExp2(t *testing.T) {
	for _, y := range []uint32{1, 1 << 20, 1 << 31, 3 << 30, math.MaxUint32} {
		got, want := float64(exp2(y))/(1<<63), math.Exp2(float64(y)/(1<<32))
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("exp2(%d) = %.12f, want %.12f", y, got, want)
		}
	}
}

func TestExponentialHasItsMean(t *testing.T) {
	const mean, n = 1_000_000, 200_000
	c := sim.Chance{Seed: 5, Stream: sim.StreamWorkload}
	sum, above := uint64(0), 0
	for i := range uint64(n) {
		v := exponential(mean, c.Draw(i))
		sum += v
		if v > 3*mean {
			above++
		}
	}
	if got := sum / n; got < 990_000 || got > 1_010_000 {
		t.Errorf("mean of the gaps = %d, want about %d", got, mean)
	}
	if want := int(n * math.Exp(-3)); above < want*9/10 || above > want*11/10 {
		t.Errorf("gaps above three means = %d, want about %d", above, want)
	}
	if got := exponential(mean, math.MaxUint64); got != 0 {
		t.Errorf("exponential of the highest draw = %d, want 0", got)
	}
}

func TestZipf(t *testing.T) {
	z := NewZipf(100, 1000)
	first := z.upTo[0]
	for rank := 2; rank <= 100; rank++ {
		got, want := z.upTo[rank-1]-z.upTo[rank-2], first/uint64(rank)
		if diff := int64(got - want); diff < -int64(want/1000) || diff > int64(want/1000) {
			t.Fatalf("weight of rank %d = %d, want %d: a %dth of the first", rank, got, want, rank)
		}
	}
	if got := z.Rank(0); got != 0 {
		t.Errorf("Rank(0) = %d, want 0", got)
	}
	if got := z.Rank(z.Total() - 1); got != 99 {
		t.Errorf("Rank(Total-1) = %d, want 99", got)
	}
	even := NewZipf(4, 0)
	for i, want := range []uint64{1, 2, 3, 4} {
		if got := even.upTo[i] / (even.Total() / 4); got != want {
			t.Errorf("share up to rank %d without skew = %d quarters, want %d", i+1, got, want)
		}
	}
	if w := weight(9999, 4000); w == 0 || bits.Len64(w) > 41 {
		t.Errorf("weight(9999, 4000) = %d, want at least 1", w)
	}
}

func TestArrivals(t *testing.T) {
	for _, burst := range []int{0, 1, 10} {
		a := newArrivals(sim.Chance{Seed: 3, Stream: sim.StreamWorkload}, 10_000, burst, 1_000_000_000_000)
		now, n := int64(0), 0
		for {
			gap, ok := a.next(now)
			if !ok {
				break
			}
			now += gap
			n += max(burst, 1)
		}
		if n < 9_500 || n > 10_500 {
			t.Errorf("arrivals in 1000 s with bursts of %d = %d, want about 10000", burst, n)
		}
	}
	never := newArrivals(sim.Chance{}, 0, 1, 1<<60)
	if _, ok := never.next(0); ok {
		t.Errorf("arrivals at rate 0 = some, want none")
	}
}
