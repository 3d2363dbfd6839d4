package outside

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

const (
	orderDrift = "Drift"

	meddleEvery = 250_000_000 // between two rows
	inventedNo  = 900_000_000 // number of the first order that never was
)

// Meddler has a hand in the store of a region's register: while a fault tells it
// to, it takes rows away, invents some, sets some back and falsifies others, by
// turns. It never touches a row twice. Its ledger says what it did, once the
// register has confirmed it.
type Meddler struct {
	party
	register sim.Addr
	fault    string // by whose order; "" = it keeps still
	n        uint64 // calls so far
	turn     int
	chance   sim.Chance
	touched  map[string]bool // rows; looked up, never ranged over
	open     *altered        // asked for, not answered; until it is, nothing else is done
}

// altered is a row that is to be changed.
type altered struct {
	key, kind, fault string
	item             event.Item
}

// kinds are what is done by turns.
var kinds = [...]string{history.DriftStale, history.DriftMissing, history.DriftExtra, history.DriftConflicting}

// NewMeddler returns the meddler of a site.
func NewMeddler(s *Site, register sim.Addr) *Meddler {
	return &Meddler{party: newParty("meddler", s), register: register, chance: s.chance(sim.StreamOutside, "meddler"), touched: map[string]bool{}}
}

// Step reacts to one input.
func (x *Meddler) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	x.begin(clock, out)
	defer x.end()
	switch in.Kind {
	case sim.InOperator:
		x.hear(&in.Msg.Head)
	case sim.InTimer:
		x.look()
	case sim.InReply:
		if in.ID == x.n {
			x.answered(in)
		}
	}
}

func (x *Meddler) hear(h *sim.Head) {
	switch {
	case h.Type == orderDrift:
		x.fault = h.ID
		x.out.Timer(1, 0)
	case h.Type == orderDesist && h.ID == x.fault:
		x.fault = ""
	}
}

// look asks for the rows that there are, or again for what is not answered.
func (x *Meddler) look() {
	if x.fault == "" && x.open == nil {
		return
	}
	x.out.Timer(1, meddleEvery)
	b := x.bodies.New()
	if a := x.open; a != nil {
		b.Key, b.Batch = a.key, &event.Batch{Label: a.kind, Items: []event.Item{a.item}}
		x.call(event.AlterRow, a.item.Entity, b)
		return
	}
	b.Key, b.Pos, b.Qty = x.name+"/look", 1, 1<<20
	x.call(event.ReadRows, "register/"+x.site.Region, b)
}

// call carries the order in no field: that something was done is for the register
// to say.
func (x *Meddler) call(typ, entity string, b *event.Body) {
	x.n++
	m := x.message(typ, entity, sim.Confidential, b)
	x.out.Call(x.register, x.n, m)
}

func (x *Meddler) answered(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	switch {
	case err != nil:
	case in.Msg.Head.Type == event.ReadRows && b.Batch != nil:
		x.choose(b.Batch.Items)
	case in.Msg.Head.Type == event.AlterRow && x.open != nil:
		if b.Status == event.OK {
			x.did(x.open, b.Pos)
		}
		x.open = nil
	}
}

// choose picks a row and what to do to it.
func (x *Meddler) choose(rows []event.Item) {
	if x.open != nil || x.fault == "" {
		return
	}
	kind := kinds[x.turn%len(kinds)]
	x.turn++
	a := &altered{key: x.name + "/" + strconv.FormatUint(x.n, 10), kind: kind, fault: x.fault}
	if kind == history.DriftExtra {
		a.item = event.Item{Entity: event.OrderName(x.site.Region, inventedNo+x.n), Version: 1, State: event.StateCreated}
	} else if !x.pick(a, rows) {
		return
	}
	x.touched[a.item.Entity] = true
	x.open = a
	b := x.bodies.New()
	b.Key, b.Batch = a.key, &event.Batch{Label: a.kind, Items: []event.Item{a.item}}
	x.call(event.AlterRow, a.item.Entity, b)
}

// pick takes the first row after one drawn that serves.
func (x *Meddler) pick(a *altered, rows []event.Item) bool {
	if len(rows) == 0 {
		return false
	}
	first := int(x.chance.Below(x.n, uint64(len(rows))))
	for i := range rows {
		it := rows[(first+i)%len(rows)]
		if it.Reason != "" || x.touched[it.Entity] || a.kind == history.DriftStale && it.Version < 2 {
			continue
		}
		switch a.kind {
		case history.DriftStale:
			it.Version--
			it.OnHand += 2
		case history.DriftConflicting:
			it.OnHand += 3
		}
		if it.SKU == "" {
			it.OnHand = 0
			it.State = other(it.State)
		}
		a.item = it
		return true
	}
	return false
}

// other is a state that an open order might be in as well.
func other(s event.State) event.State {
	if s == event.StateCreated {
		return event.StateAccepted
	}
	return s - 1
}

// did witnesses what was done, and says so on the order of the fault.
func (x *Meddler) did(a *altered, mark uint64) {
	v := x.out.Witness(history.KindReconcile)
	v.Consumer, v.Source, v.SourcePos = history.N("register/"+x.site.Region), history.N("pod/"+x.site.Region), mark
	v.Label, v.Type, v.Entity, v.Op = history.N(history.LabelSeeded), history.N(a.kind), history.N(a.item.Entity), history.N(a.key)
	v.Version = a.item.Version
	x.out.Put(x.site.Region, &sim.Message{Body: []byte("level=warn somebody made " + a.item.Entity + " " + a.kind),
		Head: sim.Head{ID: a.key + "!", Type: sim.PutLog, Source: x.name, Entity: x.name, Region: x.site.Region, Tier: sim.Internal,
			Time: x.clock.Wall, Corr: a.fault}})
}
