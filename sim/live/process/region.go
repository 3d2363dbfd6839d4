package process

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/store"
)

// region is what stands in a child: a server, a store and the machines.
type region struct {
	setup     setup
	system    sim.System
	server    *bus.Server
	store     *store.Store
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

// newRegion starts the server and the store.
func newRegion(s setup, system sim.System, pass func(live.Seen)) (*region, error) {
	r := &region{setup: s, system: system, touches: live.NewTouches(), log: live.NewRelay(time.Time{}, pass)}
	authority, err := bus.ParseAuthority(s.Secrets)
	if err != nil {
		return nil, err
	}
	var regions []string
	for _, other := range s.Topology.Regions {
		regions = append(regions, other.Name)
	}
	r.server, err = authority.StartRegion(bus.ServerConfig{Region: s.Region, Dir: filepath.Join(s.Dir, "bus"), Port: s.Port,
		Leaf: s.Leaf, Regions: regions, SyncEvery: s.SyncEvery, Transport: s.Transport})
	if err != nil {
		return nil, err
	}
	r.store, err = store.Open(store.Config{Dir: filepath.Join(s.Dir, "ledger"), Name: s.Region, Unsafe: s.Unsafe, Slow: r.slower})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), madeMax)
	defer cancel()
	return r, r.furnish(ctx)
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
			if !r.has(&m) {
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
	if r.setup.Transport != bus.Forwarder && !r.setup.Again {
		if err := r.server.EnsureExport(ctx, 0); err != nil {
			return err
		}
	}
	return r.server.Image()
}

// has reports whether a machine runs in this process.
func (r *region) has(m *sim.Spec) bool { return Runs(m, r.setup.Region) }

// Runs reports whether a machine runs in the process of a region: all of the
// region do but outside parties, which are not in the data centre.
func Runs(m *sim.Spec, region string) bool { return m.Region == region && !m.Outside }

// open opens the machines' ways to others. A machine that a lever holds down
// stays closed.
func (r *region) open(o *opening) error {
	port := &live.Port{Region: r.setup.Region, Connect: r.server.Connect, Store: r.store, Drops: filepath.Join(r.setup.Dir, "drops"), Puts: filepath.Join(r.setup.Dir, "puts")}
	host, err := live.NewHost(live.Config{Seed: r.setup.Seed, System: r.system, Topology: r.setup.Topology,
		Ports: map[string]*live.Port{r.setup.Region: port}, Log: r.log, Touches: r.touches, Transport: r.setup.Transport,
		Unsafe: r.setup.Unsafe, Only: r.has, Doors: o.Doors, Past: r.setup.Past})
	if err != nil {
		return err
	}
	r.host.Store(host)
	for i := range o.Levers {
		if err := r.pull(&o.Levers[i]); err != nil {
			return err
		}
	}
	if err := host.Open(); err != nil {
		return err
	}
	host.Flush()
	return nil
}

// slower is how much longer an fsync takes.
func (r *region) slower() time.Duration {
	if h := r.host.Load(); h != nil {
		return h.Slower(r.setup.Region)
	}
	return 0
}

// pull pulls a lever or lets go of it.
func (r *region) pull(l *lever) error {
	host := r.host.Load()
	switch l.Kind {
	case leverStop:
		host.Stop(l.Fault, l.Target, l.How, l.On)
	case leverBus:
		return r.bus(l)
	case leverClock:
		host.Clock(l.Fault, r.setup.Region, l.Amount, l.On)
	case leverMessages:
		host.Messages(l.Fault, *l.Rule, l.On)
	case leverDisk:
		host.Disk(l.Fault, r.setup.Region, l.Amount, l.On)
	case leverTurn:
		host.Turn(l.Fault, l.Target, l.Order, l.Region, l.On)
	default:
		return fmt.Errorf("no lever %q", l.Kind)
	}
	return nil
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
	if why := host.Busy(); why != "" || len(r.consumers) == 0 {
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
