//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package live

import (
	"errors"
	"io"
	"os"
)

// lock takes the lock of a file, which is made if need be: it is open as long as
// the process lives.
func lock(path string) (io.Closer, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
}

// locked reports whether somebody holds the lock of a file: one that is open
// cannot be removed here. Where it can, nobody is known to hold it.
func locked(path string) bool {
	err := os.Remove(path)
	return err != nil && !errors.Is(err, os.ErrNotExist)
}
