package invariants

import (
	"testing"

	"pgregory.net/rapid"
)

// The model of an order is a plain list of states; it is as far as the lowest.
func TestOrderProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var o order
		wipeOrder(&o)
		n := rapid.IntRange(0, 40).Draw(t, "lines")
		o.create(1, int64(n))
		model := make([]uint8, n+1)
		for i := range model {
			model[i] = 1
		}
		if n > 0 {
			model[0] = 0
		}
		state := rapid.Uint8Range(1, 6)
		t.Repeat(map[string]func(*rapid.T){
			"set": func(t *rapid.T) {
				line := rapid.IntRange(0, len(model)-1).Draw(t, "line")
				model[line] = state.Draw(t, "state")
				o.set(uint32(line), model[line])
			},
			"mention": func(t *rapid.T) {
				line := rapid.IntRange(1, 50).Draw(t, "line")
				o.mention(uint32(line))
				for len(model) <= line {
					model = append(model, model[0])
				}
			},
			"": func(t *rapid.T) {
				want := uint8(0)
				for _, s := range model[1:] {
					if s != 0 && (want == 0 || s < want) {
						want = s
					}
				}
				if want == 0 {
					want = model[0]
				}
				if got := o.state(); got != want || string(o.lines()) != string(model) {
					t.Fatalf("state() of %v = %d of %v, want %d", model, got, o.lines(), want)
				}
			},
		})
	})
}
