package topology_test

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/seatrial/seatrial/sim/topology"
	"pgregory.net/rapid"
)

// I-12: a disguise is one to one within a region, keeps every length, and leaves
// no text with a letter or digit as it is.
func TestDisguise(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := topology.Disguise(rapid.Uint64Min(1).Draw(rt, "disguise"))
		texts := rapid.SliceOfDistinct(rapid.OneOf(rapid.String(), rapid.StringMatching(`(buyer|dock|net) [0-9]{1,3}`)), rapid.ID[string]).Draw(rt, "texts")
		seen := map[string]string{}
		for _, s := range texts {
			out := d.Text("tx", s)
			if other, taken := seen[out]; taken {
				rt.Fatalf("Text(%q) = %q, want another than of %q", s, out, other)
			}
			seen[out] = s
			if d.Text("tx", s) != out {
				rt.Fatalf("Text(%q) = %q, then another, want the same again", s, out)
			}
			was, _ := json.Marshal(s)
			is, _ := json.Marshal(out)
			if len(was) != len(is) || len(s) != len(out) {
				rt.Fatalf("Text(%q) = %q, want the same length in every encoding", s, out)
			}
			for i := range s {
				if c := s[i]; out[i] == c && ('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '1' <= c && c <= '9') {
					rt.Fatalf("Text(%q) = %q, want another letter at %d", s, out, i)
				}
			}
		}
	})
}

func TestDisguiseOfNumbers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := topology.Disguise(rapid.Uint64Min(1).Draw(rt, "disguise"))
		n := rapid.Int64Range(1, 999_999_999_999_999_999).Draw(rt, "n")
		out := d.Number("tx", n)
		if out == n || len(strconv.FormatInt(out, 10)) != len(strconv.FormatInt(n, 10)) {
			rt.Fatalf("Number(%d) = %d, want another number of as many digits", n, out)
		}
	})
}

func TestNoDisguise(t *testing.T) {
	var d topology.Disguise
	if got := d.Text("tx", "buyer 17"); got != "buyer 17" || d.Number("tx", 42) != 42 {
		t.Errorf("the zero disguise makes %q of %q, want nothing changed", got, "buyer 17")
	}
	one, other := topology.Disguise(1).Text("tx", "buyer 17"), topology.Disguise(1).Text("va", "buyer 17")
	if one == other {
		t.Errorf("Text in two regions = %q in both, want two", one)
	}
}
