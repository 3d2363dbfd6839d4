package run

import "github.com/seatrial/seatrial/sim/history"

// places count the commands of each region, by how they ended.
type places struct {
	open map[uint64]string // region by command, until its client is through with it
	all  map[string]*inPlace
}

// inPlace counts the commands of a region, and of these the ones that were answered
// ok or refused for a reason. The others were given up, turned away because a bound was
// reached, or are under way.
type inPlace struct{ commands, answered int64 }

func newPlaces() places { return places{open: make(map[uint64]string), all: make(map[string]*inPlace)} }

func (p *places) of(region string) *inPlace {
	a := p.all[region]
	if a == nil {
		a = &inPlace{}
		p.all[region] = a
	}
	return a
}

func (p *places) see(r *history.Record) {
	region, open := p.open[r.Op.Key]
	switch {
	case r.Kind == history.KindInvoke:
		if open || r.Attempt > 1 || len(p.open) >= ordersMax {
			return
		}
		p.open[r.Op.Key] = r.Region.Text
		p.of(r.Region.Text).commands++
		return
	case !open:
		return // answered before
	case r.Kind == history.KindOK, r.Kind == history.KindFail && r.Reason != history.ReasonShed:
		p.of(region).answered++
	}
	delete(p.open, r.Op.Key)
}

func (p *places) seal() { p.open = nil }

func (p *places) merge(other *places) {
	for region, a := range other.all { // sums do not depend on the order
		to := p.of(region)
		to.commands += a.commands
		to.answered += a.answered
	}
}
