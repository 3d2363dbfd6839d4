package specimen

import (
	"strconv"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Every so many orders of a region its slips are taken by the region after it for a
// while, and handed back.
const takeoverEvery = 48

// slips are what a standby takes of a region: each takes one order back.
type slips struct {
	ledger, standby history.Name
	term            uint64
	n               uint64
}

var (
	cancelSlip, slipCancelled = history.N("CancelOrder"), history.N("SlipCancelled")

	leaseGranted, leaseOpened = history.N(history.LabelGranted), history.N(history.LabelOpened)
	slipTaken, slipReturned   = history.N(history.LabelTaken), history.N(history.LabelReturned)
	standbyClosed, slipHanded = history.N(history.LabelClosed), history.N(history.LabelHanded)
)

func newSlips(region string) slips {
	return slips{ledger: history.N("slips/" + region), standby: history.N("standby/" + region), term: 1}
}

// failoverTerms says who stands by for whom.
func failoverTerms() *history.Failover {
	f := &history.Failover{LeaseNano: int64(pace), RenewNano: int64(pace), MarginNano: int64(pace), TakeoverNano: int64(time.Minute), LagMax: 1,
		Purpose: "continuity", Commands: []string{cancelSlip.Text}}
	for i, name := range regionNames {
		f.Standbys = append(f.Standbys, history.Standby{Of: "slips/" + name, Name: "standby/" + name, Home: name, Region: nextRegion(i)})
	}
	return f
}

func nextRegion(i int) string { return regionNames[(i+1)%len(regionNames)] }

// takeOver lets the standby of a region take a slip and hand it back, where both
// decide by the same policy.
func (h *History) takeOver(i int) {
	r, next := h.regions[i], h.regions[(i+1)%len(h.regions)]
	if r.orders%takeoverEvery != 0 || r.edge.policy == nil || r.edge.policy != next.edge.policy {
		return
	}
	s := &r.slips
	lease := func(label, who history.Name) *history.Record {
		v := h.say(history.KindLease, r.name)
		v.Stream, v.Consumer, v.Version, v.Label = s.ledger, who, s.term, label
		return v
	}
	s.term++
	lease(leaseGranted, s.standby)
	lease(leaseOpened, s.standby)
	s.n++
	op := history.N("slip/" + r.name.Text + "/" + strconv.FormatUint(s.n, 10))
	lease(slipTaken, s.standby).Op = op
	h.told[len(h.told)-1].Type = cancelSlip
	lease(standbyClosed, s.standby)
	a := h.say(history.KindAppend, r.name)
	a.Witness, a.Stream, a.Pos, a.Epoch, a.Type, a.Op = s.ledger, s.ledger, s.n, 1, slipCancelled, op
	lease(slipReturned, s.ledger).Op = op
	lease(slipHanded, s.ledger)
	s.term++
	lease(leaseGranted, s.ledger)
	lease(leaseOpened, s.ledger)
}
