package containers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/topology"
)

// Config is everything a world of containers needs.
type Config struct {
	Seed      uint64
	System    sim.System
	Topology  topology.Topology
	Settle    time.Duration         // quiet means that nothing moved for this long; 0 = 3 s
	Sink      func(*history.Record) // shown every record in order, one at a time; nil = nobody watches
	Transport bus.Transport         // of calls to the hub
	Unsafe    bool                  // answers do not wait for the disk: the profile that loses data
	Program   string                // path of what runs in the containers; it knows `serve`
	Recipe    json.RawMessage       // from which it builds the same system
	Means     Means
}

// ClockError is how far the clocks of two containers may be apart. A run that
// measures more does not begin; promises that compare witnesses allow for it.
const ClockError = 5 * time.Millisecond

// World is one system in containers. Its methods belong to one goroutine.
type World struct {
	cfg     Config
	engine  *Engine
	number  int64
	image   string
	log     *live.Log
	host    *live.Host // of no machine: it counts what the containers count
	touches *live.Touches
	ground  *live.Ground
	wires   map[string]*wire
	parts   []*part
	places  map[string]*place // by region
	links   []*span
	doors   map[string]string // of outside parties
	clocks  time.Duration     // how far they may be apart, as measured
	took    time.Duration     // the start, without the image
	failed  atomic.Pointer[error]
	closed  bool
}

// startMax is how long everything may take to come up.
const startMax = 2 * time.Minute

// New starts networks, containers and machines. An error means that system and
// topology do not fit, or that the daemon cannot do it; nothing is left behind
// then.
func New(e *Engine, cfg Config) (*World, error) {
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("start world of containers: %w", err)
	}
	if cfg.Settle == 0 {
		cfg.Settle = 3 * time.Second
	}
	w := &World{cfg: cfg, engine: e, number: e.worlds.Add(1), touches: live.NewTouches(), log: live.NewLog(cfg.Sink),
		wires: map[string]*wire{}, places: map[string]*place{}}
	w.log.Merge()
	if err := w.start(); err != nil {
		return nil, fmt.Errorf("start world of containers: %w", errors.Join(err, w.Close()))
	}
	return w, nil
}

func (c *Config) check() error {
	if err := c.Topology.Validate(); err != nil {
		return err
	}
	if c.Topology.Hub.Name != bus.Hub {
		return fmt.Errorf("the hub is named %q, want %q", c.Topology.Hub.Name, bus.Hub)
	}
	if c.Topology.Form == topology.SingleRegion {
		return fmt.Errorf("in the topology %s clients of other regions call across a border, which only the virtual world carries: run it there", c.Topology.Form)
	}
	return nil
}

func (w *World) start() (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), startMax)
	defer cancel()
	if w.image, err = w.engine.Image(ctx, w.cfg.Program); err != nil {
		return err
	}
	begun := time.Now()
	w.host, err = live.NewHost(live.Config{Seed: w.cfg.Seed, System: w.cfg.System, Topology: w.cfg.Topology, Log: w.log,
		Touches: w.touches, Only: func(*sim.Spec) bool { return false }})
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{w.openWires, w.openParts, w.compareClocks, w.openSources, w.openMachines, w.begin} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	w.took = time.Since(begun)
	w.ground, err = live.WatchGround(w.engine.owner, w.log)
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

// Now returns the time since the start.
func (w *World) Now() time.Duration { return time.Duration(w.log.Now()) }

// Advance lets time pass until the given instant of the run, or until ctx ends.
// An error is the harness's own failure, a machine that panics among them.
func (w *World) Advance(ctx context.Context, until time.Duration) error {
	if err := live.Pass(ctx, w.log, until, w.fault); err != nil {
		return fmt.Errorf("advance world of containers at %v: %w", w.Now(), err)
	}
	return nil
}

// Busy says what still moves, or "" if nothing has for the settle time.
func (w *World) Busy() string {
	if idle := w.log.Idle(); idle < w.cfg.Settle {
		return fmt.Sprintf("something moved %v ago", idle.Round(time.Millisecond))
	}
	for _, p := range w.parts {
		if why := p.process.Busy(); why != "" {
			return why
		}
	}
	return ""
}

// Order gives an operator's order to every outside party.
func (w *World) Order(typ string) {
	w.check(w.each(func(p *part) error { return p.orders(typ) }))
}

// Note adds a record of the harness itself to the history, after all that was
// seen before it, in whatever container.
func (w *World) Note(fill func(*history.Record)) {
	w.check(w.each(func(p *part) error { return p.process.Sync() }))
	w.log.Note(fill)
}

// Host returns the host that counts for all containers.
func (w *World) Host() *live.Host { return w.host }

// fail remembers what went wrong in a container.
func (w *World) fail(err error) { w.failed.CompareAndSwap(nil, &err) }

// check remembers the harness's own failure; the run ends at its next advance.
func (w *World) check(err error) {
	if err != nil {
		w.fail(err)
	}
}

// fault returns the harness's own failure, or nil.
func (w *World) fault() error {
	if err := w.failed.Load(); err != nil {
		return *err
	}
	if n := w.log.Late(); n > 0 {
		return fmt.Errorf("%d records came too late to be put in order: this machine is too busy for so many containers", n)
	}
	return w.host.Fault()
}

// Close ends every container and removes all that the run made, but the image,
// which is the engine's. It can be called again.
func (w *World) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	var failed error
	if w.ground != nil {
		failed = w.ground.Close()
	}
	_ = w.each(func(p *part) error {
		if p.process != nil {
			p.process.Close()
		}
		return nil
	})
	w.log.Close()
	ctx, cancel := context.WithTimeout(context.Background(), removeMax)
	defer cancel()
	failed = errors.Join(failed, w.each(func(p *part) error { return p.vessel.remove(ctx) }))
	for _, n := range w.wires {
		failed = errors.Join(failed, w.engine.closeWire(ctx, n))
	}
	if failed != nil {
		return fmt.Errorf("close world of containers: %w", failed)
	}
	return nil
}
