package reports

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
)

// timeline is one run drawn against its own time: phases, a bar per fault, and
// below them every series of every region, with the faults that struck the
// region as bands behind it.
type timeline struct {
	Seed    uint64
	Length  string
	Ticks   []tick
	Phases  []bar
	Faults  []bar
	Breach  *breachMark
	Groups  []seriesGroup
	Moments []moment
}

// breachMark is where the first promise broke. Side keeps its label on the page.
type breachMark struct {
	At, Label, Side string
}

func breachOf(percent float64, at time.Duration) *breachMark {
	mark := &breachMark{At: unit(percent), Label: instant(at)}
	switch {
	case percent < 20:
		mark.Side = "left"
	case percent > 80:
		mark.Side = "right"
	}
	return mark
}

// bar is a stretch of time, placed in percent of the run.
type bar struct {
	ID, Text, Status, Left, Width string
	Open                          bool // not proved, or not reverted
}

type moment struct {
	At, What, Text string
}

// timelineOf draws d; nil if there is nothing to draw.
func timelineOf(r *run.Result, g gazetteer) *timeline {
	d := r.Detail
	if d == nil {
		return nil
	}
	length := lengthOf(d)
	if length <= 0 {
		return nil
	}
	across := scale{to: float64(length), size: 100}
	tl := &timeline{Seed: d.Seed, Length: span(length.Round(time.Second)), Ticks: timeTicks(length)}
	for _, p := range d.Phases {
		tl.Phases = append(tl.Phases, barOf(across, p.Name, p.From, p.To))
	}
	for _, f := range d.Faults {
		b := barOf(across, f.Fault.ID, f.Fault.At, f.Fault.Ends())
		b.Text, b.Status, b.Open = g.tells(f.Fault), effects(f), !f.Proved || !f.Reverted
		tl.Faults = append(tl.Faults, b)
	}
	if at, ok := firstBreach(r); ok {
		tl.Breach = breachOf(across.at(float64(at)), at)
	}
	tl.Groups = groupsOf(d, length, g)
	tl.Moments = momentsOf(d)
	return tl
}

// effects is what became of a fault, in the few words that fit beside its bar.
func effects(f run.FaultReport) string {
	if f.Proved && f.Reverted {
		return plural(f.Effects, "effect") + ", reverted"
	}
	return status(f)
}

func lengthOf(d *run.Detail) time.Duration {
	var length time.Duration
	for _, p := range d.Phases {
		length = max(length, p.To)
	}
	for _, s := range d.Series {
		length = max(length, s.Every*time.Duration(len(s.Values)))
	}
	for _, f := range d.Faults {
		length = max(length, f.Fault.Ends())
	}
	return length
}

func barOf(across scale, id string, from, to time.Duration) bar {
	left := across.at(float64(from))
	width := math.Max(across.at(float64(to))-left, 0.4) // a short fault must still be seen
	return bar{ID: clean(id), Left: unit(math.Min(left, 99.6)), Width: unit(width)}
}

// firstBreach is the earliest breach of the run that is drawn.
func firstBreach(r *run.Result) (time.Duration, bool) {
	first, found := time.Duration(0), false
	for _, one := range r.Runs {
		if one.Seed != r.Detail.Seed {
			continue
		}
		for _, f := range one.Promises {
			if f.Verdict != invariants.Violated || f.First == nil || !timed(f.First) {
				continue
			}
			if at := time.Duration(f.First.At); !found || at < first {
				first, found = at, true
			}
		}
	}
	return first, found
}

// momentsOf lists the moments in the order of time.
func momentsOf(d *run.Detail) []moment {
	sorted := slices.Clone(d.Timeline)
	slices.SortStableFunc(sorted, func(a, b run.Moment) int { return cmp.Compare(a.At, b.At) })
	var out []moment
	for _, m := range sorted {
		out = append(out, moment{At: instant(m.At), What: clean(m.What), Text: clean(m.Text)})
	}
	return out
}
