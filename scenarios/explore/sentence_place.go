package explore

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/sim/topology"
)

// atlas says regions by their titles: Virginia for va. While a sentence is made,
// each region has a mark in place of its name, which is one word and no other word
// is like it: a region may be called or.
type atlas []region

type region struct {
	name, mark, title string
	form              *regexp.Regexp // where the name stands in evidence
}

func atlasOf(t topology.Topology) atlas {
	var out atlas
	for i, r := range append(slices.Clone(t.Regions), t.Hub) {
		title := r.Title
		if title == "" {
			title = r.Name
		}
		if r.Name == t.Hub.Name {
			title = "the hub"
		}
		name := regexp.QuoteMeta(r.Name)
		out = append(out, region{r.Name, fmt.Sprintf("Region%dMark", i), title, regexp.MustCompile(`(/| in | of | to |^)` + name + `\b`)})
	}
	return out
}

// mark puts marks in place of the names of regions in evidence.
func (a atlas) mark(text string) string {
	for _, r := range a {
		text = r.form.ReplaceAllString(text, "${1}"+r.mark)
	}
	return text
}

// of returns the mark of a region's name.
func (a atlas) of(name string) string {
	for _, r := range a {
		if r.name == name {
			return r.mark
		}
	}
	return name
}

// markFaults returns the case with marks in its faults.
func (a atlas) markFaults(c Case) Case {
	c = c.Clone()
	for i := range c.Plan.Faults {
		f := &c.Plan.Faults[i]
		f.Region, f.Peer, f.Target = a.of(f.Region), a.of(f.Peer), a.mark(f.Target)
		f.Peers = slices.Clone(f.Peers)
		for k, p := range f.Peers {
			f.Peers[k] = a.of(p)
		}
	}
	return c
}

// unmark puts the titles of the regions in place of their marks.
func (a atlas) unmark(text string) string {
	for i := len(a) - 1; i >= 0; i-- {
		text = strings.ReplaceAll(text, a[i].mark, a[i].title)
	}
	return text
}
