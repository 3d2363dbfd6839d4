package hist_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatrial/seatrial/bench/hist"
)

// TestCurveIsReadBack writes curves of drawn latencies and reads them.
func TestCurveIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := hist.New()
		for _, v := range rapid.SliceOfN(rapid.Int64Range(0, int64(time.Minute)), 1, 60).Draw(t, "latencies") {
			if err := h.RecordValue(v); err != nil {
				t.Fatal(err)
			}
		}
		var b strings.Builder
		if err := hist.WriteCurve(&b, "order commit", h); err != nil {
			t.Fatal(err)
		}
		c, err := hist.ReadCurve(strings.NewReader(b.String()))
		if err != nil {
			t.Fatalf("ReadCurve(%s) = %v", b.String(), err)
		}
		last := c.Points[len(c.Points)-1]
		if c.Name != "order commit" || c.Count != h.TotalCount() || last.Quantile != 1 || last.Latency != time.Duration(h.Max()) {
			t.Fatalf("ReadCurve() = %q of %d, up to %v at %v; want order commit of %d, up to %v at 1", c.Name, c.Count, last.Latency, last.Quantile, h.TotalCount(), time.Duration(h.Max()))
		}
	})
}

func TestReadCurveSaysWhereAndWhat(t *testing.T) {
	const head = "       Value     Percentile TotalCount 1/(1-Percentile)\n\n"
	for text, want := range map[string]string{
		"":                             "line 0: column 1: no row of a curve",
		"Value(h) x y z\n":             `line 1: column 1: column "Value(h)": write Value(ms)`,
		head + "1.0 0.5":               "line 3: column 1: 2 columns",
		head + "1.0 1.5 3 2.0":         `line 3: column 1: row "1.0 1.5 3 2.0": write a value from 0`,
		head + "NaN 0.5 3 2.0":         `line 3: column 1: row "NaN 0.5 3 2.0"`,
		head + "2 0.5 1 2\n1 0.9 2 10": `line 4: column 1: row "1 0.9 2 10" falls behind`,
		strings.Repeat("1", 1<<21):     "line 1: column 1: the line has more than 1048576 bytes",
	} {
		_, err := hist.ReadCurve(strings.NewReader(text))
		var wrong *hist.Error
		if !errors.As(err, &wrong) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("ReadCurve(%.40q) = %v, want %s", text, err, want)
		}
	}
}

// FuzzReadCurve reads anything: no panic, and what was read neither falls nor is
// empty.
func FuzzReadCurve(f *testing.F) {
	f.Add("#[Path    = a, unit = ms]\n   Value(ms)     Percentile TotalCount 1/(1-Percentile)\n\n 0.5 0.5 1 2.0\n 1.5 1.0 2 inf\n#[Max = 1]\n")
	f.Add("Value(us)\n1 0 1\n1e300 1 1")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := hist.ReadCurve(strings.NewReader(text))
		if err != nil {
			return
		}
		last := hist.CurvePoint{}
		for _, p := range c.Points {
			if p.Quantile < last.Quantile || p.Quantile > 1 || p.Latency < last.Latency {
				t.Fatalf("ReadCurve(%q) has %v after %v", text, p, last)
			}
			last = p
		}
		if len(c.Points) == 0 {
			t.Fatalf("ReadCurve(%q) has no points", text)
		}
	})
}
