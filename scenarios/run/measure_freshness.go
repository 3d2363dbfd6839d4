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
	name   string
	abroad string // see [viewer.abroad]
	ages   *hdrhistogram.Histogram
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
	if region := v.abroad(); region != "" {
		return name + "/" + region
	}
	return name
}

// abroad returns the owner's region, "" where the viewer is of it.
func (v *viewer) abroad() string {
	region := v.owner.Text[strings.LastIndexByte(v.owner.Text, '/')+1:]
	if strings.HasSuffix(v.consumer.Text, "/"+region) {
		return ""
	}
	return region
}

func (f *freshness) seal() {
	for i := range f.runs {
		f.runs[i].ages.seal()
	}
}

func (f *freshness) merge(other *freshness) {
	for i := range other.runs {
		other.runs[i].ages.into(f.sum(other.runs[i].name(), other.runs[i].abroad()))
	}
	for _, v := range other.sums {
		f.sum(v.name, v.abroad).Merge(v.ages)
	}
}

func (f *freshness) sum(name, abroad string) *hdrhistogram.Histogram {
	for _, v := range f.sums {
		if v.name == name {
			return v.ages
		}
	}
	f.sums = append(f.sums, viewed{name: name, abroad: abroad, ages: newHistogram()})
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

// abroad returns how old the figures of a region were that were shown to others, of
// every region if none is named.
func (f *freshness) abroad(region string) *hdrhistogram.Histogram {
	h := newHistogram()
	wanted := func(of string) bool { return of != "" && (region == "" || of == region) }
	for i := range f.runs {
		if wanted(f.runs[i].abroad()) {
			f.runs[i].ages.into(h)
		}
	}
	for _, v := range f.sums {
		if wanted(v.abroad) {
			h.Merge(v.ages)
		}
	}
	return h
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
