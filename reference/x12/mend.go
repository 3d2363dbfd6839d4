package x12

import (
	"cmp"
	"slices"
)

// Mend counts the faults of one kind that [Tolerant] put right in units that it
// accepted.
type Mend struct {
	Reason   Reason `json:"reason"`
	Count    int    `json:"count"`
	Position        // of the first
}

// tally is a set of mends. There are fewer than twenty kinds, so a list beats a
// map and keeps its order.
type tally []Mend

func (t *tally) add(m Mend) {
	for i := range *t {
		if have := &(*t)[i]; have.Reason == m.Reason {
			have.Count += m.Count
			if m.Segment < have.Segment {
				have.Position = m.Position
			}
			return
		}
	}
	*t = append(*t, m)
}

func (t *tally) addAll(other tally) {
	for _, m := range other {
		t.add(m)
	}
}

// sort orders mends by their first place, then by kind.
func (t tally) sort() {
	slices.SortFunc(t, func(a, b Mend) int {
		return cmp.Or(cmp.Compare(a.Segment, b.Segment), cmp.Compare(a.Reason, b.Reason))
	})
}
