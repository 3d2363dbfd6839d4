package main

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/seatrial/seatrial/reference/kpi"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/process"
)

// commitOfPart is within what an order counts as on time where no rule says it.
const commitOfPart = int64(30 * time.Second)

// meterOfPart shows what a part of a run counts, and the figures that a region is
// run by, computed from what its witness saw become durable.
type meterOfPart struct {
	child *process.Child

	mu        sync.Mutex
	sheets    map[string]*kpi.Sheet // by region
	delivered map[string]uint64
	again     map[string]uint64 // deliveries beyond the first
}

func newMeterOfPart(child *process.Child) *meterOfPart {
	return &meterOfPart{child: child, sheets: map[string]*kpi.Sheet{}, delivered: map[string]uint64{}, again: map[string]uint64{}}
}

// see takes in what a witness saw.
func (m *meterOfPart) see(seen live.Seen) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range seen.Records {
		r := &seen.Records[i]
		region := r.Region.Text
		switch {
		case r.Kind == history.KindDeliver:
			m.delivered[region]++
			if r.Attempt > 1 {
				m.again[region]++
			}
		case r.Kind == history.KindAppend && r.Stream.Text == "pod/"+region:
			s := m.sheets[region]
			if s == nil {
				s = kpi.NewSheet(commitOfPart)
				m.sheets[region] = s
			}
			s.Take(&kpi.Event{Type: r.Type.Text, Entity: r.Entity.Text, Line: r.Line, Lines: r.Qty, Reason: r.Reason,
				Occurred: r.Wall, Taken: time.Now().UnixNano()}, false)
		}
	}
}

// handler serves the metrics.
func (m *meterOfPart) handler() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(m)
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
}

// Describe implements [prometheus.Collector]: what there is to show depends on
// what happened, so nothing is said beforehand.
func (m *meterOfPart) Describe(chan<- *prometheus.Desc) {}

// Collect implements [prometheus.Collector].
func (m *meterOfPart) Collect(out chan<- prometheus.Metric) {
	sums := m.child.Totals()
	show := func(kind prometheus.ValueType, name, help string, value float64, labels ...string) {
		var names, values []string
		for i := 0; i < len(labels); i += 2 {
			names, values = append(names, labels[i]), append(values, labels[i+1])
		}
		out <- prometheus.MustNewConstMetric(prometheus.NewDesc("seatrial_"+name, help, names, nil), kind, value, values...)
	}
	show(prometheus.CounterValue, "machine_steps_total", "Steps that machines here have taken.", float64(sums.Steps))
	for name, n := range sums.Counted {
		show(prometheus.CounterValue, "counted_total", "What machines here have counted.", float64(n), "name", name)
	}
	for name, n := range sums.Reached {
		show(prometheus.CounterValue, "reached_total", "How often a point was reached.", float64(n), "point", name)
	}
	for fault, n := range sums.Touches {
		show(prometheus.CounterValue, "fault_effects_total", "How often a fault has touched something here.", float64(n), "fault", fault)
	}
	m.figures(show)
}

// figures shows what a region is run by, under the names of the reference.
func (m *meterOfPart) figures(show func(kind prometheus.ValueType, name, help string, value float64, labels ...string)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	says := map[string]kpi.Definition{}
	for _, d := range kpi.Definitions() {
		says[d.Name] = d
	}
	for region, s := range m.sheets {
		figures := s.Figures(time.Now().UnixNano())
		if n := m.delivered[region]; n > 0 {
			figures = append(figures, kpi.Figure{Name: kpi.Duplicates, Value: int64(m.again[region] * 1_000_000 / n), Known: true})
		}
		for _, f := range figures {
			if f.Known {
				d := says[f.Name]
				show(prometheus.GaugeValue, strings.ReplaceAll(f.Name, "-", "_")+"_"+string(d.Unit), "The "+d.Says+".", float64(f.Value), "region", region)
			}
		}
	}
}
