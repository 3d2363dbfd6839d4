package run

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatrial/seatrial/sim/history"
)

// TestSpectrumIsAnHdrHistogram records the same values both ways.
func TestSpectrumIsAnHdrHistogram(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.Int64Range(-5, 2*highest)).Draw(t, "microseconds")
		var open, sealed spectrum
		want := newHistogram()
		for _, us := range values {
			open.record(us * 1000)
			sealed.record(us*1000 + 999*min(1, max(0, us)))
			if err := want.RecordValue(min(max(us, 0), highest)); err != nil {
				t.Fatal(err)
			}
		}
		sealed.seal()
		for name, s := range map[string]*spectrum{"open": &open, "sealed": &sealed} {
			got := newHistogram()
			s.into(got)
			if !got.Equals(want) {
				t.Fatalf("%s spectrum of %v differs from the histogram", name, values)
			}
		}
	})
}

// TestWindowRemembers compares with a set, as long as positions stay in the
// window.
func TestWindowRemembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w window
		model := map[uint64]bool{}
		highest := uint64(0)
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			pos := highest + rapid.Uint64Range(0, windowSpan*2).Draw(t, "ahead")
			if back := rapid.Uint64Range(0, windowSpan-64).Draw(t, "back"); back < pos && rapid.Bool().Draw(t, "late") {
				pos -= back
			}
			highest = max(highest, pos)
			old := pos < w.base
			if got := w.has(pos); got != (model[pos] || old) {
				t.Fatalf("has(%d) = %v, want %v", pos, got, model[pos] || old)
			}
			if got := w.add(pos); got != (model[pos] || old) {
				t.Fatalf("add(%d) = %v, want %v", pos, got, model[pos] || old)
			}
			if old && highest-pos < windowSpan-64 {
				t.Fatalf("add(%d) is too old at %d, want %d positions remembered", pos, highest, windowSpan-64)
			}
			model[pos] = true
		}
	})
}

func TestTableFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var x table
		model := map[uint64]int32{}
		for i, key := range rapid.SliceOfDistinct(rapid.Uint64(), rapid.ID).Draw(t, "keys") {
			x.put(key, int32(i))
			model[key] = int32(i)
		}
		for key, want := range model {
			if got, ok := x.get(key); !ok || got != want {
				t.Fatalf("get(%d) = %d, %v, want %d", key, got, ok, want)
			}
		}
		miss := rapid.Uint64().Draw(t, "miss")
		if _, ok := x.get(miss); ok {
			if _, known := model[miss]; !known {
				t.Fatalf("get(%d) found what was never put", miss)
			}
		}
	})
}

// TestStripsKeepTotals folds figures of a long run: sums and peaks stay.
func TestStripsKeepTotals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s strips
		var total, peak int64
		at := int64(0)
		for range rapid.IntRange(1, 50).Draw(t, "steps") {
			at += rapid.Int64Range(0, int64(2*time.Hour)).Draw(t, "wait")
			n := rapid.Int64Range(0, 1000).Draw(t, "n")
			s.add(answeredStrip, 0, at, n)
			s.set(backlogStrip, 0, at, n)
			total, peak = total+n, max(peak, n)
		}
		var gotTotal, gotPeak int64
		for _, v := range s.lines[answeredStrip][0].values {
			gotTotal += v
		}
		for _, v := range s.lines[backlogStrip][0].values {
			gotPeak = max(gotPeak, v)
		}
		if gotTotal != total || gotPeak != peak {
			t.Fatalf("strips hold %d, peak %d, want %d, %d", gotTotal, gotPeak, total, peak)
		}
		for _, x := range s.series(&regions{names: make([]history.Name, 1)}, at) {
			if len(x.Values) > stripLength || int64(len(x.Values)) != at/int64(x.Every)+1 {
				t.Fatalf("series %s has %d values every %v until %v", x.Name, len(x.Values), x.Every, time.Duration(at))
			}
		}
	})
}
