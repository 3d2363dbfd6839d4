package invariants

import (
	"sort"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// states is the state table of one entity kind, compiled from the header. State
// 0 is "does not exist yet".
type states struct {
	prefix   string // "order/"
	names    []string
	number   map[uint64]uint8 // by key of the state's name
	rows     map[uint64]*row  // by key of the event type
	terminal []bool
	rank     []uint8 // every state but 0, in the order in which a header shows them
}

// row is one event type of a state table.
type row struct {
	next    []uint8 // by state; illegal where there is no transition
	to      uint8   // the first listed target, where a judge goes on after a breach
	creates bool
	closes  bool // every target is terminal
	reopens bool // it leaves a terminal state: a declared compensation
}

const illegal = 0xFF

// compile returns a state table per kind of the header, in the header's order.
func compile(h *history.Header) []*states {
	var tables []*states
	for _, t := range h.States {
		s := tableOf(tables, t.Kind)
		if s == nil {
			s = &states{prefix: t.Kind + "/", names: []string{""}, number: map[uint64]uint8{0: 0}, rows: make(map[uint64]*row)}
			tables = append(tables, s)
		}
		s.enter(t)
	}
	for _, s := range tables {
		s.finish(h)
	}
	return tables
}

func tableOf(tables []*states, kind string) *states {
	for _, s := range tables {
		if len(s.prefix) == len(kind)+1 && strings.HasPrefix(s.prefix, kind) {
			return s
		}
	}
	return nil
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

func (s *states) enter(t history.Transition) {
	from, to := s.state(t.From), s.state(t.To)
	key := history.Hash(t.Type)
	w := s.rows[key]
	if w == nil {
		w = &row{to: to}
		s.rows[key] = w
	}
	for len(w.next) < 256 {
		w.next = append(w.next, illegal)
	}
	w.next[from] = to
	w.creates = w.creates || from == 0
}

// state returns the number of a state; a table has no more than 254.
func (s *states) state(name string) uint8 {
	key := history.Hash(name)
	if n, ok := s.number[key]; ok {
		return n
	}
	if len(s.names) == illegal {
		return illegal - 1
	}
	n := uint8(len(s.names))
	s.number[key] = n
	s.names = append(s.names, name)
	return n
}

// finish knows terminal states and ranks once every row is in.
func (s *states) finish(h *history.Header) {
	s.terminal = make([]bool, 256)
	for _, name := range h.Terminal {
		if n, ok := s.number[history.Hash(name)]; ok {
			s.terminal[n] = true
		}
	}
	for _, w := range s.rows {
		w.closes = true
		for from, to := range w.next {
			if to != illegal {
				w.closes = w.closes && s.terminal[to]
				w.reopens = w.reopens || s.terminal[from]
			}
		}
	}
	s.order(h.Progress)
}

// order ranks the states: open ones by progress, then terminal ones by
// progress. An order is shown in the first of them that one of its lines is in.
func (s *states) order(progress []string) {
	place := make([]int, len(s.names))
	for i := range place {
		place[i] = len(progress) // unlisted states come last
	}
	for i, name := range progress {
		if n, ok := s.number[history.Hash(name)]; ok {
			place[n] = i
		}
	}
	s.rank = s.rank[:0]
	for n := 1; n < len(s.names); n++ {
		s.rank = append(s.rank, uint8(n))
	}
	sort.SliceStable(s.rank, func(a, b int) bool {
		x, y := s.rank[a], s.rank[b]
		if s.terminal[x] != s.terminal[y] {
			return s.terminal[y]
		}
		return place[x] < place[y]
	})
}
