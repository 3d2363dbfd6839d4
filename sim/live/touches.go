package live

import "sync"

// Touches counts how often each fault has touched something. It may be used
// concurrently.
type Touches struct {
	mu     sync.Mutex
	counts map[string]int64
}

// NewTouches returns counters that stand at 0.
func NewTouches() *Touches { return &Touches{counts: map[string]int64{}} }

// Touch counts one more effect of a fault.
func (t *Touches) Touch(fault string) { t.add(fault, 1) }

// Of returns the effects of a fault so far.
func (t *Touches) Of(fault string) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.counts[fault]
}

// take returns the counts and begins anew.
func (t *Touches) take() map[string]int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.counts
	t.counts = map[string]int64{}
	return out
}

func (t *Touches) add(fault string, n int64) {
	t.mu.Lock()
	t.counts[fault] += n
	t.mu.Unlock()
}

func (t *Touches) all(faults []string) {
	for _, f := range faults {
		t.Touch(f)
	}
}
