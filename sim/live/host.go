package live

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/topology"
)

// Config is what a host is made from.
type Config struct {
	Seed      uint64 // of the draws of message faults
	System    sim.System
	Topology  topology.Topology
	Ports     map[string]*Port // by region
	Log       *Log
	Touches   *Touches
	Transport bus.Transport
	Unsafe    bool // what is written counts as durable: the profile that loses data
	// Only says which machines run here; nil = all. Of the others their specs are
	// known, and for parties called over HTTP their doors.
	Only  func(*sim.Spec) bool
	Doors map[string]string // of machines elsewhere, by name
	Past  map[string]Past   // of machines whose last process died, by name
	// Ready returns when what machines have subscribed to is known at the other
	// ends of the links; nil = nothing is waited for.
	Ready func() error
}

// Host runs the machines of a system. Its levers may be pulled by one goroutine
// at a time; everything else happens concurrently.
type Host struct {
	cfg      Config
	machines []*machine // all, by address
	own      []*machine // those that run here
	opened   bool
	regions  map[string]*region
	stores   []*stored // by bus: what its witness has seen
	doors    []string  // by machine: where it is called over HTTP; "" = it is not
	reached  tallies
	counted  tallies
	steps    atomic.Uint64
	started  atomic.Bool
	ctx      context.Context
	cancel   context.CancelFunc
	running  sync.WaitGroup
	failed   atomic.Pointer[error]
}

// region is what the machines of one region share.
type region struct {
	name   history.Name
	port   *Port
	skewed Holders // faults that hold the clock; the skew is their sum
	slow   Holders // faults that make fsync slower
	rules  atomic.Pointer[[]rule]
}

// NewHost returns a host of machines that have not started. An error means that
// system, topology and ports do not fit.
func NewHost(cfg Config) (*Host, error) {
	h := &Host{cfg: cfg, regions: map[string]*region{}}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	for _, name := range cfg.Topology.Names() {
		r := &region{name: history.N(name), port: cfg.Ports[name]}
		r.rules.Store(new([]rule))
		h.regions[name] = r
	}
	for _, spec := range cfg.System.Buses() {
		h.stores = append(h.stores, newStored(spec.Name))
	}
	for i, spec := range cfg.System.Machines() {
		if err := h.add(sim.Addr(i), spec); err != nil {
			return nil, fmt.Errorf("make host: %w", err)
		}
	}
	return h, nil
}

// add makes a place for a machine, whether it runs here or not.
func (h *Host) add(addr sim.Addr, spec sim.Spec) error {
	if err := spec.CheckFiles(); err != nil {
		return err
	}
	r := h.regions[spec.Region]
	if r == nil {
		return fmt.Errorf("machine %q is in unknown region %q", spec.Name, spec.Region)
	}
	m := newMachine(h, addr, spec, r)
	h.machines, h.doors = append(h.machines, m), append(h.doors, h.cfg.Doors[spec.Name])
	if h.cfg.Only != nil && !h.cfg.Only(&m.spec) {
		return nil
	}
	if r.port == nil {
		return fmt.Errorf("region %q has no port", spec.Region)
	}
	past := h.cfg.Past[spec.Name]
	m.life, m.told = past.Life, past.Told
	h.own = append(h.own, m)
	return nil
}

// Open opens every machine's way to the others; nothing is missed from then on.
// A machine that a fault holds down stays closed.
func (h *Host) Open() error {
	h.opened = true
	errs := make(chan error, len(h.own))
	for _, m := range h.own {
		if m.spec.HTTP {
			if err := h.openDoor(m); err != nil {
				return err
			}
		}
	}
	for _, m := range h.own {
		go func() { errs <- m.open() }()
	}
	var first error
	for range h.own {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	if first != nil {
		return fmt.Errorf("start machines: %w", first)
	}
	return nil
}

// Start lets all machines begin; first it opens their ways, if nobody has.
func (h *Host) Start() error {
	if !h.opened {
		if err := h.Open(); err != nil {
			return err
		}
	}
	if h.cfg.Ready != nil {
		if err := h.cfg.Ready(); err != nil {
			return fmt.Errorf("start machines: %w", err)
		}
	}
	h.cfg.Log.Begin()
	h.started.Store(true)
	for _, m := range h.own {
		h.running.Go(m.run)
	}
	return nil
}

// Doors returns where the machines that run here are called over HTTP, by name.
func (h *Host) Doors() map[string]string {
	out := map[string]string{}
	for _, m := range h.own {
		if door := h.doors[m.addr]; door != "" {
			out[m.spec.Name] = door
		}
	}
	return out
}

// Close stops every machine, mid-sentence, and waits until all are gone.
func (h *Host) Close() {
	h.cancel()
	h.running.Wait()
	if !h.started.Load() { // nobody runs who would close what Open opened
		for _, m := range h.own {
			m.disconnect()
		}
	}
}

// Fault returns the harness's own failure, a machine that panicked among them,
// or nil.
func (h *Host) Fault() error {
	if err := h.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// Fail remembers the first failure of the harness.
func (h *Host) Fail(err error) { h.failed.CompareAndSwap(nil, &err) }

// Order gives an operator's order to every outside party.
func (h *Host) Order(typ string) {
	for _, m := range h.own {
		if m.spec.Outside {
			msg := &sim.Message{Head: sim.Head{ID: typ, Type: typ, Region: h.cfg.Topology.Hub.Name, Tier: sim.Internal}}
			m.box.put(arrival{in: sim.Input{Kind: sim.InOperator, From: sim.Nowhere, Msg: msg, OK: true}})
		}
	}
	h.cfg.Log.move()
}

// Busy says which machine waits for its disk, or "" if none does.
func (h *Host) Busy() string {
	for _, m := range h.own {
		if m.writing.Load() {
			return m.spec.Name + " waits for its disk"
		}
	}
	return ""
}

// Steps returns how many machine steps were taken.
func (h *Host) Steps() uint64 { return h.steps.Load() }

// Reached returns how often each must-reach point was reached.
func (h *Host) Reached() map[string]uint64 {
	out := map[string]uint64{}
	for name, n := range h.reached.all() {
		out[name] = uint64(n)
	}
	return out
}

// Counters returns the sums of every counter.
func (h *Host) Counters() map[string]int64 { return h.counted.all() }

// Reach counts a point that the world itself reached.
func (h *Host) Reach(point string) { h.reached.add(point, 1) }

// Count adds to a counter of the world itself.
func (h *Host) Count(name string, n int64) { h.counted.add(name, n) }

// Slower returns how much longer an fsync takes in a region, and counts that a
// fault made it so.
func (h *Host) Slower(name string) time.Duration {
	r := h.regions[name]
	if !r.slow.touch(h.cfg.Touches) {
		return 0
	}
	return time.Duration(r.slow.Sum())
}

// Stop takes a machine down or lets go of it, as [faults.Target] says.
func (h *Host) Stop(fault, name string, how faults.StopKind, on bool) {
	for _, m := range h.own {
		switch {
		case m.spec.Name != name:
		case how == faults.StopPause:
			m.pause(fault, on)
		default:
			m.hold(fault, "kill", on)
		}
	}
}

// Dark takes every machine of a region down as a power loss does, or lets go of
// them. Outside parties are not in the data centre.
func (h *Host) Dark(fault, region string, on bool) {
	for _, m := range h.own {
		if m.spec.Region == region && !m.spec.Outside {
			m.hold(fault, "power-loss", on)
		}
	}
}

// Clock sets a region's wall clock ahead of true time. Of several processes that
// one shows it which has the order of the run.
func (h *Host) Clock(fault, name string, amount time.Duration, on bool) {
	r := h.regions[name]
	if r == nil {
		return
	}
	r.skewed.Set(fault, int64(amount), on)
	if h.cfg.Log.relay != nil {
		return
	}
	h.cfg.Log.Note(func(rec *history.Record) {
		rec.Kind, rec.Witness, rec.Region, rec.Qty = history.KindClock, r.name, r.name, r.skewed.Sum()
	})
}

// Disk makes a region's fsync slower.
func (h *Host) Disk(fault, name string, slower time.Duration, on bool) {
	if r := h.regions[name]; r != nil {
		r.slow.Set(fault, int64(slower), on)
	}
}

// Silence makes an outside party swallow every call.
func (h *Host) Silence(fault, name string, on bool) {
	for _, m := range h.own {
		if m.spec.Name == name {
			m.silent.Set(fault, 0, on)
		}
	}
}

// Tell gives an outside party a word to act by, or takes it back.
func (h *Host) Tell(fault, name, word string, on bool) {
	for _, m := range h.own {
		if m.spec.Name != name || !m.spec.Outside {
			continue
		}
		m.urged.Set(fault, 0, on)
		msg := &sim.Message{Head: sim.Head{ID: word, Type: word, Region: m.spec.Region, Tier: sim.Internal}}
		m.box.put(arrival{in: sim.Input{Kind: sim.InOperator, From: sim.Nowhere, Msg: msg, OK: on}})
	}
	h.cfg.Log.move()
}

// Messages applies a rule to the deliveries of a region's bus.
func (h *Host) Messages(fault string, spec faults.Rule, on bool) {
	r := h.regions[spec.Region]
	if r == nil {
		return
	}
	var kept []rule
	for _, known := range *r.rules.Load() {
		if known.fault != fault {
			kept = append(kept, known)
		}
	}
	if on {
		kept = append(kept, newRule(fault, spec))
	}
	r.rules.Store(&kept)
	for _, m := range h.own {
		if m.region == r {
			m.box.put(arrival{kind: comesWake})
		}
	}
}
