package invariants

import (
	"testing"

	"pgregory.net/rapid"
)

// A map that forgets still has every entry put within the hold, and everything
// that keep protects.
func TestRecentProperty(t *testing.T) {
	const hold = 10
	rapid.Check(t, func(t *rapid.T) {
		m := newRecent[uint64](hold)
		m.limit = 1 // forget by time alone
		m.keep = func(v uint64) bool { return v%7 == 0 }
		gone := make(map[uint64]bool)
		m.drop = func(v uint64) { gone[v] = true }
		put := make(map[uint64]int64)
		now := int64(0)
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				now += rapid.Int64Range(0, hold).Draw(t, "later")
				m.limit = 1 // a turn sets it anew
				k := rapid.Uint64Range(1, 30).Draw(t, "key")
				if m.ref(k) != nil {
					t.Skip("only what is not remembered is added")
				}
				m.add(k, k, now)
				put[k] = now
				delete(gone, k)
			},
			"get": func(t *rapid.T) {
				k := rapid.Uint64Range(1, 30).Draw(t, "key")
				if v, ok := m.get(k); ok && v != k {
					t.Fatalf("get(%d) = %d, want %d", k, v, k)
				}
			},
			"remove": func(t *rapid.T) {
				k := rapid.Uint64Range(1, 30).Draw(t, "key")
				m.remove(k)
				delete(put, k)
			},
			"": func(t *rapid.T) {
				for k, at := range put {
					young := m.young.ref(k) != nil // looking with get would make it young again
					old := m.old.ref(k) != nil
					ok := young || old
					if !ok && (now-at < hold || k%7 == 0) {
						t.Fatalf("get(%d) put at %d = nothing at %d, want it for %d", k, at, now, hold)
					}
					if ok == gone[k] {
						t.Fatalf("get(%d) = %v and dropped = %v, want one of them", k, ok, gone[k])
					}
				}
			},
		})
	})
}
