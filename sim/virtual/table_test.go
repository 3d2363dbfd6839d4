package virtual

import (
	"testing"

	"pgregory.net/rapid"
)

// TestTable holds the table against a built-in map. Few keys, so that they meet
// each other while others come and go.
func TestTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var got table
		want := map[uint64]uint64{}
		keys := rapid.SliceOfN(rapid.Uint64(), 1, 40).Draw(t, "keys")
		for range rapid.IntRange(1, 300).Draw(t, "actions") {
			key := rapid.SampledFrom(keys).Draw(t, "key")
			switch action := rapid.IntRange(0, 20).Draw(t, "action"); {
			case action < 10:
				value := rapid.Uint64Range(1, 1<<63).Draw(t, "value")
				got.set(key, value)
				want[key] = value
			case action < 20:
				got.remove(key)
				delete(want, key)
			default:
				got.reset()
				clear(want)
			}
			if got.size != len(want) {
				t.Fatalf("size = %d, want %d", got.size, len(want))
			}
			for _, k := range keys {
				if got.get(k) != want[k] {
					t.Fatalf("get(%#x) = %d, want %d", k, got.get(k), want[k])
				}
			}
		}
	})
}

func BenchmarkTable(b *testing.B) {
	var t table
	b.ReportAllocs()
	for n := range b.N {
		t.set(uint64(n), 1)
		if n >= 1000 {
			t.remove(uint64(n - 1000))
		}
	}
}
