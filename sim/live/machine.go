package live

import (
	"context"
	"fmt"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live/store"
)

// machine is one machine with its disk, its timers and what it may not say yet.
// Its own goroutine alone touches what stands below the line.
type machine struct {
	host     *Host
	addr     sim.Addr
	spec     sim.Spec
	name     history.Name
	from     string // its address, as the header names the caller
	region   *region
	box      *inbox
	routes   routes   // of the calls it has not answered
	down     Holders  // faults that hold it down
	paused   Holders  // faults that make it stand still
	silent   Holders  // faults that make an outside party swallow calls
	turned   Holders  // faults that make an outside party misbehave
	urged    Holders  // faults that tell an outside party what to do
	meddlers meddlers // faults that meddle with what it calls
	writing  atomic.Bool
	alive    atomic.Bool

	// ---
	life    uint32 // incarnation, from 1
	it      sim.Machine
	ctx     context.Context // of this incarnation
	end     context.CancelFunc
	line    line // its connections
	frozen  bool // up, and standing still
	missed  []arrival
	ledger  *store.Ledger
	written uint64 // last position written
	durable uint64 // last position on the disk
	told    uint64 // last position shown to the witnesses
	untold  []*sim.Message
	held    []held
	first   int // of held
	alarms  alarms
	pending pending
	tokens  map[uint64]string // where to answer each open delivery
	lane    lane
	in      sim.Input
	out     sim.Effects

	envelope envelope         // of what it is about to send
	rec      history.Record   // of what it saw
	seen     []history.Record // of one entry
	recent   recent           // what it wrote last
	batch    []*sim.Message   // of the step
}

// held is an effect that waits until the ledger is durable up to pos.
type held struct {
	pos    uint64
	effect sim.Effect
}

func newMachine(h *Host, addr sim.Addr, spec sim.Spec, r *region) *machine {
	m := &machine{host: h, addr: addr, spec: spec, name: history.N(spec.Name), from: strconv.Itoa(int(addr)), region: r, box: newInbox()}
	m.forget()
	return m
}

// forget empties what an incarnation remembers.
func (m *machine) forget() {
	m.alarms, m.pending, m.tokens, m.lane = newAlarms(), newPending(), map[uint64]string{}, lane{}
	m.held, m.first, m.untold, m.missed = nil, 0, nil, nil
	m.recent = recent{}
	m.writing.Store(false)
}

// run is the machine's goroutine.
func (m *machine) run() {
	defer m.disconnect()
	defer func() {
		if r := recover(); r != nil {
			said := fmt.Sprintf("%v\n%s", r, debug.Stack())
			m.sawPut(sim.PutPanic, m.region.name, m.region.name, history.Name{}, []byte(said))
			m.host.Fail(fmt.Errorf("machine %s panicked at %v: %s", m.spec.Name, time.Duration(m.now()), said))
		}
	}()
	m.launch()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for m.host.ctx.Err() == nil {
		arrived := m.box.take()
		for i := range arrived {
			m.handle(&arrived[i])
		}
		m.ring()
		timer.Reset(m.rest())
		select {
		case <-m.box.ready:
		case <-timer.C:
		case <-m.host.ctx.Done():
		}
	}
}

func (m *machine) now() int64 { return m.host.cfg.Log.Now() }

func (m *machine) up() bool { return m.it != nil }

// handle takes one arrival.
func (m *machine) handle(a *arrival) {
	switch {
	case a.kind == comesWake:
		m.obey(a)
		if a.done != nil {
			close(a.done)
		}
	case m.frozen:
		m.paused.touch(m.host.cfg.Touches)
		m.missed = append(m.missed, *a)
	case a.kind == comesLate:
		if m.up() {
			m.carry(&a.effect)
		}
	case a.kind == comesDurable:
		if a.life == m.life && m.up() {
			m.synced(a.pos, a.err)
		}
	default:
		m.hear(a)
	}
}

// hear hands an input to the machine it is meant for.
func (m *machine) hear(a *arrival) {
	switch {
	case !m.up():
		m.down.touch(m.host.cfg.Touches)
		m.paused.touch(m.host.cfg.Touches)
		return
	case a.life != 0 && a.life != m.life:
		return // meant for an earlier incarnation
	case a.in.Kind == sim.InCall && m.silent.touch(m.host.cfg.Touches):
		return
	}
	m.in = a.in
	switch a.in.Kind {
	case sim.InDeliver:
		if m.lags(a) {
			return
		}
		m.tokens[a.in.Token] = a.reply
		m.sawDelivery()
	case sim.InStored, sim.InRefused, sim.InInfo:
		t, open := m.pending.settle(a.ticket, m.now())
		if !open {
			return // too late: it counted as refused
		}
		m.in.Bus, m.in.ID = t.bus, t.id
		if a.in.Kind == sim.InStored {
			m.sawStore(t.bus, a.in.Pos, t.msg)
		}
	}
	if a.in.Kind != sim.InInfo {
		m.moved(a.in.Msg)
	}
	m.step()
}

// ring fires what is due: timers, deliveries that a slow consumer comes to, and
// publishes that nobody answered.
func (m *machine) ring() {
	if m.frozen || !m.up() {
		return
	}
	for now := m.now(); m.up() && !m.frozen; {
		if id, ok := m.alarms.due(now); ok {
			m.in = sim.Input{Kind: sim.InTimer, From: sim.Nowhere, ID: id}
			m.step()
			continue
		}
		if a, ok := m.lane.due(now, m.isSlow()); ok {
			m.hear(&a)
			continue
		}
		in, ok := m.pending.overdue(now)
		if !ok {
			return
		}
		m.in = in
		m.step()
	}
}

// rest returns how long the machine may sleep.
func (m *machine) rest() time.Duration {
	next := m.now() + int64(time.Second)
	if m.up() && !m.frozen {
		for _, when := range [...]func() (int64, bool){m.alarms.next, m.lane.next, m.pending.next} {
			if at, ok := when(); ok {
				next = min(next, at)
			}
		}
	}
	return max(time.Duration(next-m.now()), 0)
}

// step lets the machine react to m.in and does what it wants done.
func (m *machine) step() {
	m.out.Reset()
	m.region.skewed.touch(m.host.cfg.Touches)
	m.host.steps.Add(1)
	now := m.now()
	m.it.Step(sim.Clock{Mono: now, Wall: m.wall(now)}, &m.in, &m.out)
	m.perform()
}

// wall is what the region's clock says.
func (m *machine) wall(now int64) int64 {
	return m.host.cfg.Log.Start().UnixNano() + now + m.region.skewed.Sum()
}
