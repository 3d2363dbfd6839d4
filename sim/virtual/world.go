// Package virtual is world 1: a whole system in one goroutine, in virtual time.
// It owns the clock, the network, the disks and the buses, and reacts to nothing
// but its configuration and its seed: same binary, same configuration, same
// trace hash, whatever the machine, the garbage collector or the observers do.
//
// It never sleeps, starts no goroutine and does no I/O. Start at [World].
package virtual

import (
	"fmt"
	"runtime/debug"
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
	breaks  bool // the connections of some link broke, at some time
	trace   trace
	rec     history.Record
	stores  history.Record // of buses only
	hands   history.Record // of deliveries only
	wired   []byte         // the bytes of the last crossing
	seq     uint64
	events  uint64
	crowd   int // events handled at this very instant
	flying  int
	moved   int64 // last time something moved
	reached counts
	counted counts
	levers  levers
	epoch   int64 // wall clock at the start, ns since 1970

	event    event // being handled
	stepping *node // whose step it is; nil between steps
	broken   error // the harness's own failure; nothing goes on after it
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

// New returns a world whose machines start at instant 0, with the first
// [World.Advance]. An error means that system and topology do not fit.
func New(cfg Config) (*World, error) {
	if err := cfg.Topology.Validate(); err != nil {
		return nil, fmt.Errorf("start virtual world: %w", err)
	}
	if cfg.Settle == 0 {
		cfg.Settle = 3 * time.Second
	}
	w := &World{cfg: cfg, epoch: wallStart, byName: map[string]int{}}
	for _, name := range cfg.Topology.Names() {
		w.byName[name] = len(w.regions)
		w.regions = append(w.regions, region{name: history.N(name)})
	}
	w.wire()
	if err := w.place(); err != nil {
		return nil, fmt.Errorf("start virtual world: %w", err)
	}
	for i := range w.nodes {
		w.push(0, event{kind: evStart, dst: uint16(i)})
	}
	w.mail()
	return w, nil
}

// place puts machines and buses into their regions.
func (w *World) place() error {
	machines, buses := w.cfg.System.Machines(), w.cfg.System.Buses()
	if len(machines) >= int(sim.Nowhere) || len(buses) > busMax {
		return fmt.Errorf("%d machines and %d buses are too many, want fewer than %d and at most %d",
			len(machines), len(buses), sim.Nowhere, busMax)
	}
	for i, spec := range buses {
		r, ok := w.byName[spec.Region]
		if !ok {
			return fmt.Errorf("bus %q is in unknown region %q", spec.Name, spec.Region)
		}
		w.buses = append(w.buses, newBus(sim.Bus(i), spec, r))
		w.armSync(&w.buses[i])
	}
	for i, spec := range machines {
		r, ok := w.byName[spec.Region]
		if !ok {
			return fmt.Errorf("machine %q is in unknown region %q", spec.Name, spec.Region)
		}
		if err := spec.CheckFiles(); err != nil {
			return fmt.Errorf("machine %q: %w", spec.Name, err)
		}
		w.nodes = append(w.nodes, newNode(sim.Addr(i), spec, r, len(buses)))
		if serves, ok := w.byName[spec.Serves]; ok {
			w.nodes[i].serves = serves
		}
		for _, f := range spec.Follows {
			if err := w.subscribe(&w.nodes[i], f); err != nil {
				return fmt.Errorf("machine %q: %w", spec.Name, err)
			}
		}
	}
	return nil
}

// mail has the files of outside parties arrive at their instants. They do not
// keep the world busy before they come.
func (w *World) mail() {
	for i := range w.nodes {
		for _, f := range w.nodes[i].spec.Files {
			m := &sim.Message{Head: sim.Head{ID: f.Name}, Body: f.Bytes}
			w.fly(f.At, event{kind: evFile, dst: uint16(i)}, &flight{msg: m, from: sim.Nowhere})
		}
	}
}

// busMax is how many buses a delivery token can tell apart.
const busMax = 1 << 8

// subscribe makes a machine a consumer of a bus of its own region.
func (w *World) subscribe(n *node, f sim.Follow) error {
	if int(f.Bus) >= len(w.buses) {
		return fmt.Errorf("follow bus %d: the system has %d", f.Bus, len(w.buses))
	}
	b := &w.buses[f.Bus]
	if b.region != n.region {
		return fmt.Errorf("follow bus %q: it is in region %q, want %q", b.spec.Name, b.spec.Region, n.spec.Region)
	}
	if _, _, twice := w.follower(n, f.Bus); twice {
		return fmt.Errorf("follow bus %q twice: a delivery could not tell for which consumer it is", b.spec.Name)
	}
	b.follow(n, f)
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
// the clock to it. An error is the harness's own failure, a machine that panics
// among them; the world can not go on after it.
func (w *World) Advance(until time.Duration) error {
	if w.broken == nil {
		w.broken = w.run(int64(until))
	}
	return w.broken
}

func (w *World) run(limit int64) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = w.failure(r)
		}
	}()
	for w.queue.pop(limit, &w.event) {
		w.pass(w.event.at)
		if w.cfg.Script != nil {
			w.cfg.Script.popped()
		}
		w.handle(&w.event)
	}
	w.now = max(w.now, limit)
	return nil
}

// failure says whose panic ended the run, and where.
func (w *World) failure(r any) error {
	who := "the world"
	if w.stepping != nil {
		who = "machine " + w.stepping.spec.Name
	}
	said := fmt.Sprintf("%v\n%s", r, debug.Stack())
	if w.stepping != nil {
		w.sawPanic(w.stepping, said)
	}
	return fmt.Errorf("advance virtual world at %v: %s panicked: %s", w.Now(), who, said)
}

// crowdMax is how many events one instant may hold before the world takes it
// for a machine that sets a timer to now, again and again.
const crowdMax = 1 << 22

// pass moves the clock to the instant of an event.
func (w *World) pass(at int64) {
	w.events++
	w.crowd++
	if at != w.now {
		w.now, w.crowd = at, 0
	}
	if w.crowd > crowdMax {
		panic("time stands still: too many events at one instant")
	}
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
	case evDeliver:
		if !w.lags(e) {
			w.arrive(e)
		}
	case evSettle:
		w.settle(e)
	case evDue:
		w.due(e)
	case evBusSync:
		w.syncBus(&w.buses[e.dst])
	case evStart:
		w.revive(&w.nodes[e.dst])
	case evResume:
		w.unfreeze(&w.nodes[e.dst])
	case evLate:
		w.overdue(e)
	case evLink:
		w.transmitted(e)
	case evServed:
		w.served(e)
	case evCall, evReply:
		if !w.breaks || !w.severed(e) {
			w.arrive(e)
		}
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
func (w *World) fly(delay int64, e event, f *flight) {
	e.arg = w.load(f)
	w.push(delay, e)
}

// load takes a flight into the air.
func (w *World) load(f *flight) uint64 {
	if f.counted {
		w.flying++
	}
	return w.slab.put(f)
}

// land takes the flight of an event out of the air. It stands where it is until
// the next one is loaded: who loads one first copies it.
func (w *World) land(e *event) *flight {
	f := w.slab.take(e.arg)
	if f.counted {
		w.flying--
		w.moved = w.now
	}
	return f
}
