package invariants

import (
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// gate remembers what was decided on the last events of one ledger, for one
// destination and purpose.
type gate struct {
	edge  history.Name
	fell  uint64 // when the edge last stopped
	still fall   // when it last stood still, and went on
	base  uint64 // position of items[0]
	items []verdict
}

// verdict is one decision. Until there is one, ref is of the crossing that waits
// for it.
type verdict struct {
	bundle uint64
	ref    Ref
	set    int32 // of the fields that may go, or one of the following
	was    int32 // of the decision before it
	at     int64 // when it was made, ns
}

const (
	undecided int32 = 0
	denied    int32 = -1
)

// gateMax is how many positions a gate remembers; an edge works on far fewer.
const gateMax = 1 << 16

// last returns what is known of a position, nil if that is forgotten. The pointer
// is good until the next call.
func (g *gate) last(pos uint64) *verdict {
	if len(g.items) == 0 {
		g.base = pos - min(pos, gateMax/2)
	}
	if pos < g.base || pos >= g.base+1<<40 {
		return nil
	}
	at := pos - g.base
	if at >= gateMax {
		g.slide(at - gateMax/2)
		at = pos - g.base
	}
	for uint64(len(g.items)) <= at {
		g.items = append(g.items, verdict{})
	}
	return &g.items[at]
}

// slide forgets the n oldest positions.
func (g *gate) slide(n uint64) {
	kept := g.items[min(n, uint64(len(g.items))):]
	g.items = g.items[:copy(g.items, kept)]
	g.base += n
}

// decide enters a decision. If the event had left before, it returns that
// crossing, and whether nothing excuses it: what an edge wrote before it stopped
// may be read when it is back.
func (g *gate) decide(pos uint64, v verdict) (left Ref, late bool) {
	known := g.last(pos)
	if known == nil {
		return 0, false
	}
	if known.set == undecided && known.ref != 0 {
		left = known.ref
	}
	v.was = known.set
	*known = v
	return left, uint64(left) > g.fell
}

// gone returns until when what was decided before a decision may have been on its
// way: an edge that stands still sends it as it goes on.
func (g *gate) gone(v *verdict) int64 {
	if g.still.went > 0 && g.still.went <= v.at {
		return max(v.at, g.still.rose)
	}
	return v.at
}

// undecided returns the crossings that no decision followed.
func (g *gate) undecided() []Ref {
	var out []Ref
	for i := range g.items {
		if v := &g.items[i]; v.set == undecided && v.ref != 0 {
			out = append(out, v.ref)
		}
	}
	return out
}

// fieldSets numbers the lists of fields that occur, from 1; there are few.
type fieldSets struct {
	byText map[string]int32
	lists  [][]string
	inside map[[2]int32]bool
}

// of returns the number of a list.
func (s *fieldSets) of(fields []string) int32 {
	text := strings.Join(fields, "\x00")
	if n, ok := s.byText[text]; ok {
		return n
	}
	if s.byText == nil {
		s.byText, s.inside, s.lists = make(map[string]int32), make(map[[2]int32]bool), [][]string{nil}
	}
	n := int32(len(s.lists))
	s.byText[text] = n
	s.lists = append(s.lists, append([]string(nil), fields...))
	return n
}

// within reports whether every field of a list is in another.
func (s *fieldSets) within(part, whole int32) bool {
	if part == whole {
		return true
	}
	key := [2]int32{part, whole}
	in, known := s.inside[key]
	if known {
		return in
	}
	in = true
	for _, f := range s.lists[part] {
		found := false
		for _, g := range s.lists[whole] {
			found = found || f == g
		}
		in = in && found
	}
	s.inside[key] = in
	return in
}
