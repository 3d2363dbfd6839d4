package durability

import (
	"bytes"
	"errors"
	"fmt"
	"sync"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live/store"
)

// errOff says that the power went before there was an answer: the command may be
// durable or not.
var errOff = errors.New("no answer: the power went")

// region is a store under load, and its machines.
type region struct {
	policy   Policy
	store    *store.Store
	machines []*machine
	off      chan struct{} // closed once the power is gone
	alone    sync.Mutex    // of always: one command, one sync
}

// machine is one ledger, with the list of what its clients were promised.
type machine struct {
	ledger *store.Ledger

	mu       sync.Mutex
	next     uint64 // position
	promised []string
}

func open(dir string, s Setting, machines int) (*region, error) {
	st, err := store.Open(store.Config{Dir: dir, Name: "bench", Window: s.Window, Unsafe: s.Policy == Unsafe})
	if err != nil {
		return nil, err
	}
	r := &region{policy: s.Policy, store: st, off: make(chan struct{})}
	for i := range machines {
		r.machines = append(r.machines, &machine{ledger: st.Ledger(fmt.Sprint("pod/", i)), next: 1})
	}
	return r, nil
}

// command appends one event and returns when it is acknowledged.
func (r *region) command(n uint64) error {
	m := r.machines[n%uint64(len(r.machines))]
	if r.policy == Always {
		r.alone.Lock()
		defer r.alone.Unlock()
	}
	done := make(chan error, 1)
	id, err := m.append(func(_ uint64, err error) { done <- err })
	if err == nil && r.policy != Written {
		select {
		case err = <-done:
		case <-r.off:
			err = errOff
		}
	}
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.promised = append(m.promised, id)
	return nil
}

func (m *machine) append(durable func(uint64, error)) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := event(m.next)
	if err := m.ledger.Append(m.next, []*sim.Message{e}, durable); err != nil {
		return "", err
	}
	m.next++
	return e.Head.ID, nil
}

// event is a message of the size that the reference writes: 461 bytes as the store
// keeps it.
func event(pos uint64) *sim.Message {
	id := fmt.Sprintf("%016x", pos)
	return &sim.Message{Head: sim.Head{ID: id, Type: "OrderAllocated", Source: "tx/pod/order/tx/17", Entity: "order/tx/17", Version: pos,
		Epoch: 3, Region: "tx", Tier: sim.Confidential, Corr: "client/tx:order-17", Cause: id, Time: 1_700_000_000_000_000_000, Ledger: "pod/tx", Pos: pos},
		Body: body}
}

var body = bytes.Repeat([]byte(`{"sku":"A-17"}`), 24)

// cut takes the power away, lets whoever waits know, and brings the store back.
func (r *region) cut(c sim.Chance, at uint64) error {
	if _, err := r.store.PowerLoss(c, at); err != nil {
		return err
	}
	close(r.off)
	return r.store.Reopen()
}

// lost counts what clients were promised, and what of it no ledger has. Call it when
// no command is under way any more.
func (r *region) lost() (promised, lost int64, err error) {
	for _, m := range r.machines {
		saved, err := m.ledger.Load()
		if err != nil {
			return 0, 0, err
		}
		has := make(map[string]bool, len(saved.Tail))
		for _, e := range saved.Tail {
			has[e.Head.ID] = true
		}
		promised += int64(len(m.promised))
		for _, id := range m.promised {
			if !has[id] {
				lost++
			}
		}
	}
	return promised, lost, nil
}
