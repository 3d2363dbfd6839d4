package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// AdapterIsolation is I-40: whatever a partner's files do, they do to the adapter
// that takes them and to nobody else.
//
// ALWAYS (document): a transmission that its sender says is wrong is set aside with
// a reason, and nothing that is wrong in it is accepted; what is accepted of an
// order's line, or promised of it, is the article that was sent, and as many; an
// order is accepted once; nobody opens a connection to the sender.
//
// Q: every transmission that is wrong was set aside. Of the commands that clients of
// a region invoked while its partner misbehaved or its adapter stood still (a fault
// of a batch kind, or adapter-hang, in force there) the declared share was answered,
// as I-30 counts it; those that met a process of the region that was down, the
// adapter's apart, a dead bus, a slow disk or a dead region are left out.
//
// Evaluations: a wrong transmission set aside, a line accepted or promised, an order
// accepted, a command while a fault was in force.
var AdapterIsolation = Promise{
	ID: "I-40", Name: "adapter-isolation", Mode: Always,
	Title: "A partner's garbage, repeats and hangs stay in the zone that takes its files.",
	Sees: history.Of(history.KindDocument, history.KindInvoke, history.KindOK, history.KindFail, history.KindInfo, history.KindFault,
		history.KindDown, history.KindUp, history.KindPhase),
	Needs: history.Of(history.KindDocument),
	New:   newAdapterIsolation,
}

type adapterIsolation struct {
	bounds   history.Bounds
	wrong    recent[wrongFile] // by transmission
	bad      recent[string]    // what is wrong, by transmission and order
	lines    recent[sentLine]  // by order and line
	orders   recent[Ref]       // accepted, by order
	clients  *clients
	adapters map[uint64]bool
	faults   map[string]bool
	now      int64
}

// wrongFile is a transmission with a fault.
type wrongFile struct {
	name  history.Name
	why   string
	at    int64
	ref   Ref
	aside bool
}

type sentLine struct {
	sku history.Name
	qty int64
	ref Ref
}

func newAdapterIsolation(h *history.Header) Checker {
	c := &adapterIsolation{bounds: h.Bounds, wrong: newRecent[wrongFile](h.Bounds.HorizonNano), bad: newRecent[string](h.Bounds.HorizonNano),
		lines: newRecent[sentLine](h.Bounds.HorizonNano), orders: newRecent[Ref](h.Bounds.HorizonNano),
		clients:  newClients(h, words("power-loss", "bus-outage", "region-outage", "region-kill", "region-pause", "slow-disk")),
		adapters: map[uint64]bool{}, faults: words("batch-late", "batch-resent", "batch-wrong-totals", "batch-garbage", "adapter-hang")}
	c.wrong.keep = func(w wrongFile) bool { return !w.aside }
	return c
}

func (c *adapterIsolation) See(r *history.Record, out *Result) {
	c.now = max(c.now, r.At)
	switch r.Kind {
	case history.KindDocument:
		c.document(r, out)
	case history.KindInvoke:
		c.clients.invoke(r, false, true)
	case history.KindOK, history.KindFail, history.KindInfo:
		c.clients.answer(r)
	case history.KindFault:
		c.fault(r)
	case history.KindDown:
		c.hurt(r, 1)
	case history.KindUp:
		c.hurt(r, -1)
	}
}

func (c *adapterIsolation) document(r *history.Record, out *Result) {
	switch r.Label.Text {
	case history.LabelSent:
		c.sent(r)
	case history.LabelCalled:
		out.Evaluated++
		out.Breach(r, func() string { return fmt.Sprintf("somebody opened a connection to %s", r.Witness) })
	case history.LabelAccepted:
		c.adapters[r.Witness.Key] = true
		c.accepted(r, out)
	case history.LabelQuarantined, history.LabelRepeated:
		c.adapters[r.Witness.Key] = true
		c.aside(r, out)
	case history.LabelReceived:
		if r.Type.Text == docAnswer && r.Line > 0 {
			c.mapped(r, r.State.Text == "IA" || r.State.Text == "", out)
		}
	}
}

func (c *adapterIsolation) sent(r *history.Record) {
	if r.Line > 0 {
		key := join(r.Entity.Key, uint64(r.Line))
		if c.lines.ref(key) == nil {
			c.lines.add(key, sentLine{sku: r.SKU, qty: r.Qty, ref: refer(r)}, r.At)
		}
		return
	}
	if r.Reason == "" || r.Event.IsZero() {
		return
	}
	if c.wrong.ref(r.Event.Key) == nil {
		c.wrong.add(r.Event.Key, wrongFile{name: r.Event, why: r.Reason, at: r.At, ref: refer(r)}, r.At)
	}
	if key := join(r.Event.Key, r.Entity.Key); c.bad.ref(key) == nil {
		c.bad.add(key, r.Reason, r.At)
	}
}

func (c *adapterIsolation) aside(r *history.Record, out *Result) {
	w := c.wrong.ref(r.Event.Key)
	if w == nil || w.aside {
		return
	}
	out.Evaluated++
	w.aside = true
	if r.Reason == "" && r.Label.Text == history.LabelQuarantined {
		out.Breach(r, func() string { return fmt.Sprintf("%s was set aside without a reason", w.name) }, w.ref)
	}
}

func (c *adapterIsolation) accepted(r *history.Record, out *Result) {
	if r.Line > 0 {
		c.mapped(r, true, out)
		return
	}
	out.Evaluated++
	if why, bad := c.bad.get(join(r.Event.Key, r.Entity.Key)); bad {
		out.Breach(r, func() string { return fmt.Sprintf("%s of %s was accepted, and is wrong: %s", r.Entity, r.Event, why) })
	}
	if before, again := c.orders.get(r.Entity.Key); again {
		out.Breach(r, func() string { return fmt.Sprintf("%s was counted twice", r.Entity) }, before)
		return
	}
	c.orders.add(r.Entity.Key, refer(r), r.At)
}

// mapped compares a line with what was sent; exact says that the quantity has to be
// the same.
func (c *adapterIsolation) mapped(r *history.Record, exact bool, out *Result) {
	l, known := c.lines.get(join(r.Entity.Key, uint64(r.Line)))
	if !known {
		return
	}
	out.Evaluated++
	if r.SKU.Key != l.sku.Key || exact && r.Qty != l.qty {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s line %d: sent were %d %s, and %d %s came through", r.Entity, r.Line, l.qty, l.sku, r.Qty, r.SKU)
		}, l.ref)
	}
}

// fault counts faults in force: those of the adapter's zone, and those that stop
// local work. Of a process that is down or stands still its own records tell.
func (c *adapterIsolation) fault(r *history.Record) {
	by := 0
	switch r.Reason {
	case faultInjected:
		by = 1
	case faultReverted:
		by = -1
	default:
		return
	}
	for _, name := range ends(r) {
		if c.faults[r.Type.Text] {
			g := c.clients.at(name)
			g.under = max(g.under+by, 0)
		} else if c.clients.hurts[r.Type.Text] {
			c.clients.hurt(name, by, r.At)
		}
	}
}

// hurt counts processes that are down, but for the adapters.
func (c *adapterIsolation) hurt(r *history.Record, by int) {
	if !c.adapters[r.Witness.Key] {
		c.clients.hurt(r.Region, by, r.At)
	}
}

// Quiet judges what was never set aside, and the bystanders.
func (c *adapterIsolation) Quiet(out *Result) {
	var first *wrongFile
	c.wrong.each(func(w wrongFile) {
		if !w.aside && c.now-w.at > c.bounds.AckNano+lateness {
			out.Evaluated++
			out.Breaches++
			if first == nil || w.ref < first.ref {
				first = &w
			}
		}
	})
	if first != nil {
		out.Breaches--
		out.Breach(nil, func() string { return fmt.Sprintf("%s (%s) was never set aside", first.name, first.why) }, first.ref)
	}
	c.clients.settle()
	for _, g := range c.clients.items {
		if g.total == 0 {
			continue
		}
		out.Evaluated += g.total
		if share := g.share(); share < c.bounds.Available {
			out.Breach(nil, func() string {
				return fmt.Sprintf("%s answered %d of %d commands while its partner misbehaved (%s), promised are %s",
					g.name, g.answered, g.total, percent(share), percent(c.bounds.Available))
			})
		}
	}
}
