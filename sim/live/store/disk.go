package store

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// disk is one folder of the file system below it, and knows what a power loss
// would leave of it. Of each file it knows how many bytes were written and how
// many of them were synced; of the folder itself, which entries were synced and
// in which order it changed since. A journaling file system keeps a prefix of
// both.
//
// A file that is removed stays aside until the folder is synced, since until
// then a power loss brings it back.
type disk struct {
	vfs.FS        // what touches neither bytes nor entries goes straight through
	dir    string // the folder
	aside  string // where removed files wait
	lazy   bool   // a log counts as synced once it is written
	slow   func() time.Duration
	off    chan struct{} // closed when the power goes

	mu      sync.RWMutex // held for reading by every change, for writing by the image
	dead    bool         // the power is gone: nothing counts as synced any more
	entries map[string]*inode
	synced  map[string]*inode
	changes []change // that lead from synced to entries
	settled int      // changes before changes[0]
	moved   int      // files put aside
}

// inode is one file.
type inode struct {
	path    string // where it really is
	aside   bool
	written atomic.Int64
	synced  atomic.Int64
}

// change is one change of the folder: the name now stands for the file, or for
// none.
type change struct {
	name string
	file *inode
}

// newDisk makes a disk of a folder; what it finds there counts as synced.
func newDisk(cfg *Config, dir, aside string) (*disk, error) {
	d := &disk{FS: vfs.Default, dir: dir, aside: aside, lazy: cfg.Unsafe, slow: cfg.Slow, off: make(chan struct{}),
		entries: map[string]*inode{}, synced: map[string]*inode{}}
	for _, folder := range []string{dir, aside} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, err
		}
	}
	found, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, entry := range found {
		info, err := entry.Info()
		if err != nil {
			return nil, err
		}
		file := &inode{path: filepath.Join(dir, entry.Name())}
		file.written.Store(info.Size())
		file.synced.Store(info.Size())
		d.entries[entry.Name()], d.synced[entry.Name()] = file, file
	}
	return d, nil
}

// within returns the name of a path inside the folder.
func (d *disk) within(path string) (name string, ok bool) {
	return filepath.Base(path), filepath.Dir(path) == d.dir
}

// change makes a name stand for a file, or for none.
func (d *disk) change(name string, file *inode) {
	if file == nil {
		delete(d.entries, name)
	} else {
		d.entries[name] = file
	}
	d.changes = append(d.changes, change{name, file})
}

// settle applies the oldest changes to what is synced, and lets go of the files
// put aside that nothing can bring back any more.
func (d *disk) settle(n int) {
	var old []*inode
	for _, c := range d.changes[:n] {
		if file := d.synced[c.name]; file != nil && file.aside {
			old = append(old, file)
		}
		if c.file == nil {
			delete(d.synced, c.name)
		} else {
			d.synced[c.name] = c.file
		}
	}
	d.changes = append(d.changes[:0], d.changes[n:]...)
	d.settled += n
	for _, file := range old {
		if !d.needs(file) {
			_ = os.Remove(file.path) // best effort: the folder aside goes with the store
		}
	}
}

// needs reports whether a power loss could still bring a file back.
func (d *disk) needs(file *inode) bool {
	for _, kept := range d.synced {
		if kept == file {
			return true
		}
	}
	return slices.ContainsFunc(d.changes, func(c change) bool { return c.file == file })
}

// putAside moves the file of a name out of the folder.
func (d *disk) putAside(name string) error {
	file := d.entries[name]
	if file == nil {
		return os.Remove(filepath.Join(d.dir, name)) // says what is wrong
	}
	d.moved++
	path := filepath.Join(d.aside, name+"."+strconv.Itoa(d.moved))
	if err := os.Rename(file.path, path); err != nil {
		return err
	}
	file.path, file.aside = path, true
	return nil
}

// Create implements [vfs.FS].
func (d *disk) Create(path string, category vfs.DiskWriteCategory) (vfs.File, error) {
	name, ok := d.within(path)
	if !ok {
		return d.FS.Create(path, category)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.entries[name] != nil && !d.dead {
		if err := d.putAside(name); err != nil {
			return nil, err
		}
	}
	f, err := d.FS.Create(path, category)
	if err != nil || d.dead {
		return f, err
	}
	made := &inode{path: path}
	d.change(name, made)
	return &file{File: f, disk: d, inode: made, log: strings.HasSuffix(name, ".log")}, nil
}

// ReuseForWrite implements [vfs.FS]. It reuses nothing: old bytes behind new
// ones would hide where a log was torn.
func (d *disk) ReuseForWrite(old, path string, category vfs.DiskWriteCategory) (vfs.File, error) {
	if err := d.Remove(old); err != nil {
		return nil, err
	}
	return d.Create(path, category)
}

// Remove implements [vfs.FS].
func (d *disk) Remove(path string) error {
	name, ok := d.within(path)
	if !ok {
		return d.FS.Remove(path)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.dead {
		return d.FS.Remove(path)
	}
	if err := d.putAside(name); err != nil {
		return err
	}
	d.change(name, nil)
	return nil
}

// Rename implements [vfs.FS].
func (d *disk) Rename(from, to string) error {
	old, inside := d.within(from)
	name, too := d.within(to)
	if !inside || !too {
		return d.FS.Rename(from, to)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.dead {
		return d.FS.Rename(from, to)
	}
	if d.entries[name] != nil {
		if err := d.putAside(name); err != nil {
			return err
		}
	}
	if err := d.FS.Rename(from, to); err != nil {
		return err
	}
	if file := d.entries[old]; file != nil {
		file.path = to
		d.change(name, file) // before the old name goes: no prefix loses the file
		d.change(old, nil)
	}
	return nil
}

// Link implements [vfs.FS]. The store never asks for it: a file has one name.
func (d *disk) Link(_, to string) error { return refuse("link", to) }

// OpenReadWrite implements [vfs.FS]. The store never asks for it: of bytes
// changed in place a power loss leaves no prefix.
func (d *disk) OpenReadWrite(path string, _ vfs.DiskWriteCategory, _ ...vfs.OpenOption) (vfs.File, error) {
	return nil, refuse("open for change in place", path)
}

func refuse(op, path string) error { return &os.PathError{Op: op, Path: path, Err: os.ErrInvalid} }

// OpenDir implements [vfs.FS].
func (d *disk) OpenDir(path string) (vfs.File, error) {
	f, err := d.FS.OpenDir(path)
	if err != nil || path != d.dir {
		return f, err
	}
	return &folder{File: f, disk: d}, nil
}

// Unwrap implements [vfs.FS].
func (d *disk) Unwrap() vfs.FS { return d.FS }

// wait makes a sync as slow as the disk is to be, or until the power goes.
func (d *disk) wait() {
	if d.slow == nil {
		return
	}
	longer := d.slow()
	if longer <= 0 {
		return
	}
	timer := time.NewTimer(longer)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-d.off:
	}
}

// gone reports whether the power is gone.
func (d *disk) gone() bool {
	select {
	case <-d.off:
		return true
	default:
		return false
	}
}
