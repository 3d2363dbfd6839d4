// Package store keeps the durable ledgers of one region's machines on Pebble, and
// can show what a power loss would have left of them.
//
// Group commit: [Ledger.Append] puts a batch into the write-ahead log and returns.
// Pebble's log goroutine syncs as long as somebody waits, and whatever was
// appended during one sync, by any machine of the region, shares the next. A
// goroutine of the store waits for the batches in their order and calls back.
// Nothing is released before a sync covers it; the unsafe profile counts what is
// written as synced.
//
//	Append a1 ──┐                 Append b1 ─┐  Append a2 ─┐
//	log         └ write, sync ───────────────┴─────────────┴ write, sync ─┐
//	durable                                  a1                           b1 a2
//
// A power loss replaces the folder by an image: what was synced, and of the rest
// of each file a prefix at best, so that the log ends in whole batches and
// possibly a torn one, which its checksum shows. Start at [Open].
package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"github.com/seatrial/seatrial/sim"
)

// ErrOff is returned while the power is off and after [Store.Close].
var ErrOff = errors.New("the store is not open")

// Config describes the store of a region.
type Config struct {
	Dir    string               // of this region alone; made if need be
	Name   string               // of the region, for errors
	Unsafe bool                 // do not wait for syncs: what is written counts as durable, and a power loss takes it
	Window time.Duration        // of group commit: how long after a sync of the log the next one waits, so that more batches share it, and as long [Store.Close] may take; 0 = not at all
	Slow   func() time.Duration // asked before every sync that batches wait for: how much longer it takes; nil = no longer. May be called at any time
}

// Store holds the ledgers of one region's machines. Its methods may be called
// concurrently.
type Store struct {
	cfg   Config
	turn  sync.Mutex   // of open, power loss and close
	mu    sync.RWMutex // held for reading while the database is in use
	db    *pebble.DB   // nil while the store is off
	disk  *disk
	syncs *syncs

	names   sync.Mutex
	ledgers map[string]*Ledger
}

// Loss is what a power loss took.
type Loss struct {
	Entries int64 // written and gone
	Torn    bool  // the log ends within a batch
}

// Open opens the store of a region, or makes it. A folder can be open once.
func Open(cfg Config) (*Store, error) {
	s := &Store{cfg: cfg, ledgers: map[string]*Ledger{}}
	if err := s.Reopen(); err != nil {
		return nil, err
	}
	return s, nil
}

// Ledger returns the ledger of a machine, the same one each time. It stays valid
// across a power loss.
func (s *Store) Ledger(machine string) *Ledger {
	s.names.Lock()
	defer s.names.Unlock()
	l := s.ledgers[machine]
	if l == nil {
		l = newLedger(s, machine)
		s.ledgers[machine] = l
	}
	return l
}

// Reopen opens the store again after a power loss. It does nothing to a store
// that is open.
func (s *Store) Reopen() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.db != nil {
		return nil
	}
	if err := os.RemoveAll(s.folder("image")); err != nil {
		return s.wrap("open", err)
	}
	disk, err := newDisk(&s.cfg, s.folder("ledger"), s.folder("aside"))
	if err != nil {
		return s.wrap("open", err)
	}
	db, err := pebble.Open(disk.dir, options(disk, s.cfg.Window))
	if err != nil {
		return s.wrap("open", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.db, s.disk, s.syncs = db, disk, newSyncs(disk.gone)
	return nil
}

// Close waits until everything that was written is durable and its callbacks have
// returned, and closes the store. After a power loss it does nothing.
func (s *Store) Close() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.db == nil {
		return nil
	}
	if err := s.stop(); err != nil {
		return s.wrap("close", err)
	}
	return nil
}

// PowerLoss takes the power away: nothing is flushed, no callback comes any more,
// and the folder afterwards holds what was synced and what c, at draw at, leaves
// of the rest. The store is off until [Store.Reopen]. The machines' own memory
// is the caller's to lose.
func (s *Store) PowerLoss(c sim.Chance, at uint64) (Loss, error) {
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.db == nil {
		return Loss{}, s.wrap("cut power of", ErrOff)
	}
	err := s.disk.cut(s.folder("image"), c, at)
	// What the database still does goes to the folder that was.
	if err := errors.Join(err, s.stop()); err != nil {
		return Loss{}, s.wrap("cut power of", err)
	}
	if err := s.restore(); err != nil {
		return Loss{}, s.wrap("cut power of", err)
	}
	loss, err := s.assess()
	if err != nil {
		return Loss{}, s.wrap("look at the image of", err)
	}
	return loss, nil
}

// stop takes the database out of use and closes it once nobody is in it.
func (s *Store) stop() error {
	s.mu.Lock()
	db := s.db
	s.db = nil
	s.mu.Unlock()
	s.syncs.end()
	return errors.Join(db.Close(), os.RemoveAll(s.disk.aside))
}

// restore puts the image in the place of what was.
func (s *Store) restore() error {
	if err := os.Rename(s.folder("ledger"), s.folder("was")); err != nil {
		return err
	}
	if err := os.Rename(s.folder("image"), s.folder("ledger")); err != nil {
		return err
	}
	return os.RemoveAll(s.folder("was"))
}

// assess counts what the image lacks of what the ledgers had, and makes them
// read their positions again.
func (s *Store) assess() (Loss, error) {
	dir := s.folder("ledger")
	var loss Loss
	var err error
	if loss.Torn, err = torn(dir); err != nil {
		return loss, err
	}
	opts := options(nil, 0)
	opts.ReadOnly = true
	db, err := pebble.Open(dir, opts)
	if err != nil {
		return loss, err
	}
	s.names.Lock()
	defer s.names.Unlock()
	for _, l := range s.ledgers {
		entries, failed := l.lost(db)
		loss.Entries += entries
		err = errors.Join(err, failed)
	}
	return loss, errors.Join(err, db.Close())
}

// use returns the database and holds it open until the caller lets go of s.mu.
func (s *Store) use() (*pebble.DB, error) {
	s.mu.RLock()
	if s.db == nil {
		s.mu.RUnlock()
		return nil, ErrOff
	}
	return s.db, nil
}

func (s *Store) folder(name string) string { return filepath.Join(s.cfg.Dir, name) }

func (s *Store) wrap(verb string, err error) error {
	return fmt.Errorf("%s store of %s: %w", verb, s.cfg.Name, err)
}
