package reference_test

import (
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
	"github.com/seatrial/seatrial/sim/virtual"
)

// passage is a gateway that decides nothing, writes nothing down and lets the
// same events through with the same fields: what egress costs is measured against
// it. It is good for links that lose nothing.
type passage struct {
	ledger string
	hub    sim.Addr
	next   uint64
	early  map[uint64]*sim.Message
	ready  []*sim.Message
	tokens []uint64
	sent   []uint64 // tokens of each batch that is not answered
	flush  bool
	ink    event.Ink
	out    *sim.Effects
}

func (p *passage) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	p.out = out
	switch in.Kind {
	case sim.InDeliver:
		p.early[in.Msg.Head.Pos] = in.Msg
		p.tokens = append(p.tokens, in.Token)
		for m := p.early[p.next]; m != nil; m = p.early[p.next] {
			delete(p.early, p.next)
			p.ready = append(p.ready, m)
			p.next++
		}
		switch {
		case len(p.ready) >= 128:
			p.send(clock)
		case !p.flush:
			p.flush = true
			out.Timer(1, 20_000_000)
		}
	case sim.InTimer:
		p.flush = false
		if len(p.ready) > 0 {
			p.send(clock)
		}
	}
}

func (p *passage) send(clock sim.Clock) {
	b := &event.Body{Source: p.ledger, Pos: p.ready[0].Head.Pos, Batch: &event.Batch{Until: p.next - 1}}
	for _, m := range p.ready {
		if it, ok := plainly(m); ok {
			b.Batch.Items = append(b.Batch.Items, it)
		}
	}
	p.ready = p.ready[:0]
	p.out.Call(p.hub, b.Batch.Until, &sim.Message{Head: sim.Head{ID: p.ledger, Type: event.ExportBatch, Source: p.ledger, Entity: p.ledger,
		Region: p.ledger[4:], Tier: sim.Internal, Time: clock.Wall, Purpose: event.DemandPlanning}, Body: p.ink.Body(b), View: b})
	for _, t := range p.tokens {
		p.out.Ack(t)
	}
	p.tokens = p.tokens[:0]
}

// plainly is what the default policy lets go of an event, in the clear.
func plainly(m *sim.Message) (event.Item, bool) {
	b, err := event.View(m.View, m.Body)
	if err != nil {
		return event.Item{}, false
	}
	h := &m.Head
	it := event.Item{Pos: h.Pos, Event: h.ID, Epoch: h.Epoch, Cause: h.Cause, Type: h.Type, Entity: h.Entity, SKU: b.SKU, Qty: b.Qty, Time: h.Time}
	switch h.Type {
	case event.InventoryAdjusted, event.InventoryReceived, event.InventoryReserved, event.ReservationReleased, event.InventoryShipped:
		it.Version, it.OnHand, it.Allocated = h.Version, b.After.OnHand, b.After.Allocated
		return it, true
	case event.OrderBackordered:
		return it, true
	case event.OrderCreated:
		it.Version, it.Customer, it.Terms = h.Version, b.Purchase.Customer, b.Purchase.Terms
		return it, true
	}
	return it, false
}

// open is the system with a passage in place of every egress.
type open struct{ sim.System }

func (o open) Machines() []sim.Spec {
	specs := slices.Clone(o.System.Machines())
	hub := sim.Addr(slices.IndexFunc(specs, func(s sim.Spec) bool { return s.Name == "aggregator" }))
	for i := range specs {
		if region, ok := strings.CutPrefix(specs[i].Name, "egress/"); ok {
			specs[i].Ledger = false
			specs[i].New = func() sim.Machine {
				return &passage{ledger: "pod/" + region, hub: hub, next: 1, early: map[uint64]*sim.Message{}}
			}
		}
	}
	return specs
}

// used returns the processor time that this process has used.
func used(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkEgress runs the same load, a second of it each in turn, with egress and
// with a passage in its place: what it costs to decide on every event, to write
// that down before anything leaves, and to hold what leaves until it is written.
// It reports processor time per event of the pods' ledgers for both, and how many
// events per second of it the system does with egress for each one without.
func BenchmarkEgress(b *testing.B) {
	top, err := topology.US(4)
	if err != nil {
		b.Fatal(err)
	}
	load := topology.Workload{Rate: 100_000, Duration: time.Hour, SKUs: 100, Zipf: 1000, LinesMax: 3, QuantityMax: 5, Stock: 2000,
		Cancel: 20_000, Adjust: 1000, Receive: 40_000, Retry: 2 * time.Second, Patience: 30 * time.Second, Horizon: time.Minute, Transit: 3 * time.Second}
	system, err := reference.New(reference.Config{Seed: 1, Topology: top, Workload: load, Policy: policies.Default(top.Hub.Name)})
	if err != nil {
		b.Fatal(err)
	}
	start := func(s sim.System) *virtual.World {
		w, err := virtual.New(virtual.Config{Seed: 1, System: s, Topology: top})
		if err != nil {
			b.Fatal(err)
		}
		if err := w.Advance(5 * time.Second); err != nil {
			b.Fatal(err)
		}
		return w
	}
	gated, ungated := start(system), start(open{system})
	var spent [2][]float64 // ns of each turn
	var ratios []float64
	b.ResetTimer()
	for i := range b.N {
		at := 5*time.Second + time.Duration(i+1)*time.Second
		for k, w := range []*virtual.World{gated, ungated} {
			begun := used(b)
			if err := w.Advance(at); err != nil {
				b.Fatal(err)
			}
			spent[k] = append(spent[k], float64(used(b)-begun))
		}
		ratios = append(ratios, spent[1][i]/spent[0][i])
	}
	b.StopTimer()
	events := perSecond(b, system, top)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(spent[0])/events, "cpu-ns/event-gated")
	b.ReportMetric(median(spent[1])/events, "cpu-ns/event-open")
	b.ReportMetric(median(ratios), "events/s-gated-to-open")
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// perSecond counts what the pods append in a second of the load.
func perSecond(b *testing.B, system sim.System, top topology.Topology) float64 {
	n := 0
	w, err := virtual.New(virtual.Config{Seed: 1, System: system, Topology: top, Sink: func(r *history.Record) {
		if r.Kind == history.KindAppend {
			n++
		}
	}})
	if err != nil {
		b.Fatal(err)
	}
	if err := w.Advance(15 * time.Second); err != nil {
		b.Fatal(err)
	}
	return float64(n) / 15
}
