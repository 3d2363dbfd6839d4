// Package specimen makes up histories of any length in which every promise holds
// and is put to the test, to measure what judging costs as a history grows.
//
// A [History] is told record by record and never held: four regions take, ship and
// cancel orders, buses deliver twice and out of turn, clients ask twice, some events
// are of another schema and some messages unreadable, borders are cut and heal, pods
// die and come back, clocks go wrong. Under a policy that changes twice orders leave
// with tokens and sealed terms, come home and are opened; what is critical is on
// record; operators act, or are kept from it; a
// partner sends orders as files. What is open at any time is
// bounded, so that memory that grows is the judge's. Nothing here is drawn from a
// clock: one length gives one history. Start at [New].
package specimen

import (
	"strconv"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// pace is the time between two records: the horizon of the rules is 6000 records.
const pace = 10 * time.Millisecond

// Every so many orders something goes wrong, for as long as so many others take.
// The first 200 orders show how fast a region is when all is well.
const (
	cutEvery, cutFor     = 400, 40
	killEvery            = 351
	clockEvery, clockFor = 301, 100
)

// History is a made-up history under way.
type History struct {
	wanted   int
	chance   sim.Chance
	drawn    uint64
	seq      uint64
	at       int64
	regions  []*region
	policies []history.Policy
	placed   int
	ended    bool
	told     []history.Record // of the step under way
	next     int
}

// New returns a history of at least as many records: when they are told, it goes on
// until nothing is open, lets a reader look at every figure, and ends.
func New(records int) *History {
	h := &History{wanted: records, chance: sim.Chance{Seed: 1}, policies: policies()}
	for i, name := range regionNames {
		r := newRegion(name)
		r.buyer.orders = i * failEvery / len(regionNames) // so that they do not all fail at once
		h.regions = append(h.regions, r)
	}
	return h
}

// Next returns the next record, good until the next call, or nil after the end.
func (h *History) Next() *history.Record {
	for h.next == len(h.told) {
		if h.ended {
			return nil
		}
		h.told, h.next = h.told[:0], 0
		if h.seq < uint64(h.wanted) {
			h.step()
		} else {
			h.end()
		}
	}
	h.next++
	return &h.told[h.next-1]
}

// say adds a record that the caller fills before the next.
func (h *History) say(k history.Kind, where history.Name) *history.Record {
	h.seq++
	h.at += int64(pace)
	h.told = append(h.told, history.Record{Seq: h.seq, At: h.at, Kind: k, Region: where})
	return &h.told[len(h.told)-1]
}

// below draws a number from 0 to n-1.
func (h *History) below(n int) int {
	h.drawn++
	return int(h.chance.Below(h.drawn, uint64(n)))
}

// step lets one order be placed and some others go on.
func (h *History) step() {
	r := h.regions[h.placed%len(h.regions)]
	h.placed++
	h.disturb(r)
	h.publish()
	h.place(r)
	h.letter(r)
	h.rate(r)
	h.measure(r)
	h.operate(r)
	h.trade(r)
	h.buy(r)
	h.reconcile(r)
	h.takeOver((h.placed - 1) % len(h.regions))
	h.degrade(r)
	for len(r.open) > openMax || len(r.open) > 0 && h.below(3) > 0 {
		h.finish(r, h.below(len(r.open)))
	}
}

// openMax is how many orders of a region are open at once.
const openMax = 32

// disturb lets something go wrong, or be well again.
func (h *History) disturb(r *region) {
	round := h.placed / len(h.regions) // of all regions
	if r != h.regions[round%len(h.regions)] {
		return // one region at a time
	}
	switch {
	case r.cut == 0 && round%cutEvery == cutEvery/2:
		r.cut = round
		h.fault(r, "injected")
		h.fault(r, "proved")
	case r.cut > 0 && round >= r.cut+cutFor:
		h.fault(r, "reverted")
		r.cut = 0
	case round%killEvery == killEvery-1:
		h.kill(r)
	case r.skewed == 0 && round%clockEvery == clockEvery-1:
		r.skewed = round
		h.say(history.KindClock, r.name).Qty = int64(time.Second)
	case r.skewed > 0 && round >= r.skewed+clockFor:
		r.skewed = 0
		h.say(history.KindClock, r.name)
	}
}

func (h *History) fault(r *region, how string) {
	f := h.say(history.KindFault, history.Name{})
	f.Event, f.Type, f.From, f.To, f.Reason = history.N("cut-"+r.name.Text+"-"+strconv.Itoa(r.cut)), partition, r.name, hub, how
}

// kill lets the pod of a region die; its next writer has a newer epoch.
func (h *History) kill(r *region) {
	d := h.say(history.KindDown, r.name)
	d.Witness, d.Reason = r.ledger, "kill"
	h.stash(r, r.name, lastWords, "killed at position %d of %s", r.pos, r.ledger)
	r.epoch++
	u := h.say(history.KindUp, r.name)
	u.Witness, u.Epoch = r.ledger, r.epoch
}

// end lets everything be finished and looked at.
func (h *History) end() {
	h.ended = true
	for _, r := range h.regions {
		if r.cut > 0 {
			h.fault(r, "reverted")
			r.cut = 0
		}
		for len(r.open) > 0 {
			h.finish(r, 0)
		}
	}
	for _, r := range h.regions {
		h.export(r)
		h.recover(r)
		h.anchor(r)
	}
	h.say(history.KindPhase, history.Name{}).Note = "quiet"
	for _, r := range h.regions {
		for i := range r.stock {
			h.look(r, &r.stock[i])
		}
	}
	h.say(history.KindEnd, history.Name{})
}

// look shows a reader the figures of an article.
func (h *History) look(r *region, a *article) {
	v := h.say(history.KindView, r.name)
	v.Consumer, v.From, v.SKU, v.Entity, v.Label, v.After = r.planner, r.name, a.sku, a.entity, provisional, a.book
	v.AsOf, v.Version = v.At, a.version
}
