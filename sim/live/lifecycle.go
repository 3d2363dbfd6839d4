package live

import (
	"context"
	"fmt"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// hold takes the machine down, or lets go of it, and returns when that is done.
func (m *machine) hold(fault, why string, on bool) {
	m.down.Set(fault, 0, on)
	m.wake(arrival{fault: fault, why: why})
}

// pause makes the machine stand still, or lets go of it.
func (m *machine) pause(fault string, on bool) {
	m.paused.Set(fault, 0, on)
	m.wake(arrival{fault: fault, why: "pause"})
}

// wake lets the machine look at its levers, and waits until it has.
func (m *machine) wake(a arrival) {
	if !m.host.started.Load() {
		return // it looks when it begins
	}
	a.kind, a.done = comesWake, make(chan struct{})
	m.box.put(a)
	select {
	case <-a.done:
	case <-m.host.ctx.Done():
	}
}

// obey does what the levers say.
func (m *machine) obey(a *arrival) {
	switch {
	case m.down.Held() && m.up():
		m.host.cfg.Touches.Touch(a.fault)
		m.crash()
		m.sawState(history.KindDown, a.why, m.life)
	case m.down.Held():
	case m.paused.Held() && m.up():
		m.host.cfg.Touches.Touch(a.fault)
		if !m.frozen {
			m.frozen = true
			m.sawState(history.KindDown, "pause", m.life)
		}
	case m.paused.Held():
	case m.frozen:
		m.unfreeze()
	case !m.up():
		m.revive()
	}
}

// unfreeze lets the machine go on: it handles in order what it missed.
func (m *machine) unfreeze() {
	m.frozen = false
	m.sawState(history.KindUp, "", m.life)
	missed := m.missed
	m.missed = nil
	for i := range missed {
		m.handle(&missed[i])
	}
}

// crash ends the incarnation: memory, timers, unsaid effects, connections and
// what it had received but not handled are gone.
func (m *machine) crash() {
	m.it, m.frozen = nil, false
	m.alive.Store(false)
	m.disconnect()
	m.forget()
	m.host.cfg.Log.move()
}

// revive starts a new incarnation of a machine that nothing holds any more.
func (m *machine) revive() {
	m.sawState(history.KindUp, "", m.life+1)
	if err := m.connect(); err != nil {
		m.host.Fail(fmt.Errorf("start %s again: %w", m.spec.Name, err))
		return
	}
	m.begin()
}

// open opens the connections of a machine that may begin.
func (m *machine) open() error {
	if m.down.Held() || m.paused.Held() {
		return nil
	}
	return m.connect()
}

// launch begins the first incarnation here, unless a fault holds the machine.
func (m *machine) launch() {
	switch {
	case m.ctx == nil:
	case m.life > 1:
		m.sawState(history.KindUp, "", m.life)
		m.begin()
	default:
		m.begin()
	}
}

// connect opens the connections of the next incarnation, so that nothing is
// missed between its first step and the first call to it.
func (m *machine) connect() error {
	m.life++
	m.ctx, m.end = context.WithCancel(m.host.ctx)
	return m.dial()
}

func (m *machine) disconnect() {
	if m.end != nil {
		m.end()
	}
	m.line.close()
}

// begin makes a new incarnation from what is on the disk.
func (m *machine) begin() {
	m.it = m.spec.New()
	m.alive.Store(true)
	m.host.cfg.Log.move()
	m.in = sim.Input{Kind: sim.InStart, From: sim.Nowhere}
	if m.spec.Ledger && !m.remember() {
		return
	}
	m.step()
	m.attend()
}

// attend lets deliveries and files come.
func (m *machine) attend() {
	ctx, life, line := m.ctx, m.life, m.line
	for _, f := range m.spec.Follows {
		m.host.running.Go(func() { m.follow(ctx, life, line.tx, f) })
	}
	if m.spec.Edge && m.fromStream() {
		for _, r := range m.host.cfg.Topology.Regions {
			m.host.running.Go(func() { m.source(ctx, life, line.export, r.Name) })
		}
	}
	if len(m.spec.Files) > 0 {
		m.host.running.Go(func() { m.drop(ctx) })
		m.host.running.Go(func() { m.collect(ctx) })
	}
}

// remember hands the machine what its disk holds.
func (m *machine) remember() bool {
	m.ledger = m.region.port.Store.Ledger(m.spec.Name)
	saved, err := m.ledger.Load()
	if err != nil {
		m.host.Fail(fmt.Errorf("load ledger of %s: %w", m.spec.Name, err))
		return false
	}
	m.written, m.durable = saved.Pos, saved.Pos
	m.told = min(m.told, saved.Pos)
	first := saved.Pos - uint64(len(saved.Tail)) + 1
	for i, e := range saved.Tail {
		if pos := first + uint64(i); pos > m.told {
			m.sawEntry(pos, e)
		}
	}
	m.told = saved.Pos
	m.in = sim.Input{Kind: sim.InRecover, From: sim.Nowhere, Snapshot: saved.Snapshot, Tail: saved.Tail, Pos: saved.Pos}
	return true
}

// sawState shows that the machine stopped or came back.
func (m *machine) sawState(k history.Kind, why string, life uint32) {
	m.host.cfg.Log.Note(func(r *history.Record) {
		r.Kind, r.Witness, r.Region, r.Reason, r.Epoch = k, m.name, m.region.name, why, life
	})
}
