package virtual

import (
	"testing"

	"pgregory.net/rapid"
)

// TestWindow compares the window with a list: what was added and neither
// expired nor was cut is found under its sequence.
func TestWindow(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var d window
		var model []remembered
		now, seq := int64(0), uint64(0)
		id := rapid.OneOf(rapid.Uint64Range(1, 30), rapid.SampledFrom([]uint64{1 << 63, 3 << 62, 1<<64 - 1}))
		known := func(id uint64) uint64 {
			for _, m := range model {
				if m.id == id {
					return m.seq
				}
			}
			return 0
		}
		rt.Repeat(map[string]func(*rapid.T){
			"add": func(rt *rapid.T) {
				n := id.Draw(rt, "id")
				if known(n) != 0 {
					return
				}
				seq++
				m := remembered{id: n, seq: seq, until: now + 10}
				d.add(m)
				model = append(model, m)
			},
			"expire": func(rt *rapid.T) {
				now += rapid.Int64Range(0, 12).Draw(rt, "later")
				d.expire(now)
				for len(model) > 0 && model[0].until <= now {
					model = model[1:]
				}
			},
			"cut": func(rt *rapid.T) {
				seq = rapid.Uint64Range(seq-min(seq, 3), seq).Draw(rt, "after")
				d.cut(seq)
				for n := len(model); n > 0 && model[n-1].seq > seq; n-- {
					model = model[:n-1]
				}
			},
			"": func(rt *rapid.T) {
				for n := uint64(1); n <= 30; n++ {
					if got, want := d.get(n), known(n); got != want {
						rt.Fatalf("get(%d) = %d, want %d", n, got, want)
					}
				}
				if d.size() != len(model) {
					rt.Fatalf("size() = %d, want %d", d.size(), len(model))
				}
			},
		})
	})
}

// TestWindowMovesUp expires far more ids than are kept at once, so that the list
// is moved up again and again.
func TestWindowMovesUp(t *testing.T) {
	var d window
	for i := uint64(1); i <= 20_000; i++ {
		d.expire(int64(i))
		d.add(remembered{id: i * spread, seq: i, until: int64(i) + 100})
		if old := i - min(i, 99); old > 0 && d.get(old*spread) != old {
			t.Fatalf("get of id %d after %d = %d, want %d", old, i, d.get(old*spread), old)
		}
		if i > 100 && d.get((i-100)*spread) != 0 {
			t.Fatalf("get of id %d after %d = %d, want it expired", i-100, i, d.get((i-100)*spread))
		}
	}
	if len(d.slots) > 512 || cap(d.ids) > 8192 {
		t.Errorf("%d slots and room for %d ids for 100 of them, want them bounded", len(d.slots), cap(d.ids))
	}
}
