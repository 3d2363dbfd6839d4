// Package durability measures what a ledger's answer is worth: how fast it comes,
// how many a store can give, and how many of them a power loss takes back.
//
// A [Setting] is a policy, that is when a command is acknowledged, and a window of
// group commit. Each setting runs the same load against the ledger store of the
// embedded world. Clients keep their own list of what was acknowledged; then the
// power goes in the middle of it, the store comes back with what a disk would hold,
// and what a client was promised and no ledger has is lost. The store's own account
// of its loss is not asked. Start at [Measure].
package durability

import (
	"fmt"
	"strconv"
	"time"
)

// Policy says when a command is acknowledged.
type Policy string

// The policies, the most careful first.
const (
	Always  Policy = "always"  // after a sync of its own
	Group   Policy = "group"   // after a sync that it shares with others
	Written Policy = "written" // once it is written; a sync follows
	Unsafe  Policy = "unsafe"  // once it is written; no sync follows
)

// Setting is one row: a policy, and how long after a sync of the log the next one
// waits.
type Setting struct {
	Policy Policy
	Window time.Duration // of group and written
}

func (s Setting) String() string {
	if s.Policy == Always || s.Policy == Unsafe {
		return string(s.Policy)
	}
	return fmt.Sprintf("%s %s", s.Policy, s.Millis())
}

// Millis returns the window in words: 2 ms.
func (s Setting) Millis() string {
	return strconv.FormatFloat(float64(s.Window)/float64(time.Millisecond), 'f', -1, 64) + " ms"
}

// Settings returns the grid of some windows.
func Settings(windows []time.Duration) []Setting {
	out := []Setting{{Policy: Always}}
	for _, p := range []Policy{Group, Written} {
		for _, w := range windows {
			out = append(out, Setting{Policy: p, Window: w})
		}
	}
	return append(out, Setting{Policy: Unsafe})
}
