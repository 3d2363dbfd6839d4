package live

import (
	"path/filepath"
	"testing"
)

// TestLock is held from lock to close.
func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), owner)
	if locked(path) {
		t.Fatal("locked() of no file = true, want false")
	}
	held, err := lock(path)
	if err != nil {
		t.Fatal(err)
	}
	if !locked(path) {
		t.Fatal("locked() = false, want true")
	}
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	if locked(path) {
		t.Fatal("locked() after close = true, want false")
	}
}
