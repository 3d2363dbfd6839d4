package live

import (
	"slices"
	"sync"
)

// Holders are the faults that hold one lever, each with how hard it pulls. It
// stays pulled until the last of them lets go. It may be used concurrently.
type Holders struct {
	mu      sync.RWMutex
	faults  []string
	amounts []int64
}

// Set lets a fault pull or let go. It reports whether the lever was pulled
// before and whether it is now.
func (h *Holders) Set(fault string, amount int64, on bool) (was, is bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	was = len(h.faults) > 0
	i := slices.Index(h.faults, fault)
	switch {
	case on && i >= 0:
		h.amounts[i] = amount
	case on:
		h.faults, h.amounts = append(h.faults, fault), append(h.amounts, amount)
	case i >= 0:
		h.faults, h.amounts = slices.Delete(h.faults, i, i+1), slices.Delete(h.amounts, i, i+1)
	}
	return was, len(h.faults) > 0
}

// Held reports whether any fault holds the lever.
func (h *Holders) Held() bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return len(h.faults) > 0
}

// Sum returns what all of them amount to.
func (h *Holders) Sum() int64 {
	h.mu.RLock()
	defer h.mu.RUnlock()
	var sum int64
	for _, a := range h.amounts {
		sum += a
	}
	return sum
}

// touchOne counts an effect of a fault, if it holds the lever.
func (h *Holders) touchOne(t *Touches, fault string) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if slices.Contains(h.faults, fault) {
		t.Touch(fault)
	}
}

// touch counts an effect of every fault that holds the lever, and reports
// whether there is one.
func (h *Holders) touch(t *Touches) bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	t.all(h.faults)
	return len(h.faults) > 0
}
