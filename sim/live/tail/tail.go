// Package tail keeps the end of what a process says, so that an error can tell it. Start
// at [Tail].
package tail

import (
	"bytes"
	"strings"
	"sync"
)

// most is how much is kept, bytes.
const most = 4 << 10

// Tail keeps the last 4 KiB of what is written to it. The zero value is empty and
// ready to use, by any number of goroutines.
type Tail struct {
	mu   sync.Mutex
	kept []byte
}

// Write implements [io.Writer]; it never fails.
func (t *Tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	t.kept = bytes.Clone(t.kept[max(0, len(t.kept)-most):])
	return len(b), nil
}

// Text returns what was kept, without space around it.
func (t *Tail) Text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.kept))
}
