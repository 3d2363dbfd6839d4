package invariants

import (
	"testing"

	"pgregory.net/rapid"
)

// The model of a table is a map.
func TestTableProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m table[int]
		model := make(map[uint64]int)
		// Few keys, so that they meet, and some whose homes are side by side.
		key := rapid.OneOf(rapid.Uint64Range(0, 40), rapid.SampledFrom([]uint64{1 << 63, 3 << 62, 1<<64 - 1}))
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				k, v := key.Draw(t, "key"), rapid.Int().Draw(t, "value")
				if got := *m.put(k, v); got != v {
					t.Fatalf("*put(%d, %d) = %d", k, v, got)
				}
				model[k] = v
			},
			"remove": func(t *rapid.T) {
				k := key.Draw(t, "key")
				m.remove(k)
				delete(model, k)
			},
			"empty": func(t *rapid.T) {
				m.empty()
				clear(model)
			},
			"ref": func(t *rapid.T) {
				k := key.Draw(t, "key")
				want, ok := model[k]
				if got := m.ref(k); (got != nil) != ok || ok && *got != want {
					t.Fatalf("ref(%d) = %v, want %d, %v", k, got, want, ok)
				}
			},
			"": func(t *rapid.T) {
				n := 0
				m.each(func(k uint64, v int) {
					n++
					if model[k] != v {
						t.Fatalf("each visits %d = %d, want %d", k, v, model[k])
					}
				})
				if n != len(model) || m.size() != n {
					t.Fatalf("each visits %d, size is %d, want %d", n, m.size(), len(model))
				}
			},
		})
	})
}
