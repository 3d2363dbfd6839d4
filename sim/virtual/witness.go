package virtual

import (
	"fmt"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// record starts a record seen now by a witness in a region. It returns nil if
// nobody watches.
func (w *World) record(k history.Kind, witness history.Name, region int) *history.Record {
	if w.cfg.Sink == nil {
		return nil
	}
	w.rec = history.Record{Kind: k, At: w.now, Witness: witness, Region: w.regions[region].name}
	return &w.rec
}

func (w *World) show(r *history.Record) {
	w.seq++
	r.Seq = w.seq
	w.cfg.Sink(r)
}

// Note adds a record of the harness itself: a phase, a fault, the end.
func (w *World) Note(fill func(*history.Record)) {
	if w.cfg.Sink == nil {
		return
	}
	w.rec = history.Record{At: w.now}
	fill(&w.rec)
	w.show(&w.rec)
}

// tell shows the witnesses what became durable, through the system's decoder.
func (w *World) tell(n *node) {
	l := &n.ledger
	if w.cfg.Sink == nil {
		l.told = l.durable
		return
	}
	if l.told >= l.durable {
		return
	}
	r := w.record(history.KindNone, n.name, n.serves) // blank again after each that is shown
	for ; l.told < l.durable; l.told++ {
		m := l.at(l.told + 1)
		if m == nil {
			continue
		}
		for i := 0; w.cfg.System.Entry(&n.spec, l.told+1, m, i, r); i++ {
			r.Wall = m.Head.Time
			w.show(r)
			w.record(history.KindNone, n.name, n.serves)
		}
	}
}

// testify passes on what an outside party wrote into its own ledger.
func (w *World) testify(n *node, said *history.Record) {
	if !n.spec.Outside {
		panic("it is part of the system and may not testify")
	}
	w.trace.record(said)
	if w.cfg.Sink == nil {
		return
	}
	said.At, said.Witness, said.Region = w.now, n.name, w.regions[n.region].name
	w.show(said)
}

// sawStore fills a record of its own, as sawDelivery does: these two are half of
// all records, always have the same fields, and to clear 600 bytes for each cost
// more than to fill it.
func (w *World) sawStore(b *bus, m *sim.Message, seq uint64) {
	if w.cfg.Sink == nil {
		return
	}
	r := &w.stores
	r.Kind, r.At, r.Witness, r.Region = history.KindStore, w.now, b.name, w.regions[b.region].name
	r.Stream, r.Pos = b.name, seq
	r.Source, r.SourcePos, r.Event = m.LedgerName(), m.Head.Pos, m.EventName()
	w.show(r)
}

// sawDelivery shows the delivery that a machine is about to handle.
func (w *World) sawDelivery(n *node) {
	if w.cfg.Sink == nil {
		return
	}
	r, in, m := &w.hands, &n.in, n.in.Msg
	h := &m.Head
	r.Kind, r.At, r.Witness, r.Region = history.KindDeliver, w.now, w.buses[in.Bus].name, w.regions[n.region].name
	r.Stream, r.Pos, r.Attempt, r.Consumer = r.Witness, in.Pos, in.Attempt, n.name
	r.Source, r.SourcePos, r.Event = m.LedgerName(), h.Pos, m.EventName()
	r.Type, r.Entity, r.Version, r.Epoch = m.TypeName(), m.EntityName(), h.Version, h.Epoch
	w.show(r)
}

// sawCrossing shows a message that leaves a region: once with its bytes, then
// once for each event in it.
func (w *World) sawCrossing(l *link, n, to *node, m *sim.Message) {
	for i := 0; ; i++ {
		r := w.record(history.KindCross, l.name, n.region)
		if r == nil {
			return
		}
		r.From, r.To = w.regions[n.region].name, w.regions[to.region].name
		if !w.cfg.System.Crossing(m, i, r) && i > 0 {
			return
		}
		if i == 0 {
			w.wired = m.AppendWire(w.wired[:0])
			r.Body = w.wired
		}
		w.show(r)
	}
}

// sawPut shows what a machine put down beside its ledger, in its region or in
// another.
func (w *World) sawPut(n *node, e *sim.Effect) {
	where, ok := w.byName[e.Name]
	if !ok {
		panic("it puts a " + e.Msg.Head.Type + " down in unknown region " + e.Name)
	}
	if r := w.record(history.KindStash, n.name, where); r != nil {
		h := &e.Msg.Head
		r.Type, r.From, r.Tier, r.Body = e.Msg.TypeName(), history.N(h.Region), history.N(h.Tier.String()), e.Msg.Body
		w.show(r)
	}
}

// sawPanic shows what a machine said as it died.
func (w *World) sawPanic(n *node, said string) {
	if r := w.record(history.KindStash, n.name, n.region); r != nil {
		r.Type, r.From, r.Body = history.N(sim.PutPanic), r.Region, []byte(said)
		w.show(r)
	}
}

func (w *World) sawState(n *node, k history.Kind, why string, life uint32) {
	if r := w.record(k, n.name, n.region); r != nil {
		r.Reason, r.Epoch = why, life
		w.show(r)
	}
}

func (w *World) sawClock(i int) {
	if r := w.record(history.KindClock, w.regions[i].name, i); r != nil {
		r.Qty = w.regions[i].skew
		w.show(r)
	}
}

// watch prints one step with its effects, to compare two runs line by line.
func (w *World) watch(n *node) {
	in := &n.in
	line := fmt.Sprintf("%d %d %s %s id=%d token=%d pos=%d attempt=%d", w.trace.steps, w.now, n.spec.Name, in.Kind, in.ID, in.Token, in.Pos, in.Attempt)
	if in.Msg != nil {
		line += fmt.Sprintf(" %s %s v%d %s", in.Msg.Head.Type, in.Msg.Head.Entity, in.Msg.Head.Version, in.Msg.Body)
	}
	for i := range n.out.List() {
		e := &n.out.List()[i]
		line += fmt.Sprintf("\n  effect %d to=%d id=%d pos=%d after=%d %s", e.Kind, e.To, e.ID, e.Pos, e.After, e.Name)
		if e.Msg != nil {
			line += fmt.Sprintf(" %s %s v%d %s", e.Msg.Head.Type, e.Msg.Head.Entity, e.Msg.Head.Version, e.Msg.Body)
		}
	}
	w.cfg.Watch(w.trace.steps, line)
}
