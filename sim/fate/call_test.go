package fate_test

import (
	"fmt"
	"math/bits"
	"testing"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/fate"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

func TestGarbleChangesOneBit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &sim.Message{Head: sim.Head{ID: rapid.String().Draw(t, "id"), Type: "x"}, Body: rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "body")}
		c := fate.Call{ID: history.N(rapid.String().Draw(t, "fault")), Spec: faults.CallRule{To: "tx"}}
		got, again := c.Garble(7, m), c.Garble(7, m)
		off := 0
		for i := range m.Body {
			off += bits.OnesCount8(m.Body[i] ^ got.Body[i])
		}
		if off != 1 || string(got.Body) != string(again.Body) || got.Head != m.Head || got.View != nil {
			t.Fatalf("Garble(%q) = %q, then %q, want the same one bit changed", m.Body, got.Body, again.Body)
		}
	})
	empty := &sim.Message{Head: sim.Head{ID: "e"}}
	if c := (&fate.Call{}); c.Garble(1, empty) != empty {
		t.Errorf("Garble of an empty body, want it as it is")
	}
}

func TestHits(t *testing.T) {
	c := fate.Call{Spec: faults.CallRule{To: "tx"}}
	if !c.Hits("tx") || c.Hits("va") {
		t.Errorf("Hits(tx), Hits(va) = %v, %v, want true, false", c.Hits("tx"), c.Hits("va"))
	}
}

// The first is held, and so are repetitions of it; the next goes, and what was
// held goes after it. Whoever lets go gets what is still held.
func TestHoldup(t *testing.T) {
	var h fate.Holdup[int]
	story := ""
	meet := func(id string, n int) {
		after, held := h.Meet(id, n)
		story += fmt.Sprintf("%s%d held %v then %v; ", id, n, held, after)
	}
	meet("a", 1)
	meet("a", 2)
	meet("b", 3)
	meet("c", 4)
	story += fmt.Sprint(h.Release(), h.Release())
	want := "a1 held true then []; a2 held true then []; b3 held false then [1]; c4 held true then []; [4] []"
	if story != want {
		t.Errorf("story = %s, want %s", story, want)
	}
}
