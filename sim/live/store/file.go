package store

import "github.com/cockroachdb/pebble/v2/vfs"

// file is a file open for writing; it tells the disk what was written and what
// was synced.
type file struct {
	vfs.File
	disk  *disk
	inode *inode
	log   bool // commits wait for it; a lazy disk says it is synced when it is not
}

// Write implements [vfs.File].
func (f *file) Write(p []byte) (int, error) {
	f.disk.mu.RLock()
	defer f.disk.mu.RUnlock()
	n, err := f.File.Write(p)
	f.inode.written.Add(int64(n))
	return n, err
}

// Sync implements [vfs.File].
func (f *file) Sync() error { return f.sync(f.File.Sync) }

// SyncData implements [vfs.File].
func (f *file) SyncData() error { return f.sync(f.File.SyncData) }

// SyncTo implements [vfs.File]. It starts the writing and promises nothing.
func (f *file) SyncTo(length int64) (bool, error) {
	if f.disk.gone() {
		return false, nil
	}
	return f.File.SyncTo(length)
}

func (f *file) sync(really func() error) error {
	if !f.log {
		return f.settle(really)
	}
	if f.disk.lazy {
		return nil
	}
	f.disk.wait()
	return f.settle(really)
}

// settle syncs what was written so far, unless the power goes meanwhile.
func (f *file) settle(really func() error) error {
	if f.disk.gone() {
		return nil
	}
	upTo := f.inode.written.Load()
	if err := really(); err != nil {
		return err
	}
	f.disk.mu.RLock()
	defer f.disk.mu.RUnlock()
	if !f.disk.dead {
		f.inode.synced.Store(max(upTo, f.inode.synced.Load()))
	}
	return nil
}

// Close implements [vfs.File]. What a lazy log still owes is synced now: no log
// may outlive the one before it.
func (f *file) Close() error {
	if f.log && f.disk.lazy {
		if err := f.settle(f.File.SyncData); err != nil {
			return err
		}
	}
	return f.File.Close()
}

// folder is the folder of a disk, open to be synced.
type folder struct {
	vfs.File
	disk *disk
}

// Sync implements [vfs.File].
func (f *folder) Sync() error {
	d := f.disk
	d.mu.RLock()
	upTo := d.settled + len(d.changes)
	d.mu.RUnlock()
	if d.gone() {
		return nil
	}
	if err := f.File.Sync(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.dead && upTo > d.settled {
		d.settle(upTo - d.settled)
	}
	return nil
}

// SyncData implements [vfs.File].
func (f *folder) SyncData() error { return f.Sync() }
