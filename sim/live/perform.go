package live

import (
	"errors"
	"fmt"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live/store"
)

// perform does what the step wants done. Output commit: while anything the
// machine has written is not durable, all it says waits behind it.
func (m *machine) perform() {
	list := m.out.List()
	if !m.write(list) {
		return
	}
	barrier, wait := m.written, m.written > m.durable
	for i := range list {
		e := &list[i]
		switch e.Kind {
		case sim.EffAppend:
		case sim.EffTimer:
			m.alarms.set(e.ID, m.now()+max(e.After, 0))
		case sim.EffCancel:
			m.alarms.cancel(e.ID)
		case sim.EffReach:
			m.host.reached.add(e.Name, 1)
		case sim.EffCount:
			m.host.counted.add(e.Name, e.Count)
		case sim.EffWitness:
			m.testify(m.out.Witnessed(e.Record))
		default:
			if wait {
				m.held = append(m.held, held{pos: barrier, effect: *e})
			} else {
				m.do(e)
			}
		}
	}
}

// write appends the step's entries as one batch. It reports whether the machine
// is still up afterwards.
func (m *machine) write(list []sim.Effect) bool {
	batch := m.batch[:0]
	first := uint64(0)
	for i := range list {
		if list[i].Kind != sim.EffAppend {
			continue
		}
		if len(batch) == 0 {
			first = list[i].Pos
		}
		if list[i].Pos != first+uint64(len(batch)) {
			return m.refuse()
		}
		batch = append(batch, list[i].Msg)
	}
	m.batch = batch
	if len(batch) == 0 {
		return true
	}
	m.needLedger()
	life := m.life
	err := m.ledger.Append(first, batch, func(last uint64, err error) {
		m.box.put(arrival{kind: comesDurable, life: life, pos: last, err: err})
	})
	switch {
	case errors.Is(err, store.ErrPosition):
		return m.refuse()
	case err != nil:
		m.dying(err)
		return false
	}
	m.written += uint64(len(batch))
	m.untold = append(m.untold, batch...)
	m.recent.add(first, batch)
	m.writing.Store(true)
	m.host.cfg.Log.move()
	return true
}

// needLedger panics if the machine has none: its author forgot to say so.
func (m *machine) needLedger() {
	if !m.spec.Ledger {
		panic("it has no ledger and wants to write to one")
	}
}

// refuse discards a machine whose append was refused; it recovers at once.
func (m *machine) refuse() bool {
	if m.in.Kind == sim.InRecover {
		panic("its append was refused right after it recovered, so it would be for ever")
	}
	m.host.Reach("append-refused")
	m.crash()
	m.revive()
	return false
}

// dying lets go of a machine whose disk is gone: the power loss that took the
// disk will take the machine in a moment.
func (m *machine) dying(err error) {
	if !errors.Is(err, store.ErrOff) {
		m.host.Fail(fmt.Errorf("write ledger of %s: %w", m.spec.Name, err))
	}
	m.frozen = true
}

// synced moves the durable mark when an fsync is done, shows the witnesses what
// is on the disk, and says, in order, what waited for it.
func (m *machine) synced(pos uint64, err error) {
	if err != nil {
		m.dying(err)
		return
	}
	m.durable = max(m.durable, pos)
	m.tell()
	for m.first < len(m.held) && m.held[m.first].pos <= m.durable {
		m.do(&m.held[m.first].effect)
		m.held[m.first] = held{}
		m.first++
	}
	if m.first == len(m.held) {
		m.held, m.first = m.held[:0], 0
	}
	m.writing.Store(m.written > m.durable)
}

// do carries out one effect that need not wait (any more).
func (m *machine) do(e *sim.Effect) {
	if e.Msg != nil {
		m.turned.touchOne(m.host.cfg.Touches, e.Msg.Head.Corr)
	}
	switch e.Kind {
	case sim.EffCall:
		m.urged.touch(m.host.cfg.Touches)
		m.call(e)
	case sim.EffReply:
		m.answer(e)
	case sim.EffPublish:
		m.publish(e)
	case sim.EffAck, sim.EffNak, sim.EffTerm:
		m.settle(e)
	case sim.EffRead:
		m.read(e)
	case sim.EffInspect:
		m.inspect(e.Bus)
	case sim.EffSnapshot:
		m.snapshot(e)
	case sim.EffPut:
		m.put(e)
	}
}

// read reads the machine's own ledger for it.
func (m *machine) read(e *sim.Effect) {
	m.needLedger()
	n := int(max(e.Count, 0))
	first, tail := e.Pos, m.recent.read(e.Pos, n)
	var err error
	if tail == nil {
		first, tail, err = m.ledger.Read(e.Pos, n)
	}
	if err != nil {
		m.dying(err)
		return
	}
	m.box.put(arrival{life: m.life, in: sim.Input{Kind: sim.InEntries, From: sim.Nowhere, Pos: first, Tail: tail, OK: first == e.Pos}})
}

// snapshot stores a snapshot. It waited for the entries it covers.
func (m *machine) snapshot(e *sim.Effect) {
	m.needLedger()
	if err := m.ledger.Snapshot(e.Pos, e.Bytes, e.ID); err != nil {
		m.dying(err)
	}
}
