package live

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// owner is the file in a run's folder that the run holds locked as long as it
// lives. The number of a process says less: it is given out again, and one that
// has ended keeps it until its parent takes note.
const owner = "owner"

// NewFolder makes the folder of a run, below the one for temporary files; the run
// owns it until it closes own.
func NewFolder(prefix string) (dir string, own io.Closer, err error) {
	if dir, err = os.MkdirTemp("", prefix); err != nil {
		return "", nil, fmt.Errorf("make folder of the run: %w", err)
	}
	if own, err = lock(filepath.Join(dir, owner)); err != nil {
		return "", nil, errors.Join(fmt.Errorf("make folder of the run: %w", err), os.RemoveAll(dir))
	}
	return dir, own, nil
}

// Owned reports whether a living process owns the folder of a run.
func Owned(dir string) bool { return locked(filepath.Join(dir, owner)) }

// Abandoned returns the folders that runs left behind: those that no living
// process owns.
func Abandoned(prefix string) ([]string, error) {
	found, err := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, dir := range found {
		if !Owned(dir) {
			out = append(out, dir)
		}
	}
	return out, nil
}
