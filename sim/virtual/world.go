// Package virtual is world 1: a whole system in one goroutine, in virtual time.
// It owns the clock, the network, the disks and the buses, and reacts to nothing
// but its configuration and its seed: same binary, same configuration, same
// trace hash, whatever the machine, the garbage collector or the observers do.
//
// It never sleeps, starts no goroutine and does no I/O. Start at [World].
package virtual

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// Config is everything a virtual world needs.
type Config struct {
	Seed     uint64
	System   sim.System
	Topology topology.Topology
	Settle   time.Duration                  // quiet means that nothing moved for this long; 0 = 3 s
	Sink     func(*history.Record)          // shown every record in order; nil = nobody watches
	Watch    func(step uint64, line string) // shown steps From..To in text, to locate a difference
	From, To uint64
	Script   *Script // records the engine's events for a bare replay; nil = off
}

// World is one system in virtual time. It is not safe for concurrent use; run
// one world per core.
type World struct {
	cfg     Config
	now     int64
	queue   queue
	slab    slab
	nodes   []node
	buses   []bus
	regions []region
	byName  map[string]int // region, by name
	links   [][]link
	trace   trace
	chance  sim.Chance
	rec     history.Record
	seq     uint64
	events  uint64
	flying  int
	moved   int64 // last time something moved
	reached counts
	counted counts
	levers  levers
	epoch   int64 // wall clock at the start, ns since 1970
}

type region struct {
	name history.Name
	skew int64 // wall clock ahead of true time, ns
	// skewed lists the faults that hold the clock; the skew is their sum.
	skewed []pull
	slow   []pull // faults that make fsync slower
}

// wallStart is what every wall clock says at the start of a run: 2026-01-05
// 08:00 UTC, a Monday morning.
const wallStart = 1_767_600_000_000_000_000

// New returns a world with every machine started at instant 0. An error means
// that system and topology do not fit.
func New(cfg Config) (*World, error) {
	if err := cfg.Topology.Validate(); err != nil {
		return nil, fmt.Errorf("start virtual world: %w", err)
	}
	if cfg.Settle == 0 {
		cfg.Settle = 3 * time.Second
	}
	w := &World{cfg: cfg, epoch: wallStart, byName: map[string]int{}, chance: sim.Chance{Seed: cfg.Seed, Stream: sim.StreamNetwork}}
	for _, name := range cfg.Topology.Names() {
		w.byName[name] = len(w.regions)
		w.regions = append(w.regions, region{name: history.N(name)})
	}
	w.wire()
	if err := w.place(); err != nil {
		return nil, fmt.Errorf("start virtual world: %w", err)
	}
	for i := range w.nodes {
		w.start(&w.nodes[i])
	}
	return w, nil
}

// place puts machines and buses into their regions.
func (w *World) place() error {
	for i, spec := range w.cfg.System.Machines() {
		r, ok := w.byName[spec.Region]
		if !ok {
			return fmt.Errorf("machine %q is in unknown region %q", spec.Name, spec.Region)
		}
		w.nodes = append(w.nodes, newNode(sim.Addr(i), spec, r))
	}
	for i, spec := range w.cfg.System.Buses() {
		r, ok := w.byName[spec.Region]
		if !ok {
			return fmt.Errorf("bus %q is in unknown region %q", spec.Name, spec.Region)
		}
		w.buses = append(w.buses, newBus(sim.Bus(i), spec, r))
	}
	for i := range w.nodes {
		for _, f := range w.nodes[i].spec.Follows {
			if int(f.Bus) >= len(w.buses) {
				return fmt.Errorf("machine %q follows an unknown bus", w.nodes[i].spec.Name)
			}
			w.buses[f.Bus].follow(sim.Addr(i), f)
		}
	}
	for i := range w.buses {
		w.armSync(&w.buses[i])
	}
	return nil
}

// Now returns the virtual time since the start.
func (w *World) Now() time.Duration { return time.Duration(w.now) }

// Events returns how many engine events have been handled.
func (w *World) Events() uint64 { return w.events }

// TraceHash returns the hash of every input and effect so far, in order.
func (w *World) TraceHash() uint64 { return w.trace.hash }

// Checkpoints returns the trace hash after every 2^14 machine steps.
func (w *World) Checkpoints() []uint64 { return w.trace.checks }

// Steps returns how many machine steps were taken.
func (w *World) Steps() uint64 { return w.trace.steps }

// Reached returns how often each must-reach point was reached.
func (w *World) Reached() map[string]uint64 { return w.reached.unsigned() }

// Counters returns the sums of every counter.
func (w *World) Counters() map[string]int64 { return w.counted.signed() }

// Advance handles every event up to and including the given instant, and sets
// the clock to it. A machine that panics is the harness's own failure.
func (w *World) Advance(until time.Duration) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("advance virtual world at %v: a machine panicked: %v\n%s", w.Now(), r, stack())
		}
	}()
	limit := int64(until)
	var e event
	for w.queue.pop(limit, &e) {
		w.now = e.at
		w.events++
		if w.cfg.Script != nil {
			w.cfg.Script.popped(&e)
		}
		w.handle(&e)
	}
	w.now = max(w.now, limit)
	return nil
}

// handle dispatches one engine event.
func (w *World) handle(e *event) {
	switch e.kind {
	case evTimer:
		w.timer(e)
	case evSync:
		w.synced(e)
	case evPublish:
		w.publish(e)
	case evSettle:
		w.settle(e)
	case evDue:
		w.due(e)
	case evBusSync:
		w.syncBus(&w.buses[e.dst])
	default:
		w.arrive(e)
	}
}

// push schedules an event after a delay.
func (w *World) push(delay int64, e event) {
	e.at = w.now + max(delay, 0)
	if w.cfg.Script != nil {
		w.cfg.Script.pushed(&e)
	}
	w.queue.push(e)
}

// fly schedules an event with a flight; counted flights keep the world busy.
func (w *World) fly(delay int64, e event, f flight) {
	if f.counted {
		w.flying++
		w.moved = w.now
	}
	e.arg = w.slab.put(f)
	w.push(delay, e)
}

// land takes the flight of an event out of the air.
func (w *World) land(e *event) flight {
	f := w.slab.take(e.arg)
	if f.counted {
		w.flying--
		w.moved = w.now
	}
	return f
}
