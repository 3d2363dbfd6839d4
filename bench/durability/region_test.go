package durability

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live/store"
)

// cutAfter acknowledges some commands, cuts the power and counts.
func cutAfter(t *testing.T, s Setting, commands, at uint64) (promised, lost int64) {
	t.Helper()
	r, err := open(t.TempDir(), s, 3)
	if err != nil {
		t.Fatal(err)
	}
	defer r.store.Close()
	var under sync.WaitGroup
	for n := range commands {
		under.Go(func() {
			if err := r.command(n); err != nil {
				t.Errorf("command(%d) of %v = %v, want nil", n, s, err)
			}
		})
	}
	under.Wait()
	if err := r.cut(sim.Chance{Seed: 1, Stream: sim.StreamDisk}, at); err != nil {
		t.Fatal(err)
	}
	if promised, lost, err = r.lost(); err != nil {
		t.Fatal(err)
	}
	return promised, lost
}

// What waited for a sync is never lost; what did not can be.
func TestPowerLossTakesWhatDidNotWait(t *testing.T) {
	const commands = 60
	for _, c := range []struct {
		setting Setting
		loses   bool
	}{{Setting{Policy: Always}, false}, {Setting{Policy: Group}, false}, {Setting{Policy: Group, Window: 2 * time.Millisecond}, false},
		{Setting{Policy: Written, Window: 200 * time.Millisecond}, true}, {Setting{Policy: Unsafe}, true}} {
		taken := int64(0)
		for at := range uint64(8) {
			promised, lost := cutAfter(t, c.setting, commands, at)
			if promised != commands || lost > promised {
				t.Fatalf("%v: %d promised, %d lost, want %d promised", c.setting, promised, lost, commands)
			}
			taken += lost
		}
		if (taken > 0) != c.loses {
			t.Errorf("%v: %d of %d lost in 8 power losses, want some %v", c.setting, taken, 8*commands, c.loses)
		}
	}
}

// A command under way when the power goes gets no answer, and is no promise.
func TestNoAnswerIsNoPromise(t *testing.T) {
	var stuck atomic.Int64
	stuck.Store(int64(time.Hour)) // no sync ends until the power goes
	st, err := store.Open(store.Config{Dir: t.TempDir(), Name: "bench", Slow: func() time.Duration { return time.Duration(stuck.Load()) }})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	r := &region{policy: Group, store: st, off: make(chan struct{}), machines: []*machine{{ledger: st.Ledger("pod/0"), next: 1}}}
	answer := make(chan error)
	go func() { answer <- r.command(0) }()
	for r.machines[0].position() < 2 { // until it is written
		runtime.Gosched()
	}
	if err := r.cut(sim.Chance{Seed: 1, Stream: sim.StreamDisk}, 0); err != nil {
		t.Fatal(err)
	}
	stuck.Store(0) // closing syncs
	if err := <-answer; !errors.Is(err, errOff) {
		t.Errorf("command() without power = %v, want %v", err, errOff)
	}
	if promised, lost, err := r.lost(); promised != 0 || lost != 0 || err != nil {
		t.Errorf("lost() = %d promised, %d lost, %v; want nothing promised", promised, lost, err)
	}
}

func (m *machine) position() uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.next
}
