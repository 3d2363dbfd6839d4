package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatrial/seatrial/sim"
)

// modelLedger is what a plain slice makes of the same calls.
type modelLedger struct {
	entries []*sim.Message // from position 1 on, also those that may be gone
	ends    []uint64       // last positions of the batches
	written uint64         // of them, up to where Append said yes
	taken   []taken        // snapshots, oldest first
	rest    uint64         // position when the store was opened, on disk for good
}

// taken is a snapshot and how far the ledger had come.
type taken struct {
	state        []byte
	at, base, by uint64
}

// model drives one store and keeps the plain model beside it.
type model struct {
	store    *Store
	cfg      Config
	disk     stuck
	machines map[string]*modelLedger
	names    []string
	draw     uint64 // of the power losses
	count    int    // of the snapshots

	mu      sync.Mutex
	durable map[string]uint64
	err     error
}

func newModel(t *rapid.T, dir string) *model {
	m := &model{machines: map[string]*modelLedger{}, names: []string{"egress/tx", "pod/tx", "pod/tx/2"}, durable: map[string]uint64{}}
	m.cfg = Config{Dir: dir, Name: "tx", Unsafe: rapid.Bool().Draw(t, "unsafe"), Slow: m.disk.slow}
	for _, name := range m.names {
		m.machines[name] = &modelLedger{}
	}
	m.open(t)
	return m
}

func (m *model) open(t *rapid.T) {
	s, err := Open(m.cfg)
	if err != nil {
		t.Fatalf("Open() = %v, want nil", err)
	}
	m.store = s
}

func (m *model) pick(t *rapid.T) (string, *modelLedger) {
	name := rapid.SampledFrom(m.names).Draw(t, "machine")
	return name, m.machines[name]
}

// write appends a batch to store and model.
func (m *model) write(name string, size, n int) error {
	l := m.machines[name]
	first := uint64(len(l.entries)) + 1
	var batch []*sim.Message
	for i := range uint64(n) {
		msg := message(fmt.Sprintf("%s %d", name, first+i))
		msg.Body = bytes.Repeat([]byte{byte(first + i)}, size)
		batch = append(batch, msg)
	}
	last := first + uint64(n) - 1
	l.entries, l.ends = append(l.entries, batch...), append(l.ends, last)
	err := m.store.Ledger(name).Append(first, batch, func(got uint64, err error) { m.told(name, got, last, err) })
	if err == nil {
		l.written = last
	}
	return err
}

func (m *model) told(name string, got, want uint64, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil || got != want || m.durable[name] >= got {
		m.err = fmt.Errorf("durable(%d, %v) of %s after %d, want %d", got, err, name, m.durable[name], want)
	}
	m.durable[name] = got
}

func (m *model) append(t *rapid.T) {
	name, _ := m.pick(t)
	size := rapid.SampledFrom([]int{0, 20, 600, 40_000}).Draw(t, "size")
	if err := m.write(name, size, rapid.IntRange(1, 8).Draw(t, "entries")); err != nil {
		t.Fatalf("Append() = %v, want nil", err)
	}
}

func (m *model) snapshot(t *rapid.T) {
	name, l := m.pick(t)
	m.count++
	now := l.newest()
	at := rapid.Uint64Range(now.at, l.written).Draw(t, "at")
	keep := rapid.Uint64Range(0, l.written+2).Draw(t, "keep")
	taken := taken{state: fmt.Appendf(nil, "%s snapshot %d", name, m.count), at: at, base: max(now.base, min(keep, at+1)), by: l.written}
	if err := m.store.Ledger(name).Snapshot(at, taken.state, keep); err != nil {
		t.Fatalf("Snapshot(%d) = %v, want nil", at, err)
	}
	l.taken = append(l.taken, taken)
}

func (l *modelLedger) newest() taken {
	if len(l.taken) == 0 {
		return taken{base: 1}
	}
	return l.taken[len(l.taken)-1]
}

func (m *model) read(t *rapid.T) {
	name, l := m.pick(t)
	pos := rapid.Uint64Range(0, l.written+2).Draw(t, "pos")
	n := rapid.IntRange(0, 20).Draw(t, "n")
	first, got, err := m.store.Ledger(name).Read(pos, n)
	want := max(pos, l.newest().base)
	if err != nil || first != want {
		t.Fatalf("Read(%d, %d) = %d, %v, want %d, nil", pos, n, first, err, want)
	}
	from := min(want-1, l.written)
	sameEntries(t, got, l.entries[from:min(from+uint64(n), l.written)])
}

func sameEntries(t *rapid.T, got, want []*sim.Message) {
	same := func(a, b *sim.Message) bool { return a.Head == b.Head && bytes.Equal(a.Body, b.Body) }
	if !slices.EqualFunc(got, want, same) {
		t.Fatalf("entries = %v, want %v", ids(got), ids(want))
	}
}

// kill closes the store with whatever is pending and opens it from the disk.
func (m *model) kill(t *rapid.T) {
	if err := m.store.Close(); err != nil {
		t.Fatalf("Close() = %v, want nil", err)
	}
	for name, l := range m.machines {
		if m.durable[name] != l.written {
			t.Fatalf("%s durable up to %d before Close returned, want %d", name, m.durable[name], l.written)
		}
	}
	m.open(t)
	for name := range m.machines {
		m.machines[name].rest = m.compare(t, name).Pos
	}
}

// powerLoss lets batches pile up on a disk that stands still, and cuts.
func (m *model) powerLoss(t *rapid.T) {
	m.disk.on.Store(rapid.Bool().Draw(t, "stuck"))
	plan := rapid.SliceOfN(rapid.SampledFrom(m.names), 0, 12).Draw(t, "pending")
	size := rapid.SampledFrom([]int{10, 600}).Draw(t, "pending size")
	ahead, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for i, name := range plan {
			if i == len(plan)/2 {
				close(ahead)
			}
			if m.write(name, size, 1+i%3) != nil {
				break // the power is gone; the rest is never written
			}
		}
		if len(plan) == 0 {
			close(ahead)
		}
	}()
	select {
	case <-ahead:
	case <-time.After(50 * time.Millisecond): // an append may wait for the disk that stands still
	}
	m.draw++
	loss, err := m.store.PowerLoss(sim.Chance{Seed: rapid.Uint64().Draw(t, "seed"), Stream: sim.StreamDisk}, m.draw)
	<-done
	if err != nil {
		t.Fatalf("PowerLoss() = %v, want nil", err)
	}
	m.disk.on.Store(false)
	if err := m.store.Reopen(); err != nil {
		t.Fatalf("Reopen() = %v, want nil", err)
	}
	var lost int64
	for name, l := range m.machines {
		lost += m.survive(t, name, l)
	}
	if lost != loss.Entries {
		t.Fatalf("PowerLoss() = %+v, want %d entries", loss, lost)
	}
}

// survive holds what came back against the promises and makes it the model.
func (m *model) survive(t *rapid.T, name string, l *modelLedger) (lost int64) {
	got, err := m.store.Ledger(name).Load()
	if err != nil {
		t.Fatalf("Load(%s) = %v, want nil", name, err)
	}
	if !m.cfg.Unsafe && got.Pos < m.durable[name] {
		t.Fatalf("Load(%s) up to %d, want at least %d, which was durable", name, got.Pos, m.durable[name])
	}
	if got.Pos < l.rest {
		t.Fatalf("Load(%s) up to %d, want at least %d, which was there when the store was opened", name, got.Pos, l.rest)
	}
	if got.Pos > 0 && !slices.Contains(l.ends, got.Pos) {
		t.Fatalf("Load(%s) up to %d, want the end of a batch %v", name, got.Pos, l.ends)
	}
	kept := 0 // snapshots that came back, the last one in force
	for i, s := range l.taken {
		if s.at == got.At && bytes.Equal(s.state, got.Snapshot) && s.base == got.Base {
			kept = i + 1
		}
	}
	for i, s := range l.taken {
		if i >= kept && s.by < got.Pos || i < kept && s.by > got.Pos {
			t.Fatalf("Load(%s) up to %d with snapshot %d of %d, taken at %d: not what was written until then", name, got.Pos, kept, len(l.taken), s.by)
		}
	}
	lost = max(int64(l.written)-int64(got.Pos), 0)
	l.entries, l.written, l.taken = l.entries[:got.Pos], got.Pos, l.taken[:kept]
	for len(l.ends) > 0 && l.ends[len(l.ends)-1] > got.Pos {
		l.ends = l.ends[:len(l.ends)-1]
	}
	m.durable[name], l.rest = got.Pos, got.Pos
	m.compare(t, name)
	return lost
}

// compare holds a ledger against its model.
func (m *model) compare(t *rapid.T, name string) Saved {
	l := m.machines[name]
	got, err := m.store.Ledger(name).Load()
	if err != nil {
		t.Fatalf("Load(%s) = %v, want nil", name, err)
	}
	want := l.newest()
	if got.At != want.at || !bytes.Equal(got.Snapshot, want.state) || got.Base != want.base || got.Pos != l.written {
		t.Fatalf("Load(%s) = snapshot %q at %d, base %d, up to %d; want %q at %d, base %d, up to %d",
			name, got.Snapshot, got.At, got.Base, got.Pos, want.state, want.at, want.base, l.written)
	}
	sameEntries(t, got.Tail, l.entries[want.at:l.written])
	return got
}

func (m *model) check(t *rapid.T) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		t.Fatal(m.err)
	}
	aside, err := os.ReadDir(filepath.Join(m.cfg.Dir, "aside"))
	if err != nil || len(aside) > 20 {
		t.Fatalf("%d files aside, %v, want a few", len(aside), err)
	}
}

// What is durable is never lost; what comes back is a prefix of what was written,
// in whole batches, with the snapshot that covers what is gone.
func TestStoreKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "store")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		m := newModel(t, dir)
		defer func() { _ = m.store.Close() }()
		t.Repeat(map[string]func(*rapid.T){
			"append": m.append, "append more": m.append, "read": m.read, "snapshot": m.snapshot,
			"kill": m.kill, "power loss": m.powerLoss, "": m.check,
		})
	})
}
