package bus

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// ErrNoImage says that nothing was remembered before a power loss.
var ErrNoImage = errors.New("there is no image")

// image is a copy of a store that is brought up to date now and then. Only files
// that changed are copied again.
type image struct {
	dir  string
	seen map[string]stamp // by path in the store; nil = there is none
}

// stamp tells whether a file changed.
type stamp struct {
	size int64 // -1 = it may change again without its time changing
	at   time.Time
}

// settled is how old a file's time has to be for a later change to show in it.
// Kernels keep it in steps of some milliseconds.
const settled = 100 * time.Millisecond

// Image remembers what is on disk now as what a power loss leaves. Every message
// that was acknowledged before the call is in it; one that comes during the call
// may be. Floors of consumers are in it as far as the server wrote them, which it
// does a little later than it acknowledges.
func (s *Server) Image() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	if err := s.image.take(s.store()); err != nil {
		return fmt.Errorf("take image of %s: %w", s.cfg.Region, err)
	}
	return nil
}

// PowerLoss takes the server down and puts the last image in the place of what is
// on disk; [Server.Start] then brings the server up as it was. Without an image
// the error wraps [ErrNoImage], and the server stays up. Where every message is
// synced before its ack (SyncEvery 0), there is nothing to take back but what
// [Server.Kill] does.
func (s *Server) PowerLoss() error {
	if s.cfg.SyncEvery <= 0 {
		return s.Kill()
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.image.seen == nil {
		return fmt.Errorf("lose power of %s: %w", s.cfg.Region, ErrNoImage)
	}
	s.halt()
	if err := s.image.restore(s.store()); err != nil {
		return fmt.Errorf("lose power of %s: %w", s.cfg.Region, err)
	}
	return nil
}

// Kill takes the server down as a kill of its process would: messages are there,
// since they were written before they were acknowledged; of the consumers' floors
// and of the indexes there is what had been written so far.
func (s *Server) Kill() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.up() == nil {
		return nil
	}
	written := image{dir: filepath.Join(s.cfg.Dir, "killed")}
	err := written.take(s.store(), lazy)
	s.halt() // writes the rest
	if err == nil {
		err = written.lay(s.store(), lazy)
	}
	if err = errors.Join(err, os.RemoveAll(written.dir)); err != nil {
		return fmt.Errorf("kill server %s: %w", s.cfg.Region, err)
	}
	return nil
}

// lazy reports whether a file of a store is written behind the acks: a
// consumer's state, an index.
func lazy(path string) bool {
	switch filepath.Base(path) {
	case "o.dat", "index.db":
		return true
	}
	return false
}

// list returns the files of a store that all tests pass, in the order in which a
// store that is in use has to be copied: floors before the indexes, indexes
// before the messages, so that no file knows of more than those after it.
func list(dir string, tests ...func(string) bool) ([]string, error) {
	var paths []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // gone since its folder was read
		case err != nil || d.IsDir():
			return err
		}
		for _, test := range tests {
			if !test(path) {
				return nil
			}
		}
		rel, err := filepath.Rel(dir, path)
		paths = append(paths, rel)
		return err
	})
	rank := func(path string) int {
		switch filepath.Base(path) {
		case "o.dat":
			return 0
		case "index.db":
			return 1
		}
		return 2
	}
	slices.SortStableFunc(paths, func(a, b string) int { return rank(a) - rank(b) })
	return paths, err
}

// take brings the image up to date with the store.
func (m *image) take(store string, tests ...func(string) bool) error {
	paths, err := list(store, tests...)
	if err != nil {
		return err
	}
	seen := make(map[string]stamp, len(paths))
	for _, p := range paths {
		info, err := os.Stat(filepath.Join(store, p))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		now := stamp{size: info.Size(), at: info.ModTime()}
		if time.Since(now.at) < settled {
			now.size = -1
		}
		if now.size < 0 || m.seen[p] != now {
			err = clone(filepath.Join(store, p), filepath.Join(m.dir, p))
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return err
			}
		}
		seen[p] = now
	}
	for p := range m.seen {
		if _, ok := seen[p]; !ok {
			if err := os.Remove(filepath.Join(m.dir, p)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	m.seen = seen
	return nil
}

// restore makes the store what the image is.
func (m *image) restore(store string) error {
	if err := os.RemoveAll(store); err != nil {
		return err
	}
	if err := os.MkdirAll(store, 0o755); err != nil {
		return err
	}
	return m.lay(store)
}

// lay puts the files of the image into the store, and removes those of the same
// kind that the image has not.
func (m *image) lay(store string, tests ...func(string) bool) error {
	paths, err := list(store, tests...)
	if err != nil {
		return err
	}
	for _, p := range paths {
		if _, ok := m.seen[p]; !ok && len(tests) > 0 {
			if err := os.Remove(filepath.Join(store, p)); err != nil {
				return err
			}
		}
	}
	for p := range m.seen {
		if err := clone(filepath.Join(m.dir, p), filepath.Join(store, p)); err != nil {
			return err
		}
	}
	return nil
}

// clone copies a file as long as it is now. The copy shows up whole.
func clone(from, to string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	part := strings.TrimSuffix(to, "/") + ".part"
	dst, err := os.Create(part)
	if err != nil {
		return err
	}
	_, err = io.Copy(dst, src)
	if err = errors.Join(err, dst.Close()); err != nil {
		return err
	}
	return os.Rename(part, to)
}
