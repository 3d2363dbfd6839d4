package topology_test

import (
	"testing"

	"github.com/seatrial/seatrial/sim/topology"
)

func TestPicks(t *testing.T) {
	p := topology.Picks{"tx": {3, 17}, "va": {}}
	for _, c := range []struct {
		region string
		n      uint64
		want   bool
	}{{"tx", 3, true}, {"tx", 17, true}, {"tx", 4, false}, {"va", 1, false}, {"or", 1, true}} {
		if got := p.Keeps(c.region, c.n); got != c.want {
			t.Errorf("%v.Keeps(%s, %d) = %v, want %v", p, c.region, c.n, got, c.want)
		}
	}
	q := p.With("or", []int{2})
	if p.Keeps("or", 1) != true || q.Keeps("or", 1) || !q.Keeps("or", 2) || !q.Keeps("tx", 3) {
		t.Errorf("With(or, 2) = %v of %v, want a copy with or changed", q, p)
	}
	if q := topology.Picks(nil).With("tx", nil); q.Keeps("tx", 1) {
		t.Errorf("With of nothing = %v, want tx empty", q)
	}
}
