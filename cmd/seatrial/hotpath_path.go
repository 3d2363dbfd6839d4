package main

import (
	"fmt"
	"strconv"

	"github.com/seatrial/seatrial/bench/hotpath"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/embedded"
	"github.com/seatrial/seatrial/sim/live"
)

// The region that is loaded, and who takes the commands there.
const (
	hotRegion = "tx"
	hotPod    = "pod/" + hotRegion
)

// referencePath is the reference in the embedded world, loaded by a client that
// places orders and takes each back at once: every command goes all the way, and
// no order is left to be shipped.
type referencePath struct {
	world  *embedded.World
	client *live.Caller
	track  *hotpath.Track
	ink    event.Ink
	sample *sampler // nil = nothing is sampled
}

// newReferencePath starts a world with a system that is watched, and sampled if it
// is a sampler.
func newReferencePath(cfg embedded.Config, t *hotpath.Track) (_ *referencePath, err error) {
	p := &referencePath{track: t}
	p.sample, _ = cfg.System.(*sampler)
	cfg.Sink = hotpath.NewWatch(t, hotRegion, "aggregator").See
	if p.world, err = embedded.New(cfg); err != nil {
		return nil, err
	}
	if p.client, err = live.NewCaller(p.world.Port(hotRegion), "bench/"+hotRegion, p.heard); err != nil {
		_ = p.world.Close()
		return nil, err
	}
	return p, nil
}

// Send implements [hotpath.Path].
func (p *referencePath) Send(n uint64) error {
	m := p.command(n)
	if p.sample != nil {
		p.sample.called(n, m)
	}
	return p.client.Call(hotPod, n, m)
}

// command makes command n: of two, the first places an order of one line and the
// second takes it back. All are of the same size for a long time.
func (p *referencePath) command(n uint64) *sim.Message {
	order := (n + 1) / 2
	b := &event.Body{Key: hotpath.Key(n), Order: event.OrderName(hotRegion, order)}
	typ, tier := event.CancelOrder, sim.Internal
	if n%2 == 1 {
		typ, tier = event.PlaceOrder, sim.Restricted
		b.Purchase = &event.Purchase{Customer: "customer-" + strconv.FormatUint(order%1000, 10), ShipTo: "12 Main St, Austin TX 78701",
			Terms: "net 30", Price: 1_250_000, Lines: []event.Line{{SKU: hotArticle(order), Qty: 1}}}
	}
	return &sim.Message{Head: sim.Head{ID: b.Key, Type: typ, Source: "bench/" + hotRegion, Entity: b.Order, Region: hotRegion,
		Tier: tier, Corr: b.Key}, Body: p.ink.Body(b), View: b}
}

// hotSKUs is how many articles are ordered, in turn.
const hotSKUs = 200

func hotArticle(order uint64) string { return fmt.Sprintf("s-%04d", 1+order%hotSKUs) }

// heard takes an answer.
func (p *referencePath) heard(n uint64, m *sim.Message) {
	if p.sample != nil {
		p.sample.answered(n, m)
	}
	b, err := event.View(m.View, m.Body)
	if err == nil && b.Status != event.OK {
		err = fmt.Errorf("command %d was %s: %s", n, b.Status, b.Reason)
	}
	p.track.Answered(n, err)
}

// Close implements [hotpath.Path].
func (p *referencePath) Close() error {
	p.client.Close()
	return p.world.Close()
}
