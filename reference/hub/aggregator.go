// Package hub is the global side of the reference system: the aggregator, which
// folds the sanitised events of all regions into figures for planning.
//
// It is never on a pod's write path, holds nothing that no contract let out, and
// shows every figure as provisional with an as-of time. Start at [Aggregator].
package hub

import (
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// Site is what the aggregator knows from the start. It never changes.
type Site struct {
	Region  string
	Sources []Source // one per region, in a fixed order

	Contributors int   // least customers of a figure that is released; 0 = 5
	StaleAfter   int64 // ns without a word of a region, after which its figures are called stale; 0 = never
	Defects      defect.Set
}

// Source is one region's pod as the hub knows it.
type Source struct {
	Ledger  string // "pod/tx"
	Catalog *event.Catalog
	Stock   int64 // units on hand per article at the start
}

const saveEvery = 512 // entries between two snapshots

// Aggregator folds batches of sanitised events. For every source it remembers
// how far it has come: what it has is ignored, what leaves a gap is kept a while
// and answered with the position to go on from, and an epoch older than one seen
// is refused.
type Aggregator struct {
	site    *Site
	name    string
	pos     uint64 // of its last entry
	saved   uint64
	sources []source

	bodies   event.Slab[event.Body]
	messages event.Slab[sim.Message]
	passing  event.Slab[sim.Message] // answers, gone in a moment
	ink      event.Ink
	clock    sim.Clock
	out      *sim.Effects
}

// source is what is known of one region.
type source struct {
	mark    uint64 // last position folded
	epoch   uint32
	figures []figure
	folded  int64          // events
	early   []*sim.Message // batches that came before what they follow; not durable
	demand  demand
	heard   int64        // monotonic clock, when something new came; not in a snapshot
	sealed  []event.Item // the last that came with something sealed; not in a snapshot
}

// earlyMax bounds the batches kept per source.
const earlyMax = 16

// figure is what is known of one article in one region.
type figure struct {
	onHand, allocated int64
	version           uint64
	asOf              int64 // wall clock of the owner
}

// New returns the aggregator of a site, before its recovery.
func New(site *Site) *Aggregator {
	a := &Aggregator{site: site, name: "aggregator"}
	for _, s := range site.Sources {
		src := source{figures: make([]figure, len(s.Catalog.Articles)), demand: newDemand(site.Defects.ReleasesGrowing())}
		for i := range src.figures {
			src.figures[i].onHand = s.Stock
		}
		a.sources = append(a.sources, src)
	}
	return a
}

// Step reacts to one input.
func (a *Aggregator) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	a.clock, a.out = clock, out
	switch in.Kind {
	case sim.InCall:
		a.call(in)
	case sim.InRecover:
		a.recover(in)
	}
	if a.pos-a.saved >= saveEvery {
		a.saved = a.pos
		out.Snapshot(a.pos, a.pack(), a.pos+1)
	}
	a.out = nil
}

func (a *Aggregator) call(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err == nil {
		err = event.Validate(in.Msg.Head.Type, b)
	}
	i := -1
	if err == nil {
		i = a.find(b.Source)
	}
	switch {
	case i < 0:
		a.out.Reach("hub-refused")
		r := a.bodies.New()
		r.Status, r.Reason = event.Refused, event.ReasonInvalid
		a.reply(in, r)
	case in.Msg.Head.Type == event.ExportBatch:
		a.fold(in, b, i)
	case in.Msg.Head.Type == event.QueryStock:
		a.answer(in, i)
	case in.Msg.Head.Type == event.QuerySealed:
		a.giveBack(in, i)
	case in.Msg.Head.Type == event.QueryDemand:
		a.releases(in, i)
	}
}

func (a *Aggregator) find(ledger string) int {
	for i := range a.site.Sources {
		if a.site.Sources[i].Ledger == ledger {
			return i
		}
	}
	return -1
}

// fold takes a batch, or says where the source has to go on.
func (a *Aggregator) fold(in *sim.Input, b *event.Body, i int) {
	s := &a.sources[i]
	status := event.OK
	switch {
	case b.Batch.Until == 0: // a source that asks where to go on
		status = event.Resend
	case b.Batch.Until <= s.mark:
		a.out.Reach("hub-duplicate-ignored")
		a.out.Count("hub_duplicates", 1)
	case b.Pos > s.mark+1:
		a.out.Reach("hub-gap-seen")
		a.out.Count("hub_gaps", 1)
		status = event.Resend
		s.keep(in.Msg)
	default:
		a.take(in.Msg, b, i)
		a.takeEarly(i)
	}
	r := a.bodies.New()
	r.Status, r.Source, r.Pos = status, b.Source, s.mark+1
	a.reply(in, r)
}

// keep holds a batch back until what it follows has come. Messages overtake each
// other on long links; without this each would have to come again.
func (s *source) keep(m *sim.Message) {
	for _, known := range s.early {
		if known.Head.ID == m.Head.ID {
			return
		}
	}
	if len(s.early) < earlyMax {
		s.early = append(s.early, m)
	}
}

// takeEarly folds the batches that waited for the one just folded.
func (a *Aggregator) takeEarly(i int) {
	s := &a.sources[i]
	for k := 0; k < len(s.early); {
		m := s.early[k]
		b, err := event.View(m.View, m.Body)
		if err == nil && b.Pos > s.mark+1 {
			k++
			continue
		}
		s.early = slices.Delete(s.early, k, k+1)
		if err == nil && b.Batch.Until > s.mark {
			a.out.Reach("hub-gap-filled")
			a.take(m, b, i)
			k = 0
		}
	}
}

// take appends the new events of a batch and lets them take effect.
func (a *Aggregator) take(m *sim.Message, b *event.Body, i int) {
	folded, body := b, m.Body
	if !a.news(b, i) {
		folded = a.trim(b, i)
		body = a.ink.Body(folded)
	}
	a.sources[i].heard = a.clock.Mono
	a.pos++
	e := a.messages.New()
	e.Head = sim.Head{ID: m.Head.ID, Type: event.Folded, Source: a.name, Entity: m.Head.Entity, Region: a.site.Region, Tier: m.Head.Tier,
		Corr: m.Head.Corr, Cause: m.Head.ID, Time: a.clock.Wall, Ledger: a.name, Pos: a.pos}
	e.Body, e.View = body, folded
	a.out.Append(a.pos, e)
	a.absorb(e, folded)
}

// news reports whether a whole batch is new and of an epoch not yet past.
func (a *Aggregator) news(b *event.Body, i int) bool {
	s := &a.sources[i]
	epoch := s.epoch
	for k := range b.Batch.Items {
		it := &b.Batch.Items[k]
		if it.Pos <= s.mark || it.Epoch < epoch {
			return false
		}
		epoch = it.Epoch
	}
	return true
}

// trim returns the part of a batch that is new.
func (a *Aggregator) trim(b *event.Body, i int) *event.Body {
	s := &a.sources[i]
	t := a.bodies.New()
	t.Source, t.Pos = b.Source, max(b.Pos, s.mark+1)
	t.Batch = &event.Batch{Until: b.Batch.Until}
	epoch := s.epoch
	for _, it := range b.Batch.Items {
		switch {
		case it.Pos <= s.mark:
			a.out.Reach("hub-duplicate-ignored")
			a.out.Count("hub_duplicates", 1)
		case it.Epoch < epoch:
			a.out.Reach("hub-epoch-refused")
			a.out.Count("hub_stale_epochs", 1)
		default:
			epoch = it.Epoch
			t.Batch.Items = append(t.Batch.Items, it)
		}
	}
	return t
}

// absorb lets a folded batch take effect, when written and when replayed.
func (a *Aggregator) absorb(m *sim.Message, b *event.Body) {
	i := a.find(b.Source)
	if i < 0 || b.Batch == nil {
		return
	}
	s := &a.sources[i]
	s.mark = max(s.mark, b.Batch.Until)
	s.folded += int64(len(b.Batch.Items))
	for k := range b.Batch.Items {
		it := &b.Batch.Items[k]
		s.epoch = max(s.epoch, it.Epoch)
		s.demand.reach(it.Pos, a.fewest())
		if it.Type == event.OrderCreated {
			s.demand.count(it)
		}
		if it.Terms != "" {
			s.hold(it)
		}
		if sku, ok := a.site.Sources[i].Catalog.Index(it.SKU); ok && it.Version > 0 && isStock(it.Entity) {
			s.figures[sku] = figure{onHand: it.OnHand, allocated: it.Allocated, version: it.Version, asOf: it.Time}
		}
	}
	s.demand.reach(s.mark+1, a.fewest())
}

func isStock(entity string) bool {
	return len(entity) > len(event.StockPrefix) && entity[:len(event.StockPrefix)] == event.StockPrefix
}

// answer shows every figure of a region, as of the last event that made it.
func (a *Aggregator) answer(in *sim.Input, i int) {
	c := a.site.Sources[i].Catalog
	r := a.bodies.New()
	r.Status, r.Source = event.OK, a.site.Sources[i].Ledger
	r.Batch = &event.Batch{Label: a.label(i), Items: make([]event.Item, 0, len(c.Articles))}
	for k, f := range a.sources[i].figures {
		r.Batch.Items = append(r.Batch.Items, event.Item{Entity: c.Entities[k], SKU: c.Articles[k], OnHand: f.onHand,
			Allocated: f.allocated, Version: f.version, Epoch: a.sources[i].epoch, Time: f.asOf})
	}
	a.reply(in, r)
}

// label says whose word the figures of a source are.
func (a *Aggregator) label(i int) string {
	switch after := a.site.StaleAfter; {
	case a.site.Defects.LabelsStale():
		return event.Authoritative
	case after > 0 && a.clock.Mono-a.sources[i].heard > after:
		a.out.Reach("figures-stale")
		return event.Stale
	}
	return event.Provisional
}

func (a *Aggregator) reply(in *sim.Input, b *event.Body) {
	m := a.passing.New()
	m.Head = sim.Head{ID: in.Msg.Head.ID, Type: in.Msg.Head.Type, Source: a.name, Entity: in.Msg.Head.Entity, Region: a.site.Region,
		Tier: sim.Internal, Corr: in.Msg.Head.Corr, Time: a.clock.Wall, Purpose: in.Msg.Head.Purpose}
	m.Body, m.View = a.ink.Body(b), b
	a.out.Reply(in.From, in.ID, m)
}

// recover rebuilds the state from snapshot and tail.
func (a *Aggregator) recover(in *sim.Input) {
	if in.Snapshot != nil {
		a.out.Reach("snapshot-recovered")
		a.unpack(in.Snapshot)
	}
	for i, m := range in.Tail {
		if in.Pos-uint64(len(in.Tail)-1-i) <= a.pos {
			continue
		}
		b, err := event.View(m.View, m.Body)
		if err != nil {
			panic(fmt.Sprintf("aggregator cannot read its own ledger: %v", err))
		}
		a.absorb(m, b)
	}
	a.pos = in.Pos
}
