package reports

import (
	"math"
	"regexp"
	"strconv"
	"testing"
)

// Text must be read by tired eyes: 4.5 to 1 against its paper (WCAG 2.2, 1.4.3).
func TestInkStandsOutFromPaper(t *testing.T) {
	blocks := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(reportCSS, -1)
	if len(blocks) != 2 {
		t.Fatalf("report.css has %d palettes, want a light and a dark one", len(blocks))
	}
	colour := regexp.MustCompile(`--([a-z0-9]+): #([0-9a-f]{6});`)
	for i, name := range []string{"light", "dark"} {
		palette := map[string]float64{}
		for _, m := range colour.FindAllStringSubmatch(blocks[i][1], -1) {
			palette[m[1]] = luminance(m[2])
		}
		for _, paper := range []string{"paper", "faint"} {
			for _, ink := range []string{"ink", "soft", "sea", "held", "violated", "unknown", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8"} {
				if _, ok := palette[ink]; !ok {
					t.Fatalf("palette %s has no --%s", name, ink)
				}
				if got := contrast(palette[ink], palette[paper]); got < 4.5 && (paper == "paper" || ink == "ink" || ink == "soft") {
					t.Errorf("contrast(%s: --%s on --%s) = %.2f, want at least 4.5", name, ink, paper, got)
				}
			}
		}
	}
}

func contrast(a, b float64) float64 { return (math.Max(a, b) + 0.05) / (math.Min(a, b) + 0.05) }

func luminance(hex string) float64 {
	linear := func(s string) float64 {
		n, _ := strconv.ParseUint(s, 16, 8)
		if c := float64(n) / 255; c > 0.04045 {
			return math.Pow((c+0.055)/1.055, 2.4)
		}
		return float64(n) / 255 / 12.92
	}
	return 0.2126*linear(hex[:2]) + 0.7152*linear(hex[2:4]) + 0.0722*linear(hex[4:])
}
