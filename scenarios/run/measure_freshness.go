package run

import (
	"strings"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/seatrial/seatrial/sim/history"
)

// freshness measures how old a figure is when somebody is shown it (R096), by
// viewer and by the region the figure is about.
type freshness struct {
	runs []viewer
	sums []viewed
}

type viewer struct {
	consumer, source history.Name
	ages             spectrum
}

type viewed struct {
	name string
	ages *hdrhistogram.Histogram
}

// viewersMax bounds the pairs of viewer and owner; later ones are not measured.
const viewersMax = 256

const freshnessPath = "freshness"

func (f *freshness) record(r *history.Record) {
	for i := range f.runs {
		if v := &f.runs[i]; v.consumer.Key == r.Consumer.Key && v.source.Key == r.Source.Key {
			v.ages.record(r.At - r.AsOf)
			return
		}
	}
	if len(f.runs) < viewersMax {
		f.runs = append(f.runs, viewer{consumer: r.Consumer, source: r.Source})
		f.runs[len(f.runs)-1].ages.record(r.At - r.AsOf)
	}
}

// name returns freshness/planner/tx, and freshness/aggregator/pod/tx where the
// figure is of another region than the viewer.
func (v *viewer) name() string {
	name := freshnessPath + "/" + v.consumer.Text
	_, region, _ := strings.Cut(v.source.Text, "/")
	if v.source.Text == "" || region != "" && strings.HasSuffix(v.consumer.Text, "/"+region) {
		return name
	}
	return name + "/" + v.source.Text
}

func (f *freshness) seal() {
	for i := range f.runs {
		f.runs[i].ages.seal()
	}
}

func (f *freshness) merge(other *freshness) {
	for i := range other.runs {
		other.runs[i].ages.into(f.sum(other.runs[i].name()))
	}
	for _, v := range other.sums {
		f.sum(v.name).Merge(v.ages)
	}
}

func (f *freshness) sum(name string) *hdrhistogram.Histogram {
	for _, v := range f.sums {
		if v.name == name {
			return v.ages
		}
	}
	f.sums = append(f.sums, viewed{name: name, ages: newHistogram()})
	return f.sums[len(f.sums)-1].ages
}

// into adds the ages under a name to a histogram; freshness alone means all.
func (f *freshness) into(name string, h *hdrhistogram.Histogram) {
	for i := range f.runs {
		if name == freshnessPath || name == f.runs[i].name() {
			f.runs[i].ages.into(h)
		}
	}
	for _, v := range f.sums {
		if name == freshnessPath || name == v.name {
			h.Merge(v.ages)
		}
	}
}

// paths lists the names, each once.
func (f *freshness) paths() []string {
	out := []string{freshnessPath}
	seen := map[string]bool{}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	for i := range f.runs {
		add(f.runs[i].name())
	}
	for _, v := range f.sums {
		add(v.name)
	}
	return out
}
