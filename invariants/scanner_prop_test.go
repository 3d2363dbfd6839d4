package invariants

import (
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// The model of the scanner is strings.Contains over every needle.
func TestScannerProperty(t *testing.T) {
	letters := rapid.StringOfN(rapid.RuneFrom([]rune("ab&é/4")), 4, 14, 40)
	rapid.Check(t, func(t *rapid.T) {
		regions := rapid.SampledFrom([]string{"tx", "ca"})
		var canaries []history.Canary
		for range rapid.IntRange(1, 4).Draw(t, "canaries") {
			canaries = append(canaries, history.Canary{Region: regions.Draw(t, "region"), Value: letters.Draw(t, "value")})
		}
		to := regions.Draw(t, "to")
		body := bodyOf(t, canaries)
		want := false
		for _, c := range canaries {
			for _, n := range forms(c.Value) {
				want = want || c.Region != to && strings.Contains(body, n.text)
			}
		}
		hit, got := NewScanner(canaries, nil).Scan([]byte(body), history.N(to))
		if got != want {
			t.Fatalf("Scan(%q to %s) = %v (%+v), want %v", body, to, got, hit, want)
		}
		if got && hit.Canary.Region == to {
			t.Fatalf("Scan(%q to %s) found a canary of %s", body, to, hit.Canary.Region)
		}
	})
}

// bodyOf draws bytes, with or without a needle or a part of one in them.
func bodyOf(t *rapid.T, canaries []history.Canary) string {
	noise := rapid.StringOfN(rapid.RuneFrom([]rune("ab&é/4Y=")), 0, 20, 60)
	body := noise.Draw(t, "before")
	if rapid.Bool().Draw(t, "planted") {
		c := rapid.SampledFrom(canaries).Draw(t, "canary")
		n := rapid.SampledFrom(forms(c.Value)).Draw(t, "form").text
		cut := rapid.IntRange(0, 1).Draw(t, "cut")
		body += n[:len(n)-cut]
	}
	return body + noise.Draw(t, "after")
}
