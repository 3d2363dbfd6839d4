package scenarios

import (
	"slices"
	"strings"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/topology"
)

// What a region may notice of a fault, by what its clients and those who look at its
// figures see.
const (
	NoticedAnswers = "answers" // a smaller share of its commands was answered
	NoticedWrites  = "writes"  // 99 of 100 writes took half as long again, or longer
	NoticedFigures = "figures" // its figures were half as old again when others were shown them, or older
)

// Noticeable lists what a region may notice.
func Noticeable() []string { return []string{NoticedAnswers, NoticedWrites, NoticedFigures} }

// Radius is how far a fault may reach: regions that may notice it, tx, or what of it
// they may notice, tx/figures. A nil radius is none that was declared; an empty one
// lets nobody notice anything.
type Radius []string

// Declared reports whether the scenario says how far the fault may reach.
func (r Radius) Declared() bool { return r != nil }

// Covers reports whether a region may notice something.
func (r Radius) Covers(region, what string) bool {
	return slices.Contains(r, region) || slices.Contains(r, region+"/"+what)
}

// String writes the list as a timeline has it: [tx, va/figures].
func (r Radius) String() string { return flow(r) }

// radius reads how far a step may reach, with the names of regions.
func (s stepFile) radius(t topology.Topology, named *roles) Radius {
	if !s.place.Has("reaches") {
		return nil
	}
	out := Radius{}
	for _, word := range s.reaches {
		region, what, part := strings.Cut(word, "/")
		region = named.region(region)
		key := s.place.Key("reaches")
		switch {
		case !slices.Contains(podRegions(t), region):
			key.Report(strict.Suggest(region, podRegions(t)), "unknown region %q", region)
		case part && !slices.Contains(Noticeable(), what):
			key.Report(strict.Suggest(what, Noticeable()), "a region cannot notice %q", what)
		}
		if part {
			region += "/" + what
		}
		out = append(out, region)
	}
	return out
}
