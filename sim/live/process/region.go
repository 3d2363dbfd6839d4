package process

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/link"
	"github.com/seatrial/seatrial/sim/live/store"
)

// region is what stands in a child: of a server, a store, machines and a link
// those that its role has.
type region struct {
	setup     setup
	system    sim.System
	authority *bus.Authority
	server    *bus.Server             // nil = elsewhere
	stores    map[string]*store.Store // by region
	span      *link.Span              // nil = elsewhere
	exchange  *live.Exchange          // at the hub, where regions send to each other; else nil
	log       *live.Log
	host      atomic.Pointer[live.Host] // nil until the machines are opened
	touches   *live.Touches
	out       live.Holders // faults that took the streams
	consumers []consumer
}

// consumer is one durable consumer of the region's bus.
type consumer struct{ machine, durable string }

// madeMax is how long streams and consumers may take to be made, or to come back.
const madeMax = 20 * time.Second

// newRegion starts what the role has: server, stores, link.
func newRegion(s setup, system sim.System, pass func(live.Seen)) (*region, error) {
	r := &region{setup: s, system: system, stores: map[string]*store.Store{}, touches: live.NewTouches(), log: live.NewRelay(time.Time{}, pass)}
	var err error
	if r.authority, err = bus.ParseAuthority(s.Secrets); err != nil {
		return nil, err
	}
	if s.Role == Link {
		return r, r.openLink()
	}
	if err := r.openStores(); err != nil || !s.Role.serves() {
		return r, err
	}
	if err := r.serve(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), madeMax)
	defer cancel()
	return r, r.furnish(ctx)
}

// serve starts the server.
func (r *region) serve() (err error) {
	s := &r.setup
	var regions []string
	for _, other := range s.Topology.Regions {
		regions = append(regions, other.Name)
	}
	cfg := bus.ServerConfig{Region: s.Region, Dir: filepath.Join(s.Dir, "bus"), Listen: s.Net.Listen, Port: s.Port,
		LeafListen: s.Net.LeafListen, LeafPort: s.Net.LeafPort, Leaf: s.Leaf, Regions: regions, SyncEvery: s.SyncEvery, Transport: s.Transport}
	if s.Role == Hub {
		r.server, err = r.authority.StartHub(cfg)
	} else {
		r.server, err = r.authority.StartRegion(cfg)
	}
	return err
}

// openLink opens the link of the region.
func (r *region) openLink() (err error) {
	s := &r.setup
	r.span, err = link.OpenSpan(link.SpanConfig{Region: s.Region, Listen: s.Net.Listen, Upstream: s.Net.Upstream, Seed: s.Seed,
		Authority: r.authority, System: r.system, Log: r.log, Touch: r.touches.Touch})
	return err
}

// openStores opens the store of every region that has a ledger here. The process
// of a whole region always has one.
func (r *region) openStores() (err error) {
	s := &r.setup
	for _, m := range r.system.Machines() {
		if !r.has(&m) || r.stores[m.Region] != nil || !m.Ledger && s.Role == Outside {
			continue
		}
		dir := filepath.Join(s.Dir, "ledger")
		if s.Role == Outside {
			dir = filepath.Join(dir, m.Region)
		}
		r.stores[m.Region], err = store.Open(store.Config{Dir: dir, Name: m.Region, Unsafe: s.Unsafe,
			Slow: func() time.Duration { return r.slower(m.Region) }})
		if err != nil {
			return err
		}
	}
	return nil
}

// furnish makes streams and consumers, unless a child before has made them.
func (r *region) furnish(ctx context.Context) error {
	buses := r.system.Buses()
	for _, b := range buses {
		if b.Region != r.setup.Region || r.setup.Again {
			continue
		}
		if err := r.server.EnsureBus(ctx, b); err != nil {
			return err
		}
	}
	for _, m := range r.system.Machines() {
		for _, f := range m.Follows {
			if !Runs(&m, r.setup.Region) {
				continue
			}
			c := consumer{machine: m.Name, durable: bus.DurableName(m.Name)}
			r.consumers = append(r.consumers, c)
			if r.setup.Again {
				continue
			}
			if err := r.server.EnsureConsumer(ctx, c.durable, f); err != nil {
				return err
			}
		}
	}
	if err := r.export(ctx); err != nil {
		return err
	}
	return r.server.Image()
}

// export makes the stream that calls to the hub rest in, where the transport has
// one. One that lost its end must not give its sequences out again.
func (r *region) export(ctx context.Context) error {
	switch s := &r.setup; {
	case s.Transport == bus.Forwarder || s.Role == Hub:
		return nil
	case !s.Again:
		return r.server.EnsureExport(ctx, 0)
	case s.Lost:
		return r.server.SkipExport(ctx)
	}
	return nil
}

// source makes the streams of what the regions export, at the hub. A hub that
// cannot reach what it sources asks again in seconds, so the links come first.
func (r *region) source() error {
	if r.setup.Role != Hub || r.setup.Transport == bus.Forwarder {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), madeMax)
	defer cancel()
	if err := r.server.WaitLeaf(ctx, len(r.setup.Topology.Regions)); err != nil {
		return err
	}
	for _, other := range r.setup.Topology.Regions {
		if err := r.server.EnsureSource(ctx, other.Name, r.setup.Transport, 0); err != nil {
			return err
		}
	}
	return nil
}

// has reports whether a machine runs in this process.
func (r *region) has(m *sim.Spec) bool { return r.setup.Role.runs(m, r.setup.Region) }

// open opens the machines' ways to others. A machine that a lever holds down
// stays closed.
func (r *region) open(o *opening) (doors map[string]string, err error) {
	host, err := live.NewHost(live.Config{Seed: r.setup.Seed, System: r.system, Topology: r.setup.Topology,
		Ports: r.ports(), Log: r.log, Touches: r.touches, Transport: r.setup.Transport,
		Unsafe: r.setup.Unsafe, Only: r.has, Doors: o.Doors, Past: r.setup.Past})
	if err != nil {
		return nil, err
	}
	r.host.Store(host)
	if r.setup.Role == Hub && r.setup.Topology.Failover {
		if r.exchange, err = live.OpenExchange(r.ports()[bus.Hub], r.touches); err != nil {
			return nil, err
		}
	}
	for i := range o.Levers {
		if err := r.pull(&o.Levers[i]); err != nil {
			return nil, err
		}
	}
	if err := host.Open(); err != nil {
		return nil, err
	}
	host.Flush()
	return host.Doors(), nil
}

// begin lets the machines begin, and the link be as long as it is.
func (r *region) begin(start time.Time) error {
	if r.span != nil {
		if err := r.span.Stretch(r.setup.Topology); err != nil {
			return err
		}
	}
	r.log.BeginAt(start)
	return r.host.Load().Start()
}

// awaitLinks returns when every link passes messages, as the buses see it that
// can be reached from here.
func (r *region) awaitLinks() error {
	ctx, cancel := context.WithTimeout(context.Background(), madeMax)
	defer cancel()
	for region, url := range r.setup.Net.Buses {
		if region == bus.Hub {
			continue
		}
		if err := bus.ReadyBetween(ctx, r.authority, r.setup.Net.Buses[bus.Hub], region, url); err != nil {
			return err
		}
	}
	return nil
}

// close ends everything in order.
func (r *region) close() (failed error) {
	if host := r.host.Load(); host != nil {
		host.Close()
	}
	if r.exchange != nil {
		r.exchange.Close()
	}
	if r.span != nil {
		failed = r.span.Close()
	}
	if r.server != nil {
		failed = errors.Join(failed, r.server.Stop(), r.server.Close())
	}
	for _, s := range r.stores {
		if err := s.Close(); !errors.Is(err, store.ErrOff) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// ports is how the machines here reach the buses.
func (r *region) ports() map[string]*live.Port {
	out := map[string]*live.Port{}
	add := func(region string) *live.Port {
		p := &live.Port{Region: region, Store: r.stores[region], Listen: r.setup.Net.Doors[region],
			Drops: filepath.Join(r.setup.Dir, "drops"), Puts: filepath.Join(r.setup.Dir, "puts")}
		out[region] = p
		return p
	}
	for region, url := range r.setup.Net.Buses {
		add(region).Connect = r.authority.Connector(url, region)
	}
	if r.server != nil {
		add(r.setup.Region).Connect = r.server.Connect
	}
	return out
}

// slower is how much longer an fsync takes.
func (r *region) slower(region string) time.Duration {
	if h := r.host.Load(); h != nil {
		return h.Slower(region)
	}
	return 0
}

// bus takes the streams down, or brings them back when nothing holds them.
func (r *region) bus(l *lever) error {
	was, is := r.out.Set(l.Fault, 0, l.On)
	switch {
	case l.On && l.Lossy:
		r.touches.Touch(l.Fault)
		return r.server.LoseStreams()
	case l.On && !was:
		r.touches.Touch(l.Fault)
		return r.server.StopStreams()
	case was && !is:
		if err := r.server.StartStreams(); err != nil || r.setup.Transport == bus.Forwarder {
			return err
		}
		ctx, cancel := context.WithTimeout(context.Background(), madeMax)
		defer cancel()
		return r.server.SkipExport(ctx)
	}
	return nil
}

// askMax is how long the server may take to say how far its consumers are.
const askMax = 500 * time.Millisecond

// busy says what still moves, or "".
func (r *region) busy() string {
	host := r.host.Load()
	if host == nil {
		return "the machines of " + r.setup.Region + " are not open"
	}
	if why := host.Busy(); why != "" || len(r.consumers) == 0 || r.server == nil {
		return why
	}
	var durables []string
	for _, c := range r.consumers {
		durables = append(durables, c.durable)
	}
	ctx, cancel := context.WithTimeout(context.Background(), askMax)
	defer cancel()
	backlogs, err := r.server.Backlogs(ctx, durables...)
	if err != nil {
		return err.Error()
	}
	for i, b := range backlogs {
		if b.Open > 0 || b.Pending > 0 {
			return fmt.Sprintf("%s has %d deliveries open and %d before it", r.consumers[i].machine, b.Open, b.Pending)
		}
	}
	return ""
}
