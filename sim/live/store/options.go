package store

import (
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// options returns Pebble's settings: several stores live in one process, so each
// caches little. Memtables begin at 256 KB and double up to their size, so only a
// store that is written fast holds a large one; at 4 MB their changes stalled 64
// machines. The format is the oldest there is, in which a store is born: going up
// to the newest costs two syncs for each step between, twice the rest of opening.
// A nil disk is the plain file system.
func options(d *disk, window time.Duration) *pebble.Options {
	opts := &pebble.Options{
		FormatMajorVersion: pebble.FormatMinSupported,
		CacheSize:          1 << 20,
		MemTableSize:       16 << 20,
		MaxOpenFiles:       100,
		Logger:             silent{},
		FS:                 vfs.Default,
	}
	if d != nil {
		opts.FS = d
	}
	if window > 0 {
		opts.WALMinSyncInterval = func() time.Duration { return window }
	}
	return opts
}

// silent drops what Pebble has to say; its errors come back from its calls.
type silent struct{}

// Infof implements [pebble.Logger].
func (silent) Infof(string, ...any) {}

// Errorf implements [pebble.Logger].
func (silent) Errorf(string, ...any) {}

// Fatalf implements [pebble.Logger]. Pebble does not go on after it: a log that
// cannot be written has no end that anybody could name.
func (silent) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
