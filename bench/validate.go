package bench

import (
	"fmt"
	"math"
	"slices"
)

// fault is what is wrong with a value, by its path: timings[2].samples[0].
type fault struct {
	path   []any
	what   string
	remedy string
}

func (f *fault) Error() string { return fmt.Sprintf("%s: %s", f.what, f.remedy) }

// Validate reports the first thing that is wrong with a result, and what to write
// instead.
func (r *Result) Validate() error {
	if f := r.fault(); f != nil {
		return f
	}
	return nil
}

func (r *Result) fault() *fault {
	if r.Schema != Schema {
		return &fault{[]any{"schema"}, fmt.Sprintf("schema %q", r.Schema), fmt.Sprintf("write %q; if a newer tool wrote it, use that tool", Schema)}
	}
	for _, name := range []struct {
		path  []any
		value string
	}{{[]any{"tool", "name"}, r.Tool.Name}, {[]any{"tool", "revision"}, r.Tool.Revision}, {[]any{"profile", "name"}, r.Profile.Name}} {
		if name.value == "" {
			return &fault{name.path, fmt.Sprintf("no %v of the %v", name.path[1], name.path[0]), "write what was measured"}
		}
	}
	if f := r.Counters.fault(); f != nil {
		return f
	}
	if f := r.timingFault(); f != nil {
		return f
	}
	return r.chartFault()
}

func (c *Counters) fault() *fault {
	for _, n := range c.All() {
		if math.IsNaN(n.Value) || math.IsInf(n.Value, 0) || n.Value < 0 {
			return &fault{[]any{"counters", n.Key}, fmt.Sprintf("%s is %v", n.Key, n.Value), "write a number from 0, or leave the key out if it was not measured"}
		}
	}
	return nil
}

func (r *Result) timingFault() *fault {
	seen := map[string]bool{}
	for i, t := range r.Timings {
		at := func(key ...any) []any { return append([]any{"timings", i}, key...) }
		switch {
		case t.Leg == "":
			return &fault{at("leg"), "a timing without a leg", "name the part of the way that was timed"}
		case !slices.Contains(metrics, t.Metric):
			return &fault{at("metric"), fmt.Sprintf("metric %q", t.Metric), fmt.Sprintf("write one of %v", metrics)}
		case t.Unit != t.Metric.Unit():
			return &fault{at("unit"), fmt.Sprintf("%s in %q", t.Metric, t.Unit), fmt.Sprintf("convert to %q", t.Metric.Unit())}
		case len(t.Samples) == 0:
			return &fault{at("samples"), "a timing without samples", "write one for each round, or leave the timing out"}
		case seen[t.Leg+" "+string(t.Metric)]:
			return &fault{at("leg"), fmt.Sprintf("%s of %s twice", t.Metric, t.Leg), "write all its samples into one timing"}
		}
		seen[t.Leg+" "+string(t.Metric)] = true
		for j, v := range t.Samples {
			if math.IsNaN(v) || math.IsInf(v, 0) || v <= 0 {
				return &fault{at("samples", j), fmt.Sprintf("sample %v", v), "write a number above 0"}
			}
		}
	}
	return nil
}

// Counter is one counter that was measured.
type Counter struct {
	Key   string // as in the file
	Name  string // for people
	Value float64
}

// All returns the counters that were measured, in a fixed order.
func (c *Counters) All() []Counter {
	var out []Counter
	for _, f := range []struct {
		key, name string
		value     *float64
	}{
		{"allocations_per_event", "allocations per event", c.AllocationsPerEvent},
		{"bytes_per_event", "bytes per event", c.BytesPerEvent},
		{"engine_events_per_order", "engine events per order", c.EventsPerOrder},
		{"messages_per_order", "messages per order", c.MessagesPerOrder},
		{"lost", "lost", counted(c.Lost)},
		{"duplicated", "duplicated", counted(c.Duplicated)},
	} {
		if f.value != nil {
			out = append(out, Counter{Key: f.key, Name: f.name, Value: *f.value})
		}
	}
	return out
}

func counted(n *int64) *float64 {
	if n == nil {
		return nil
	}
	v := float64(*n)
	return &v
}
