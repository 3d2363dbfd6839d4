package store

import (
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/wal"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// cut takes the power away and writes what the disk holds then to a folder of
// its own, which must not exist: a prefix of the folder's changes and, of each
// file, what was synced and a prefix of the rest. Whoever still writes goes on
// writing to the folder that was, and nothing of that counts.
func (d *disk) cut(image string, c sim.Chance, at uint64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dead = true
	close(d.off)
	if err := os.Mkdir(image, 0o755); err != nil {
		return err
	}
	d.settle(int(c.Below(at, uint64(len(d.changes)+1))))
	for _, name := range slices.Sorted(maps.Keys(d.synced)) {
		file := d.synced[name]
		own := sim.Chance{Seed: c.Seed, Stream: c.Stream, Entity: c.Entity ^ history.Hash(name)}
		size, rest := file.synced.Load(), file.written.Load()-file.synced.Load()
		if rest > 0 {
			size += int64(own.Below(at, uint64(rest)+1))
		}
		if err := copyHead(file.path, filepath.Join(image, name), size, rest == 0); err != nil {
			return err
		}
	}
	return nil
}

// copyHead copies the first bytes of a file. A table is never changed once it
// is written, so all of it can be shared.
func copyHead(from, to string, size int64, whole bool) error {
	if whole && strings.HasSuffix(from, ".sst") && os.Link(from, to) == nil {
		return nil
	}
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.CopyN(dst, src, size)
	return errors.Join(err, dst.Close())
}

// torn reports whether the last log of a folder ends within a batch.
func torn(dir string) (bool, error) {
	logs, err := wal.Scan(wal.Dir{FS: vfs.Default, Dirname: dir})
	if err != nil || len(logs) == 0 {
		return false, err
	}
	r := logs[len(logs)-1].OpenForRead()
	defer r.Close()
	for {
		record, _, err := r.NextRecord()
		if err == nil {
			_, err = io.Copy(io.Discard, record)
		}
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return true, nil
		}
	}
}
