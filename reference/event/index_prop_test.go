package event_test

import (
	"slices"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"pgregory.net/rapid"
)

// The model of an index is a map.
func TestIndexProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var x event.Index[int]
		model := map[uint64]int{}
		// Few numbers, so that they meet, and some whose homes are side by side.
		number := rapid.OneOf(rapid.Uint64Range(0, 40), rapid.SampledFrom([]uint64{1 << 63, 3 << 62, 1<<64 - 1}))
		t.Repeat(map[string]func(*rapid.T){
			"set": func(t *rapid.T) {
				n, v := number.Draw(t, "number"), rapid.Int().Draw(t, "value")
				x.Set(n, v)
				model[n] = v
			},
			"remove": func(t *rapid.T) {
				n := number.Draw(t, "number")
				x.Remove(n)
				delete(model, n)
			},
			"get": func(t *rapid.T) {
				n := number.Draw(t, "number")
				want, ok := model[n]
				if got, there := x.Get(n); got != want || there != ok || x.Has(n) != ok {
					t.Fatalf("Get(%d) = %d, %v, want %d, %v", n, got, there, want, ok)
				}
			},
			"": func(t *rapid.T) {
				var want []uint64
				for n := range model {
					want = append(want, n)
				}
				slices.Sort(want)
				got := x.Numbers()
				slices.Sort(got)
				if !slices.Equal(got, want) || x.Len() != len(want) {
					t.Fatalf("Numbers() = %v, Len() = %d, want %v", got, x.Len(), want)
				}
			},
		})
	})
}
