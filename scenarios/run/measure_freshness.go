package run

import (
	"strings"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/seatrial/seatrial/sim/history"
)

// freshness measures how old a figure is when somebody is shown it (R096), by
// viewer and by whose figure it is.
type freshness struct {
	runs []viewer
	sums []viewed
}

type viewer struct {
	consumer, owner history.Name
	ages            spectrum
}

type viewed struct {
	name string
	ages *hdrhistogram.Histogram
}

// viewersMax bounds the pairs of viewer and owner; later ones are not measured.
const viewersMax = 256

const freshnessPath = "freshness"

// record takes in a view. A figure without a label, or from the future, was not
// labelled by the clock of the record, which says nothing about its age.
func (f *freshness) record(r *history.Record) {
	if r.Age() < 0 || r.Wall != 0 && r.AsOf == 0 {
		return
	}
	owner := r.Owner()
	for i := range f.runs {
		if v := &f.runs[i]; v.consumer.Key == r.Consumer.Key && v.owner.Key == owner.Key {
			v.ages.record(r.Age())
			return
		}
	}
	if len(f.runs) < viewersMax {
		f.runs = append(f.runs, viewer{consumer: r.Consumer, owner: owner})
		f.runs[len(f.runs)-1].ages.record(r.Age())
	}
}

// name returns freshness/planner/tx, and freshness/aggregator/tx where the
// viewer is not of the owner's region.
func (v *viewer) name() string {
	name := freshnessPath + "/" + v.consumer.Text
	region := v.owner.Text[strings.LastIndexByte(v.owner.Text, '/')+1:]
	if region == "" || strings.HasSuffix(v.consumer.Text, "/"+region) {
		return name
	}
	return name + "/" + region
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
