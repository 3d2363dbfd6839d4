package live

import (
	"maps"
	"sync"
)

// tallies are sums by name. The zero value is empty; it may be used
// concurrently.
type tallies struct {
	mu   sync.Mutex
	sums map[string]int64
}

func (t *tallies) add(name string, n int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.sums == nil {
		t.sums = map[string]int64{}
	}
	t.sums[name] += n
}

// take returns the sums and begins anew.
func (t *tallies) take() map[string]int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.sums
	t.sums = nil
	return out
}

func (t *tallies) all() map[string]int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.sums)
}
