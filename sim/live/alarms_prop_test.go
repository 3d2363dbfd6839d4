package live

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestAlarms compares the timers of a machine with a list of them.
func TestAlarms(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := newAlarms()
		var model []alarm
		seq, now := uint64(0), int64(0)
		id := rapid.Uint64Range(1, 6)
		forget := func(id uint64) {
			model = slices.DeleteFunc(model, func(m alarm) bool { return m.id == id })
		}
		rt.Repeat(map[string]func(*rapid.T){
			"set": func(rt *rapid.T) {
				n, at := id.Draw(rt, "id"), now+rapid.Int64Range(0, 20).Draw(rt, "after")
				seq++
				forget(n)
				model = append(model, alarm{at: at, seq: seq, id: n})
				a.set(n, at)
			},
			"cancel": func(rt *rapid.T) {
				n := id.Draw(rt, "id")
				forget(n)
				a.cancel(n)
			},
			"pass": func(rt *rapid.T) {
				now += rapid.Int64Range(0, 15).Draw(rt, "time")
				slices.SortFunc(model, func(x, y alarm) int { return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.seq, y.seq)) })
				for len(model) > 0 && model[0].at <= now {
					if got, ok := a.due(now); !ok || got != model[0].id {
						rt.Fatalf("due(%d) = %d, %v, want timer %d of %v", now, got, ok, model[0].id, model)
					}
					model = model[1:]
				}
				if got, ok := a.due(now); ok {
					rt.Fatalf("due(%d) = %d, want none of %v", now, got, model)
				}
			},
			"": func(rt *rapid.T) {
				at, ok := a.next()
				if ok != (len(model) > 0) {
					rt.Fatalf("next() = %d, %v with %v to come", at, ok, model)
				}
				for _, m := range model {
					if m.at < at {
						rt.Fatalf("next() = %d, want at most %d", at, m.at)
					}
				}
			},
		})
	})
}
