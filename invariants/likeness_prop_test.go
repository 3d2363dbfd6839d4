package invariants

import (
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// I-12: any renaming that is one to one goes unnoticed, and any other byte that
// differs does not.
func TestSameAbroadNoticesAnythingElse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		customers := rapid.SliceOfN(rapid.IntRange(1, 5), 1, 12).Draw(rt, "customers")
		var one, other []history.Record
		for i, c := range customers {
			one = append(one, crossing("tx", int64(i), i, tok(c), sealed(i)))
			other = append(other, crossing("tx", int64(i), i, tok(1000-c), sealed(1000+i)))
		}
		if f := SameAbroad(abroad(secretive(), one...), abroad(secretive(), other...)); f.Verdict != Held || f.Evaluated != uint64(len(customers)) {
			rt.Fatalf("SameAbroad of a renaming = %v after %d, want held after %d: %+v", f.Verdict, f.Evaluated, len(customers), f.First)
		}
		which := rapid.IntRange(0, len(other)-1).Draw(rt, "which")
		at := rapid.IntRange(0, len(other[which].Body)-1).Draw(rt, "at")
		body := []byte(string(other[which].Body))
		body[at] ^= 1
		sealedFrom := strings.Index(string(body), `"s1-`) + 1
		if at >= sealedFrom && at < len(body)-4 {
			return // within a sealed value nobody can tell
		}
		alone := strings.Index(string(other[which].Body), `"t1-`) + 1
		if at >= alone && at < alone+len(tok(1)) && count(customers, customers[which]) == 1 {
			return // a token that stands for one thing alone may be any other
		}
		other[which].Body = body
		if f := SameAbroad(abroad(secretive(), one...), abroad(secretive(), other...)); f.Verdict != Violated {
			rt.Fatalf("SameAbroad = %v, want violated: byte %d of thing %d differs: %s", f.Verdict, at, which, body)
		}
	})
}

func count(list []int, n int) int {
	found := 0
	for _, x := range list {
		if x == n {
			found++
		}
	}
	return found
}
