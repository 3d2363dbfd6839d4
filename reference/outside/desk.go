package outside

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// Drawer is what the hub holds sealed of one region, and where it can be opened.
type Drawer struct {
	Source string // the ledger it came from: "pod/tx"
	Hub    sim.Addr
	Vault  sim.Addr
	Home   bool // the desk is in the region of the vault
}

// Desk is where people ask for what was sealed. When an operator questions for it, it
// lets the hub give back what it holds of a region, and questions the vault of that
// region to open it. At home it then questions for each value as that of another
// order, which must fail. A desk at the hub questions too, and must be refused. The
// vault witnesses all of it.
type Desk struct {
	party
	drawers []Drawer
	round   uint64
	tries   int
	pending []questions    // by drawer
	held    [][]event.Item // by drawer: what the hub gave back
}

// questions are those about a drawer that nobody has answered.
type questions uint8

const (
	askHub  questions = 1 << iota // what do you hold?
	askOpen                       // open it
	askSwap                       // open each as that of another order
)

// NewDesk returns a desk for some drawers.
func NewDesk(s *Site, drawers []Drawer) *Desk {
	return &Desk{party: newParty("desk", s), drawers: drawers, pending: make([]questions, len(drawers)), held: make([][]event.Item, len(drawers))}
}

// Step reacts to one input.
func (d *Desk) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	d.begin(clock, out)
	defer d.end()
	switch in.Kind {
	case sim.InOperator:
		if in.Msg.Head.Type == event.AuditOrder {
			d.round++
			d.tries = 0
			for i := range d.pending {
				d.pending[i] = askHub
			}
			d.ask()
		}
	case sim.InTimer:
		if d.tries < queriesMax {
			d.ask()
		}
	case sim.InReply:
		d.answered(in)
	}
}

// ask questions what nobody has answered, and again in a while.
func (d *Desk) ask() {
	open := questions(0)
	for i := range d.drawers {
		open |= d.pending[i]
		for kind := askHub; kind <= askSwap; kind <<= 1 {
			if d.pending[i]&kind != 0 {
				d.question(i, kind)
			}
		}
	}
	if open != 0 {
		d.tries++
		d.out.Timer(1, queryAgain)
	}
}

func (d *Desk) question(i int, kind questions) {
	w := &d.drawers[i]
	b := d.bodies.New()
	b.Source = w.Source
	b.Key = d.name + "/" + strconv.FormatUint(d.round, 10) + "/" + w.Source + "/" + strconv.Itoa(int(kind))
	typ, to := event.OpenSealed, w.Vault
	switch kind {
	case askHub:
		typ, to = event.QuerySealed, w.Hub
	case askOpen:
		b.Batch = &event.Batch{Items: d.held[i]}
	case askSwap:
		b.Batch = &event.Batch{Items: swapped(d.held[i])}
	}
	m := d.message(typ, w.Source, sim.Confidential, b)
	m.Head.Purpose = event.ReturnHome
	d.out.Call(to, d.round<<16|uint64(i)<<8|uint64(kind), m)
}

// swapped puts each sealed value in the place of the next one's.
func swapped(items []event.Item) []event.Item {
	out := make([]event.Item, len(items))
	for i, it := range items {
		it.Terms = items[(i+1)%len(items)].Terms
		out[i] = it
	}
	return out
}

// answered settles a question; what the hub gave back goes to the vault.
func (d *Desk) answered(in *sim.Input) {
	i, kind := int(in.ID>>8&0xFF), questions(in.ID)
	if in.ID>>16 != d.round || i >= len(d.drawers) || d.pending[i]&kind == 0 {
		return
	}
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || event.ValidateReply(b) != nil {
		return
	}
	d.pending[i] &^= kind
	if kind != askHub || b.Status != event.OK || b.Batch == nil || len(b.Batch.Items) == 0 {
		return
	}
	d.held[i] = b.Batch.Items
	for _, next := range [...]questions{askOpen, askSwap} {
		if next == askOpen || d.drawers[i].Home && len(d.held[i]) > 1 {
			d.pending[i] |= next
			d.question(i, next)
		}
	}
	d.out.Timer(1, queryAgain)
}
