package run

import (
	"slices"
	"testing"

	"github.com/seatrial/seatrial/scenarios"
)

// TestAgainst finds what a region noticed: fewer answers, slower writes, older figures,
// and nothing where there is nothing to compare.
func TestAgainst(t *testing.T) {
	without := &Single{Regions: []InRegion{{Commands: 100, Answered: 100, WriteP99: 1000, ShownP99: 4000}, {Commands: 50, Answered: 49, WriteP99: 1000}}}
	with := &Single{Regions: []InRegion{{Commands: 90, Answered: 89, WriteP99: 1499, ShownP99: 6000}, {Commands: 100, Answered: 98, WriteP99: 1500, ShownP99: 1}}}
	with.against(without)
	if got, want := with.Regions[0].Noticed, []string{scenarios.NoticedAnswers, scenarios.NoticedFigures}; !slices.Equal(got, want) {
		t.Errorf("noticed = %v, want %v", got, want)
	}
	if got, want := with.Regions[1].Noticed, []string{scenarios.NoticedWrites}; !slices.Equal(got, want) {
		t.Errorf("noticed = %v, want %v: the same share was answered", got, want)
	}
	if len(with.Beyond) > 0 {
		t.Errorf("beyond = %v, want nothing: nobody has declared how far it may reach", with.Beyond)
	}
	for _, k := range []struct{ radius, beyond []string }{
		{[]string{"tx", "va"}, nil},
		{[]string{"tx/answers", "va/writes"}, []string{"tx/figures"}},
		{[]string{}, []string{"tx/answers", "tx/figures", "va/writes"}},
	} {
		again := &Single{Reaches: k.radius, Regions: slices.Clone(with.Regions)}
		for i, name := range []string{"tx", "va"} {
			again.Regions[i].Region = name
			again.Regions[i].Noticed = nil
		}
		again.against(without)
		if !slices.Equal(again.Beyond, k.beyond) {
			t.Errorf("beyond %v = %v, want %v", k.radius, again.Beyond, k.beyond)
		}
	}
	if with.Regions[1].Shown != nil || *with.Regions[0].Writes != 1.499 {
		t.Errorf("ratios = %v, %v, want 1.499 and none of figures that nobody was shown before", *with.Regions[0].Writes, with.Regions[1].Shown)
	}
}
