package run

import (
	"slices"
	"testing"
)

// TestAgainst finds what a region noticed: fewer answers, slower writes, older figures,
// and nothing where there is nothing to compare.
func TestAgainst(t *testing.T) {
	without := &Single{Regions: []InRegion{{Commands: 100, Answered: 100, WriteP99: 1000, ShownP99: 4000}, {Commands: 50, Answered: 49, WriteP99: 1000}}}
	with := &Single{Regions: []InRegion{{Commands: 90, Answered: 89, WriteP99: 1499, ShownP99: 6000}, {Commands: 100, Answered: 98, WriteP99: 1500, ShownP99: 1}}}
	with.against(without)
	if got, want := with.Regions[0].Noticed, []string{NoticedAnswers, NoticedFigures}; !slices.Equal(got, want) {
		t.Errorf("noticed = %v, want %v", got, want)
	}
	if got, want := with.Regions[1].Noticed, []string{NoticedWrites}; !slices.Equal(got, want) {
		t.Errorf("noticed = %v, want %v: the same share was answered", got, want)
	}
	if with.Regions[1].Shown != nil || *with.Regions[0].Writes != 1.499 {
		t.Errorf("ratios = %v, %v, want 1.499 and none of figures that nobody was shown before", *with.Regions[0].Writes, with.Regions[1].Shown)
	}
}
