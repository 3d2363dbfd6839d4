package invariants

import (
	"slices"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// states is the state table of one entity kind, compiled from the header. State
// 0 is "does not exist yet"; the others are numbered as a header shows them:
// open ones by progress, then terminal ones by progress. So an order is as far
// as the lowest number of its lines.
type states struct {
	prefix string // "order/"
	names  []string
	number table[uint8] // by key of the state's name
	rows   table[*row]  // by key of the event type
	ends   uint8        // the first terminal state
}

// row is one event type of a state table.
type row struct {
	next    [256]uint8 // by state; illegal where there is no transition
	to      uint8      // the first listed target, where a judge goes on after a breach
	creates bool
	closes  bool // every target is terminal
}

// illegal is where a transition leads that is not in the table. A table has
// fewer states.
const illegal = 0xFF

// compile returns a state table per kind of the header, in the header's order.
func compile(h *history.Header) []*states {
	var tables []*states
	for _, t := range h.States {
		s := ruling(tables, t.Kind+"/")
		if s == nil {
			s = &states{prefix: t.Kind + "/"}
			tables = append(tables, s)
		}
		for _, name := range []string{t.From, t.To} {
			if name != "" && !slices.Contains(s.names, name) && len(s.names) < illegal-1 {
				s.names = append(s.names, name)
			}
		}
	}
	for _, s := range tables {
		s.rank(h)
	}
	for _, t := range h.States {
		ruling(tables, t.Kind+"/").enter(t)
	}
	for _, s := range tables {
		s.rows.each(func(_ uint64, w *row) { w.closes = s.closing(w) })
	}
	return tables
}

// ruling returns the table that rules an entity, or nil.
func ruling(tables []*states, entity string) *states {
	for _, s := range tables {
		if strings.HasPrefix(entity, s.prefix) {
			return s
		}
	}
	return nil
}

// rank orders and numbers the states. What progress does not list comes last.
func (s *states) rank(h *history.Header) {
	place := func(name string) int {
		at := slices.Index(h.Progress, name)
		if at < 0 {
			at = len(h.Progress)
		}
		if slices.Contains(h.Terminal, name) {
			at += len(h.Progress) + 1
		}
		return at
	}
	slices.SortStableFunc(s.names, func(a, b string) int { return place(a) - place(b) })
	s.names = append([]string{""}, s.names...)
	s.ends = uint8(len(s.names))
	for n, name := range s.names {
		s.number.put(history.Hash(name), uint8(n))
		if n > 0 && slices.Contains(h.Terminal, name) {
			s.ends = min(s.ends, uint8(n))
		}
	}
}

func (s *states) enter(t history.Transition) {
	from, to := s.state(history.Hash(t.From)), s.state(history.Hash(t.To))
	key := history.Hash(t.Type)
	w := s.row(key)
	if w == nil {
		w = &row{to: to}
		for i := range w.next {
			w.next[i] = illegal
		}
		s.rows.put(key, w)
	}
	w.next[from] = to
	w.creates = w.creates || from == 0
}

func (s *states) closing(w *row) bool {
	for _, to := range w.next {
		if to != illegal && !s.terminal(to) {
			return false
		}
	}
	return true
}

// row returns the row of an event type, or nil.
func (s *states) row(typ uint64) *row {
	if w := s.rows.ref(typ); w != nil {
		return *w
	}
	return nil
}

// state returns the number of a state by the key of its name.
func (s *states) state(key uint64) uint8 {
	if n := s.number.ref(key); n != nil {
		return *n
	}
	return illegal
}

func (s *states) terminal(n uint8) bool { return n >= s.ends }

// terminals returns the keys of the names of all terminal states.
func terminals(h *history.Header) (t table[bool]) {
	for _, s := range h.Terminal {
		t.put(history.Hash(s), true)
	}
	return t
}
