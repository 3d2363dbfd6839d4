package embedded

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/link"
	"github.com/seatrial/seatrial/sim/topology"
)

// Config is everything an embedded world needs.
type Config struct {
	Seed      uint64
	System    sim.System
	Topology  topology.Topology
	Settle    time.Duration         // quiet means that nothing moved for this long; 0 = 3 s
	Sink      func(*history.Record) // shown every record in order, one at a time; nil = nobody watches
	Transport bus.Transport         // of calls to the hub
	Unsafe    bool                  // answers do not wait for the disk: the profile that loses data
	Guards    bus.Guards            // guards to switch off; the zero value has all of them on
	Processes []string              // regions that run in a process of their own; not the hub
	Command   func() *exec.Cmd      // of these processes, see [process.Config]
	Recipe    json.RawMessage       // from which they build the same system
	InProcess bool                  // who connects to a server of this process needs no socket
	Untapped  bool                  // nobody reads what the links carry; TLS passes through them
	Bare      bool                  // no machine runs: a benchmark does their work through [World.Port]
}

// World is one system in real time. Its methods belong to one goroutine.
type World struct {
	cfg       Config
	dir       string
	own       io.Closer // of dir
	log       *live.Log
	ground    *live.Ground
	touches   *live.Touches
	authority *bus.Authority
	places    []*place // regions in the order of the topology, the hub last
	byName    map[string]*place
	links     []*link.Span
	host      *live.Host
	exchange  *live.Exchange        // nil = no region sends to another
	failed    atomic.Pointer[error] // what went wrong in a process
	closed    bool
}

// startMax is how long servers and links may take to come up.
const startMax = 20 * time.Second

// New starts servers and stores, links, streams and machines. What does not need
// each other comes up side by side, since most of it is waiting for syncs and
// handshakes; the links take on their delay when all is up. An error means that
// system and topology do not fit, or that the machine this runs on lacks
// something; nothing is left behind then.
func New(cfg Config) (*World, error) {
	if err := cfg.Topology.Validate(); err != nil {
		return nil, fmt.Errorf("start embedded world: %w", err)
	}
	if cfg.Topology.Hub.Name != bus.Hub {
		return nil, fmt.Errorf("start embedded world: the hub is named %q, want %q", cfg.Topology.Hub.Name, bus.Hub)
	}
	if cfg.Topology.Form == topology.SingleRegion {
		return nil, fmt.Errorf("start embedded world: in the topology %s clients of other regions call across a border, which only the virtual world carries: run it there", cfg.Topology.Form)
	}
	if err := cfg.checkProcesses(); err != nil {
		return nil, fmt.Errorf("start embedded world: %w", err)
	}
	if cfg.Settle == 0 {
		cfg.Settle = 3 * time.Second
	}
	w := &World{cfg: cfg, touches: live.NewTouches(), byName: map[string]*place{}}
	if err := w.start(); err != nil {
		return nil, fmt.Errorf("start embedded world: %w", errors.Join(err, w.Close()))
	}
	return w, nil
}

func (w *World) start() (err error) {
	if w.dir, w.own, err = live.NewFolder(prefix); err != nil {
		return err
	}
	if w.authority, err = bus.NewAuthority(bus.Config{Guards: w.cfg.Guards}); err != nil {
		return err
	}
	w.log = live.NewLog(w.cfg.Sink)
	if len(w.cfg.Processes) > 0 {
		w.log.Merge()
	}
	ctx, cancel := context.WithTimeout(context.Background(), startMax)
	defer cancel()
	for _, step := range []func(context.Context) error{w.openHub, w.openRegions, w.openHost} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	w.ground, err = live.WatchGround(w.dir, w.log)
	return err
}

// regions lists the names of all regions but the hub.
func (w *World) regions() []string {
	var out []string
	for _, r := range w.cfg.Topology.Regions {
		out = append(out, r.Name)
	}
	return out
}

func (w *World) openHub(context.Context) error {
	p := &place{region: bus.Hub, dir: filepath.Join(w.dir, bus.Hub)}
	w.byName[bus.Hub] = p
	return beside(func() error { return p.open(w) }, func() (err error) {
		p.server, err = w.authority.StartHub(bus.ServerConfig{Regions: w.regions(), Dir: filepath.Join(p.dir, "bus"), SyncEvery: w.syncOf(bus.Hub), Transport: w.cfg.Transport})
		return err
	})
}

// openRegions starts every region's server, its store and its link to the hub,
// side by side. It does not wait for the link.
func (w *World) openRegions(context.Context) error {
	var calls []func() error
	for _, name := range w.regions() {
		p := &place{region: name, dir: filepath.Join(w.dir, name)}
		w.byName[name], w.places = p, append(w.places, p)
		s, err := w.openSpan(name)
		if err != nil {
			return err
		}
		calls = append(calls, func() error { return p.open(w) }, func() error { return w.openRegion(p, s) })
	}
	w.places = append(w.places, w.byName[bus.Hub])
	return beside(calls...)
}

// openRegion starts a region's server, or the process it runs in.
func (w *World) openRegion(p *place, s *link.Span) (err error) {
	if w.apart(p.region) {
		return w.openProcess(p, s)
	}
	p.server, err = w.authority.StartRegion(bus.ServerConfig{Region: p.region, Dir: filepath.Join(p.dir, "bus"),
		Leaf: s.Addr(), Regions: w.regions(), SyncEvery: w.syncOf(p.region), Transport: w.cfg.Transport})
	return err
}

// syncOf is how often the streams of a region are synced: as its bus says, or as
// JetStream does by default.
func (w *World) syncOf(region string) time.Duration {
	for _, b := range w.cfg.System.Buses() {
		if b.Region == region {
			return time.Duration(b.SyncEvery)
		}
	}
	return 2 * time.Minute
}

// openBuses makes streams and consumers, region by region side by side, and takes
// the first image of each disk: nothing later counts as synced until the bus
// syncs.
func (w *World) openBuses(ctx context.Context) error {
	for _, b := range w.cfg.System.Buses() {
		if w.byName[b.Region] == nil {
			return fmt.Errorf("bus %q is in unknown region %q", b.Name, b.Region)
		}
	}
	var streams, images []func() error
	for _, p := range w.places {
		streams = append(streams, func() error { return w.openBus(ctx, p) })
		if p.process == nil {
			images = append(images, p.server.Image)
		}
	}
	if err := beside(streams...); err != nil {
		return err
	}
	if err := w.openSources(ctx); err != nil {
		return err
	}
	return beside(images...)
}

// openBus makes the streams and consumers of one region; a process has made its
// own.
func (w *World) openBus(ctx context.Context, p *place) error {
	buses := w.cfg.System.Buses()
	for _, b := range buses {
		if b.Region != p.region || p.process != nil {
			continue
		}
		if err := p.server.EnsureBus(ctx, b); err != nil {
			return err
		}
	}
	var readers []bus.Reader
	for _, m := range w.cfg.System.Machines() {
		if m.Region != p.region {
			continue
		}
		for _, f := range m.Follows {
			if int(f.Bus) >= len(buses) {
				return fmt.Errorf("machine %q follows a bus that is not there", m.Name)
			}
			r := bus.Reader{Durable: bus.DurableName(m.Name), Follow: f}
			readers = append(readers, r)
			p.consumers = append(p.consumers, consumer{machine: m.Name, durable: r.Durable})
		}
	}
	if p.process != nil {
		return nil
	}
	return p.server.EnsureConsumers(ctx, readers...)
}

// openSources makes the streams that calls to the hub rest in, where the
// transport has any.
func (w *World) openSources(ctx context.Context) error {
	if w.cfg.Transport == bus.Forwarder {
		return nil
	}
	if err := w.byName[bus.Hub].server.WaitLeaf(ctx, len(w.regions())); err != nil {
		return err // a hub that cannot reach what it sources asks again in seconds
	}
	for _, name := range w.regions() {
		if p := w.byName[name]; p.process == nil {
			if err := p.server.EnsureExport(ctx, 0); err != nil {
				return err
			}
		}
		if err := w.byName[bus.Hub].server.EnsureSource(ctx, name, w.cfg.Transport, 0); err != nil {
			return err
		}
	}
	return nil
}

// openHost makes streams, consumers and the connections of machines side by side,
// and lets the machines begin.
func (w *World) openHost(ctx context.Context) (err error) {
	ports := map[string]*live.Port{}
	for _, p := range w.places {
		ports[p.region] = w.port(p)
	}
	w.host, err = live.NewHost(live.Config{Seed: w.cfg.Seed, System: w.cfg.System, Topology: w.cfg.Topology, Ports: ports,
		Log: w.log, Touches: w.touches, Transport: w.cfg.Transport, Unsafe: w.cfg.Unsafe, Only: w.here(),
		Ready: func() error { return errors.Join(w.awaitLinks(ctx), w.beginOthers()) }})
	if err != nil {
		return err
	}
	if w.cfg.Topology.Failover { // the only ones who go from one region to another
		if w.exchange, err = live.OpenExchange(ports[bus.Hub], w.touches); err != nil {
			return err
		}
	}
	open := w.host.Open
	if len(w.cfg.Processes) > 0 {
		open = w.openOthers
	}
	if err := beside(open, func() error { return w.openBuses(ctx) }); err != nil {
		return err
	}
	return w.host.Start()
}

// port is how machines and others reach a place.
func (w *World) port(p *place) *live.Port {
	port := &live.Port{Region: p.region, Store: p.store, Drops: filepath.Join(p.dir, "drops"), Puts: filepath.Join(p.dir, "puts")}
	switch {
	case p.process != nil:
		port.Connect = w.authority.Connector(p.process.URL(), p.region)
	case w.cfg.InProcess:
		port.Connect = p.server.ConnectInside
	default:
		port.Connect = p.server.Connect
	}
	return port
}

// Port returns how a region is reached by somebody who is no machine of the
// system, or nil if there is no such region. It is good until [World.Close].
func (w *World) Port(region string) *live.Port {
	if p := w.byName[region]; p != nil {
		return w.port(p)
	}
	return nil
}

// awaitLinks returns when every region and the hub know what the other listens to.
// From then on the links are as long as the topology says.
func (w *World) awaitLinks(ctx context.Context) error {
	hub := w.byName[bus.Hub].server
	if err := hub.WaitLeaf(ctx, len(w.regions())); err != nil {
		return err
	}
	var calls []func() error
	for _, s := range w.links {
		calls = append(calls, func() error {
			if err := w.byName[s.Region].awaitLink(ctx, hub); err != nil {
				return err
			}
			return s.Stretch(w.cfg.Topology)
		})
	}
	return beside(calls...)
}

// Now returns the time since the start.
func (w *World) Now() time.Duration { return time.Duration(w.log.Now()) }

// Advance lets time pass until the given instant of the run, or until ctx ends.
// An error is the harness's own failure, a machine that panics among them.
func (w *World) Advance(ctx context.Context, until time.Duration) error {
	if err := live.Pass(ctx, w.log, until, w.fault); err != nil {
		return fmt.Errorf("advance embedded world at %v: %w", w.Now(), err)
	}
	return nil
}

// Busy says what still moves, or "" if nothing has for the settle time.
func (w *World) Busy() string {
	if idle := w.log.Idle(); idle < w.cfg.Settle {
		return fmt.Sprintf("something moved %v ago", idle.Round(time.Millisecond))
	}
	if why := w.host.Busy(); why != "" {
		return why
	}
	for _, p := range w.places {
		if why := p.busy(); why != "" {
			return why
		}
	}
	return ""
}

// Order gives an operator's order to every outside party.
func (w *World) Order(typ string) { w.host.Order(typ) }

// Note adds a record of the harness itself to the history, after all that was
// seen before it, in whatever process.
func (w *World) Note(fill func(*history.Record)) {
	w.sync()
	w.log.Note(fill)
}

// Host returns the host of the machines, for what it counts.
func (w *World) Host() *live.Host { return w.host }

// Close stops everything and removes what the run made on disk. It can be called
// again.
func (w *World) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	var failed error
	if w.ground != nil {
		failed = w.ground.Close()
	}
	if w.host != nil {
		w.host.Close()
	}
	w.endOthers()
	if w.exchange != nil {
		w.exchange.Close()
	}
	for _, s := range w.links {
		failed = errors.Join(failed, s.Close())
	}
	for _, p := range w.byName {
		failed = errors.Join(failed, p.close())
	}
	if w.dir != "" {
		failed = errors.Join(failed, os.RemoveAll(w.dir), w.own.Close())
	}
	if failed != nil {
		return fmt.Errorf("close embedded world: %w", failed)
	}
	return nil
}
