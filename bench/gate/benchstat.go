package gate

import (
	"fmt"
	"io"
	"strings"

	"github.com/seatrial/seatrial/bench"
)

// Benchstat writes both results in the format of Go benchmarks, so that benchstat
// can compare them its own way: benchstat -col side FILE. Each round is a line; the
// counters, which have no rounds, are a line of their own, marked as exact.
func (v *Verdict) Benchstat(w io.Writer) error {
	var b strings.Builder
	for _, unit := range []string{"allocs/event", "B/event", "events/order", "messages/order", "lost", "duplicated"} {
		fmt.Fprintf(&b, "Unit %s assume=exact\n", unit)
	}
	b.WriteString("Unit ops/s better=higher\n")
	for _, side := range []struct {
		name string
		r    *bench.Result
	}{{"base", v.Base}, {"new", v.New}} {
		fmt.Fprintf(&b, "\n# revision %s\nside: %s\ngoos: %s\ngoarch: %s\n\n", word(side.r.Tool.Revision), side.name, word(side.r.Machine.OS), word(side.r.Machine.Arch))
		benchLines(&b, side.r)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// units are those of the counters, by key.
var units = map[string]string{"allocations_per_event": "allocs/event", "bytes_per_event": "B/event", "engine_events_per_order": "events/order",
	"messages_per_order": "messages/order", "lost": "lost", "duplicated": "duplicated"}

func benchLines(b *strings.Builder, r *bench.Result) {
	name := capital(word(r.Profile.Name))
	if all := r.Counters.All(); len(all) > 0 {
		fmt.Fprintf(b, "Benchmark%s/counters 1", name)
		for _, c := range all {
			fmt.Fprintf(b, " %v %s", c.Value, units[c.Key])
		}
		b.WriteString("\n")
	}
	for _, t := range r.Timings {
		for _, s := range t.Samples {
			if t.Metric == bench.Rate {
				fmt.Fprintf(b, "Benchmark%s/%s 1 %v ops/s\n", name, word(t.Leg), s)
			} else {
				fmt.Fprintf(b, "Benchmark%s/%s 1 %v %s-ns\n", name, word(t.Leg), s, t.Metric)
			}
		}
	}
}

// word makes one word of a text.
func word(s string) string {
	out := strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f || r == '/' {
			return '-'
		}
		return r
	}, s)
	if out == "" {
		return "unnamed"
	}
	return out
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
