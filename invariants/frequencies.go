package invariants

import (
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/invariants/attack"
)

// frequencies counts how often each token came, by scope (I-14). Keys go on for as
// long as a system runs: once more than [keysMax] have been seen of a flow, the
// oldest are judged and forgotten.
type frequencies struct {
	counts map[scope]map[uint64]int // by token
	order  []scope                  // of counts, as they came
}

const (
	keysMax    = 8       // keys of a flow whose tokens are counted at once
	countedMax = 1 << 14 // tokens that are counted of a scope
	countedMin = 20      // tokens of a scope that are worth a look
)

func newFrequencies() frequencies { return frequencies{counts: make(map[scope]map[uint64]int)} }

// add counts a token.
func (f *frequencies) add(at scope, token uint64, out *Result) {
	counts := f.counts[at]
	if counts == nil {
		f.turn(at, out)
		counts = make(map[uint64]int)
		f.counts[at] = counts
		f.order = append(f.order, at)
	}
	if _, ok := counts[token]; ok || len(counts) < countedMax {
		counts[token]++
	}
}

// turn makes room for a scope: the oldest of too many of its flow goes.
func (f *frequencies) turn(next scope, out *Result) {
	oldest, n := 0, 0
	for i := len(f.order) - 1; i >= 0; i-- {
		if f.order[i].flow() == next.flow() {
			oldest, n = i, n+1
		}
	}
	if n < keysMax {
		return
	}
	at := f.order[oldest]
	f.judge(at, out)
	delete(f.counts, at)
	f.order = slices.Delete(f.order, oldest, oldest+1)
}

// flow is a scope whatever its keys.
func (s scope) flow() scope {
	s.keys = ""
	return s
}

// judge tries to tell the tokens of a scope apart by how often they came.
func (f *frequencies) judge(at scope, out *Result) {
	n := len(f.counts[at])
	if n < countedMin {
		return
	}
	out.Evaluated++
	if alone := len(attack.Alone(f.counts[at])); alone > 4+n/4 {
		out.Breach(nil, func() string {
			return fmt.Sprintf("in %s, %d of %d tokens stand alone in how often they came, which tells what they stand for: want a field whose values come more evenly", at, alone, n)
		})
	}
}

// quiet judges all that is left.
func (f *frequencies) quiet(out *Result) {
	for _, at := range f.order {
		f.judge(at, out)
	}
}
