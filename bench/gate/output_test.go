package gate_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/gate"
)

// mixed has every outcome.
func mixed(t *testing.T) *gate.Verdict {
	t.Helper()
	base, fresh := inTurn(engine(), twelve...), inTurn(engine(), times(0.5, twelve...)...)
	base.Add("commit", bench.P99, times(1e6, twelve[:5]...)...)
	fresh.Add("commit", bench.P99, times(1e6, twelve[:5]...)...)
	*fresh.Counters.MessagesPerOrder = 32.5
	fresh.Counters.BytesPerEvent = nil
	fresh.Machine.Go = "go1.27.0"
	fresh.Tool.Revision = "feed<b>|\nforged"
	accepted := &bench.Accepted{Changes: []bench.Change{{Profile: base.Profile, Counter: "messages_per_order", From: 31.5, To: 32.5,
		Reason: "orders carry lots", Revision: "0123456789abcdef"}}}
	return judge(t, base, fresh, accepted)
}

func TestText(t *testing.T) {
	const want = `REGRESSED: rate of whole (feed<b>| for against 0123456789ab)

Counters
  allocations per event          0.31 -> 0.31        fine         may rise by 2 %
  bytes per event                  56 -> -           inconclusive BASE has it and NEW has not: measure it again
  engine events per order       119.2 -> 119.2       fine         must be the same
  messages per order             31.5 -> 32.5        accepted     +3.17 %: accepted at 0123456789ab: orders carry lots
  lost                              0 -> 0           fine         must be 0
  duplicated                        0 -> 0           fine         must be 0

Timings
  rate of whole       100/s -> 50.02/s     regressed    slower by 100.0 % (+99.0 % to +101.0 %), p < 0.0001: beyond the margin of +10.0 %
  p99 of commit      100 ms -> 100 ms      inconclusive 5 rounds, want at least 10

Note: the machines differ: go1.26.0 linux/amd64, 1 of 2 cores in BASE, go1.27.0 linux/amd64, 1 of 2 cores in NEW; a change of Go may change allocations by itself.
`
	var b strings.Builder
	if err := mixed(t).Text(&b); err != nil || b.String() != want {
		t.Errorf("Text() =\n%s\n%v, want\n%s", b.String(), err, want)
	}
}

func TestTextSaysHowToAccept(t *testing.T) {
	var b strings.Builder
	v := judge(t, engine(), changed(func(r *bench.Result) { *r.Counters.MessagesPerOrder = 33 }), nil)
	if err := v.Text(&b); err != nil || !strings.Contains(b.String(), `If the change of the counter is intended: seatrial gate BASE NEW --accept "why"`) {
		t.Errorf("Text() = %s, %v, want how to accept it", b.String(), err)
	}
}

// TestMarkdownKeepsItsTable: what stands in a file cannot break out of a cell.
func TestMarkdownKeepsItsTable(t *testing.T) {
	var b strings.Builder
	if err := mixed(t).Markdown(&b); err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, line := range strings.Split(b.String(), "\n") {
		if strings.HasPrefix(line, "|") {
			rows++
			if n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"); n != 6 {
				t.Errorf("row %q has %d bars, want 6", line, n)
			}
		}
	}
	if rows != 10 || strings.Contains(b.String(), "<b>") || !strings.Contains(b.String(), "| rate of whole | 100/s | 50.02/s | regressed |") {
		t.Errorf("Markdown() has %d rows, want head, rule and 8:\n%s", rows, b.String())
	}
	if regressed, fine := strings.Index(b.String(), "| rate of whole"), strings.Index(b.String(), "| lost"); regressed > fine {
		t.Error("Markdown() puts what passed before what did not")
	}
}

func TestJUnitIsNeverGreenerThanTheVerdict(t *testing.T) {
	type counts struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
	}
	bare := changed(func(r *bench.Result) { r.Counters = bench.Counters{} })
	for name, c := range map[string]struct {
		v    *gate.Verdict
		warn bool
		want counts
	}{
		"mixed":           {mixed(t), false, counts{9, 1, 2}},
		"mixed, warned":   {mixed(t), true, counts{9, 1, 0}},
		"fine":            {judge(t, engine(), engine(), nil), false, counts{7, 0, 0}},
		"nothing":         {judge(t, bare, bare, nil), false, counts{1, 0, 1}},
		"nothing, warned": {judge(t, bare, bare, nil), true, counts{1, 0, 0}},
	} {
		var b strings.Builder
		var got counts
		if err := c.v.JUnit(&b, c.warn); err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal([]byte(b.String()), &got); err != nil || got != c.want {
			t.Errorf("JUnit(%s) = %+v, %v, want %+v\n%s", name, got, err, c.want, b.String())
		}
	}
}

func TestBenchstat(t *testing.T) {
	var b strings.Builder
	if err := mixed(t).Benchstat(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Unit allocs/event assume=exact\n", "\nside: base\ngoos: linux\n", "\nside: new\n", "# revision feed<b>|-forged\n",
		"BenchmarkEngine/counters 1 0.31 allocs/event 119.25 events/order 32.5 messages/order 0 lost 0 duplicated\n",
		"BenchmarkEngine/whole 1 50 ops/s\n", "BenchmarkEngine/commit 1 1e+08 p99-ns\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("Benchstat() has no %q:\n%s", want, b.String())
		}
	}
}
