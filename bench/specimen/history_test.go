package specimen_test

import (
	"reflect"
	"testing"

	"github.com/seatrial/seatrial/bench/specimen"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/sim/history"
)

// shortest is the shortest history in which everything happens.
const shortest = 100_000

// TestEveryPromiseIsPutToTheTest judges a specimen: all hold, and each had something
// to judge.
func TestEveryPromiseIsPutToTheTest(t *testing.T) {
	if err := specimen.Header().Validate(); err != nil {
		t.Fatal(err)
	}
	s, j := specimen.New(shortest), invariants.NewJudge(specimen.Header(), invariants.All())
	for r := s.Next(); r != nil; r = s.Next() {
		j.See(r)
	}
	for _, f := range j.Findings() {
		if f.Verdict != invariants.Held || f.Evaluated == 0 {
			t.Errorf("%s over a specimen = %s (%s, %v; evaluated %d), want held", f.ID, f.Verdict, f.Why, f.First, f.Evaluated)
		}
	}
}

// TestOneLengthGivesOneHistory tells a specimen twice: the same records, dense, in
// order of time, each as the format wants it, and one end.
func TestOneLengthGivesOneHistory(t *testing.T) {
	a, b := specimen.New(20_000), specimen.New(20_000)
	seq, at, ends := uint64(0), int64(0), 0
	for {
		r, again := a.Next(), b.Next()
		if !reflect.DeepEqual(r, again) {
			t.Fatalf("record %d = %+v, then %+v", seq+1, r, again)
		}
		if r == nil {
			break
		}
		if r.Seq != seq+1 || r.At <= at {
			t.Fatalf("record %d has seq %d at %d ns, want the next after %d ns", seq+1, r.Seq, r.At, at)
		}
		seq, at = r.Seq, r.At
		if r.Kind == history.KindEnd {
			ends++
		}
	}
	if ends != 1 || a.Next() != nil {
		t.Errorf("%d end records, want one, and nothing after it", ends)
	}
}
