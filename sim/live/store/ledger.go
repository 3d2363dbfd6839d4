package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/cockroachdb/pebble/v2"

	"github.com/seatrial/seatrial/sim"
)

// ErrPosition is returned when a batch or a snapshot does not fit the ledger as
// it is: another life of the machine has written, or something was lost.
var ErrPosition = errors.New("position out of order")

// Ledger is the durable ledger of one machine. Its methods may be called
// concurrently.
type Ledger struct {
	store   *Store
	machine string
	prefix  []byte // of its entries' keys
	state   []byte // the key of its snapshot

	mu    sync.Mutex
	known bool   // the rest was read from the disk
	base  uint64 // position of the first entry that is kept
	next  uint64 // position of the next append
	at    uint64 // position of the snapshot, 0 without one
	entry []byte // of the batch being built
	key   []byte
}

// Saved is what a machine finds when it recovers.
type Saved struct {
	Snapshot []byte         // nil = none
	At       uint64         // position the snapshot stands for; 0 without one
	Tail     []*sim.Message // the entries after it
	Pos      uint64         // last position written; 0 = nothing
	Base     uint64         // position of the oldest entry still there, or of the next one
}

// Keys: the entries of a machine lie in order of position, its snapshot apart.
// No name of a machine contains a zero byte.
const (
	entrySpace    = 'e'
	snapshotSpace = 's'
)

func newLedger(s *Store, machine string) *Ledger {
	l := &Ledger{store: s, machine: machine}
	l.prefix = append(append([]byte{entrySpace}, machine...), 0)
	l.state = append([]byte{snapshotSpace}, machine...)
	return l
}

func (l *Ledger) appendKey(b []byte, pos uint64) []byte {
	return binary.BigEndian.AppendUint64(append(b, l.prefix...), pos)
}

// Append writes a batch whose first entry has position first, all of it or
// nothing. When it returns, the batch is in the store: it survives the machine and
// [Store.Close]. If this process is killed, it survives only once it is written,
// which durable implies. Once it survives a power loss as well, or cannot any more (err), durable is
// called, once, in order of the ledger's batches, from a goroutine of the store
// that waits for it meanwhile; it may append but neither stop nor close the store.
// After a power loss it is never called. The error wraps [ErrPosition] if first
// is not the next position, and [ErrOff] if the store is not open.
func (l *Ledger) Append(first uint64, batch []*sim.Message, durable func(last uint64, err error)) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	db, err := l.open()
	if err != nil {
		return l.wrap("append to", err)
	}
	defer l.store.mu.RUnlock()
	if first != l.next {
		return l.wrap("append to", fmt.Errorf("%w: %d, want %d", ErrPosition, first, l.next))
	}
	b := db.NewBatch()
	for i, m := range batch {
		l.key = l.appendKey(l.key[:0], first+uint64(i))
		l.entry = appendEntry(l.entry[:0], m)
		if err := b.Set(l.key, l.entry, nil); err != nil {
			return l.wrap("append to", err)
		}
	}
	last := first + uint64(len(batch)) - 1
	if len(batch) > 0 {
		if err := db.ApplyNoSyncWait(b, pebble.Sync); err != nil {
			return l.wrap("append to", err)
		}
	}
	if l.store.disk.gone() {
		return l.wrap("append to", ErrOff)
	}
	l.next = last + 1
	l.store.syncs.add(pending{batch: b, last: last, durable: durable})
	return nil
}

// Load reads what a machine recovers from.
func (l *Ledger) Load() (Saved, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	db, err := l.open()
	if err != nil {
		return Saved{}, l.wrap("load", err)
	}
	defer l.store.mu.RUnlock()
	s := Saved{At: l.at, Pos: l.next - 1, Base: l.base}
	if _, _, s.Snapshot, err = l.snapshot(db); err != nil {
		return Saved{}, l.wrap("load", err)
	}
	if s.Tail, err = l.slice(db, s.At+1, int(s.Pos-s.At)); err != nil {
		return Saved{}, l.wrap("load", err)
	}
	return s, nil
}

// Read returns up to n entries from pos on, durable or not, and the position of
// the first one: what a snapshot let go is skipped.
func (l *Ledger) Read(pos uint64, n int) (first uint64, entries []*sim.Message, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	db, err := l.open()
	if err != nil {
		return 0, nil, l.wrap("read", err)
	}
	defer l.store.mu.RUnlock()
	first = max(pos, l.base)
	if first >= l.next || n <= 0 {
		return first, nil, nil
	}
	entries, err = l.slice(db, first, int(min(uint64(n), l.next-first)))
	if err != nil {
		return 0, nil, l.wrap("read", err)
	}
	return first, entries, nil
}

// Snapshot stores what the entries up to position at came to, in place of the
// snapshot before, and lets go of the entries before keep that it covers. It is
// written like a batch and as durable as the next one; no crash takes entries
// without leaving the snapshot. The error wraps [ErrPosition] if at lies after
// the last position or before the last snapshot.
func (l *Ledger) Snapshot(at uint64, state []byte, keep uint64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	db, err := l.open()
	if err != nil {
		return l.wrap("snapshot", err)
	}
	defer l.store.mu.RUnlock()
	if at >= l.next || at < l.at {
		return l.wrap("snapshot", fmt.Errorf("%w: %d, want %d to %d", ErrPosition, at, l.at, l.next-1))
	}
	base := max(l.base, min(keep, at+1))
	value := make([]byte, 16, 16+len(state))
	binary.BigEndian.PutUint64(value, at)
	binary.BigEndian.PutUint64(value[8:], base)
	b := db.NewBatch()
	defer b.Close()
	if err := b.Set(l.state, append(value, state...), nil); err != nil {
		return l.wrap("snapshot", err)
	}
	if base > l.base {
		if err := b.DeleteRange(l.appendKey(nil, l.base), l.appendKey(nil, base), nil); err != nil {
			return l.wrap("snapshot", err)
		}
	}
	if err := b.Commit(pebble.NoSync); err != nil {
		return l.wrap("snapshot", err)
	}
	l.base, l.at = base, at
	return nil
}

// open returns the store's database, held open until the caller lets go of the
// store's lock, and knows the ledger's positions then.
func (l *Ledger) open() (*pebble.DB, error) {
	db, err := l.store.use()
	if err != nil || l.known {
		return db, err
	}
	if err := l.learn(db); err != nil {
		l.store.mu.RUnlock()
		return nil, err
	}
	return db, nil
}

// learn reads the positions of the ledger from the disk.
func (l *Ledger) learn(db *pebble.DB) (err error) {
	if l.at, l.base, _, err = l.snapshot(db); err != nil {
		return err
	}
	last, err := l.last(db)
	if err != nil {
		return err
	}
	l.next = max(l.at, last) + 1
	l.known = true
	return nil
}

// last returns the position of the last entry, 0 without one.
func (l *Ledger) last(db *pebble.DB) (uint64, error) {
	iter, err := db.NewIter(&pebble.IterOptions{LowerBound: l.appendKey(nil, 0), UpperBound: l.appendKey(nil, ^uint64(0))})
	if err != nil {
		return 0, err
	}
	pos := uint64(0)
	if iter.Last() {
		pos = binary.BigEndian.Uint64(iter.Key()[len(l.prefix):])
	}
	return pos, iter.Close()
}

// snapshot reads the snapshot and where the ledger begins.
func (l *Ledger) snapshot(db *pebble.DB) (at, base uint64, state []byte, err error) {
	value, closer, err := db.Get(l.state)
	if errors.Is(err, pebble.ErrNotFound) {
		return 0, 1, nil, nil
	}
	if err != nil {
		return 0, 0, nil, err
	}
	defer closer.Close()
	if len(value) < 16 {
		return 0, 0, nil, fmt.Errorf("%w: snapshot of %d bytes", ErrEntry, len(value))
	}
	state = append([]byte{}, value[16:]...)
	return binary.BigEndian.Uint64(value), binary.BigEndian.Uint64(value[8:]), state, nil
}

// slice reads exactly n entries from pos on.
func (l *Ledger) slice(db *pebble.DB, pos uint64, n int) ([]*sim.Message, error) {
	if n == 0 {
		return nil, nil
	}
	lower, upper := l.appendKey(nil, pos), l.appendKey(nil, pos+uint64(n))
	iter, err := db.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: upper})
	if err != nil {
		return nil, err
	}
	entries := make([]*sim.Message, 0, n)
	for ok := iter.First(); ok; ok = iter.Next() {
		want := pos + uint64(len(entries))
		if at := binary.BigEndian.Uint64(iter.Key()[len(l.prefix):]); at != want {
			return nil, errors.Join(fmt.Errorf("%w: position %d stands where %d should", ErrEntry, at, want), iter.Close())
		}
		m, err := parseEntry(iter.Value())
		if err != nil {
			return nil, errors.Join(fmt.Errorf("position %d: %w", want, err), iter.Close())
		}
		entries = append(entries, m)
	}
	if err := iter.Close(); err != nil {
		return nil, err
	}
	if len(entries) != n {
		return nil, fmt.Errorf("%w: %d of %d entries from %d on", ErrEntry, len(entries), n, pos)
	}
	return slices.Clip(entries), nil
}

func (l *Ledger) wrap(verb string, err error) error {
	return fmt.Errorf("%s ledger %s of %s: %w", verb, l.machine, l.store.cfg.Name, err)
}

// lost counts the entries that the ledger had and an image lacks, and forgets the
// positions.
func (l *Ledger) lost(db *pebble.DB) (int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.known {
		return 0, nil
	}
	had := l.next
	if err := l.learn(db); err != nil {
		return 0, l.wrap("load", err)
	}
	l.known = false
	return max(int64(had)-int64(l.next), 0), nil
}
