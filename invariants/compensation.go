package invariants

import (
	"fmt"
	"sort"

	"github.com/seatrial/seatrial/sim/history"
)

// Compensation is I-22: what was begun at a partner ends, or is made up for, in
// every ledger.
//
// Of each entity of a saga of the header (append, effect). ALWAYS: each step of a
// compensation happens once and in the declared order, and only after a failure.
// Q: it ends committed, with a receipt, or compensated in full, with somebody told
// (effect notice) and counted once; a refusal that a partner's ledger has (effect)
// is answered by a failure, of as many units where it says of how many; of as many
// units as the partner took off it (effect) it is less here; what happens after all
// is answered in turn, and
// what is said to be taken back was taken back there (effect); what a partner holds of a compensated entity was taken back there or was taken in; and
// the account of what is open adds up to nothing.
//
// Each entity that failed, was refused or happened after all, or was made
// less by a partner, is one evaluation.
var Compensation = Promise{
	ID: "I-22", Name: "compensation-completeness", Mode: Quiet,
	Title: "Whatever was begun ends, or is made up for everywhere, and somebody knows.",
	Sees:  history.Of(history.KindAppend, history.KindEffect),
	Needs: history.Of(history.KindAppend),
	New:   newCompensation,
}

type compensation struct {
	kinds []*sagaRule
	open  map[uint64]*saga // by entity
}

// sagaRule is a saga of the header, by keys.
type sagaRule struct {
	history.Saga
	begin, late                                    uint64
	commit, receipts, failures, lates, adds, takes keys
	cancels, lessens, lessened                     keys
	steps                                          []uint64
	done, refused, undone, notice                  uint64
}

// saga is what is known of one entity.
type saga struct {
	rule     *sagaRule
	name     history.Name
	ref      Ref
	at       int64
	begun    bool
	ended    bool // committed, or over with a receipt
	failed   int
	steps    int // of the compensation
	late     int
	answered int // lates
	taken    int // of them, those that say that the partner took it back
	balance  int64
	lost     int64 // units that failed
	denied   int64 // units that the partner refused
	less     int64 // units that are off, as is said here
	lessened int64 // and by the partner
	done, refused, undone,
	notices int
}

func newCompensation(h *history.Header) Checker {
	c := &compensation{open: make(map[uint64]*saga)}
	for _, s := range h.Sagas {
		r := &sagaRule{Saga: s, begin: history.Hash(s.Begin), late: history.Hash(s.Late), commit: keysOf(s.Commit), receipts: keysOf(s.Receipts),
			failures: keysOf(s.Failures), lates: keysOf(s.Lates), cancels: keysOf(s.Cancels), lessens: keysOf(s.Lessens), lessened: keysOf(s.Lessened), adds: keysOf(s.Adds), takes: keysOf(s.Takes),
			done: history.Hash(s.Done), refused: history.Hash(s.Refused), undone: history.Hash(s.Undone), notice: history.Hash(s.Notice)}
		for _, step := range s.Compensate {
			r.steps = append(r.steps, history.Hash(step))
		}
		c.kinds = append(c.kinds, r)
	}
	return c
}

func (c *compensation) See(r *history.Record, out *Result) {
	s := c.saga(r)
	if s == nil {
		return
	}
	if r.Kind == history.KindEffect {
		s.effect(r)
		return
	}
	s.event(r, out)
	if s.clean() {
		delete(c.open, r.Entity.Key)
	}
}

// saga returns the saga of a record, nil if it is in none.
func (c *compensation) saga(r *history.Record) *saga {
	if s := c.open[r.Entity.Key]; s != nil {
		return s
	}
	for _, k := range c.kinds {
		if kindOf(r.Entity.Text) != k.Kind || r.Kind == history.KindAppend && r.Type.Key != k.begin {
			continue
		}
		if r.Kind == history.KindEffect && r.Type.Key != k.refused && r.Type.Key != k.done {
			continue // of one that is over
		}
		s := &saga{rule: k, name: r.Entity, ref: refer(r), at: r.At}
		c.open[r.Entity.Key] = s
		return s
	}
	return nil
}

// clean reports whether a saga ended without anything out of the ordinary.
func (s *saga) clean() bool {
	return s.begun && s.ended && s.balance == 0 && s.failed == 0 && s.late == 0 && s.refused == 0 && s.less == 0 && s.lessened == 0
}

func (s *saga) effect(r *history.Record) {
	if s.rule.lessened[r.Type.Key] {
		s.lessened += r.Qty
	}
	switch k := s.rule; r.Type.Key {
	case k.done:
		s.done++
	case k.refused:
		s.refused++
		s.denied += r.Qty
	case k.undone:
		s.undone++
	case k.notice:
		s.notices++
	}
}

func (s *saga) event(r *history.Record, out *Result) {
	k, t := s.rule, r.Type.Key
	switch {
	case t == k.begin:
		s.begun = true
	case k.commit[t], k.receipts[t]:
		s.ended = true
	case k.failures[t]:
		s.failed++
		s.lost += r.Qty
	case t == k.late:
		s.late++
	case k.lates[t]:
		s.answered++
		if k.cancels[t] {
			s.taken++
		}
	}
	if k.adds[t] {
		s.balance += r.Qty
	}
	if k.takes[t] {
		s.balance -= r.Qty
	}
	if k.lessens[t] {
		s.less += r.Qty
	}
	for i, step := range k.steps {
		if step == t {
			s.step(i, r, out)
		}
	}
	s.ref = refer(r)
}

// step takes a step of the compensation.
func (s *saga) step(i int, r *history.Record, out *Result) {
	switch {
	case s.failed == 0:
		out.Breach(r, func() string { return fmt.Sprintf("%s: %s without a failure", s.name, r.Type) }, s.ref)
	case i < s.steps:
		out.Breach(r, func() string { return fmt.Sprintf("%s: %s happened twice", s.name, r.Type) }, s.ref)
	case i > s.steps:
		out.Breach(r, func() string { return fmt.Sprintf("%s: %s before %s", s.name, r.Type, s.rule.Compensate[s.steps]) }, s.ref)
	default:
		s.steps++
	}
}

// Quiet closes the account of every entity, in the order of their records.
func (c *compensation) Quiet(out *Result) {
	list := make([]*saga, 0, len(c.open))
	for _, s := range c.open {
		list = append(list, s)
	}
	sort.Slice(list, func(i, k int) bool { return list[i].name.Text < list[k].name.Text })
	for _, s := range list {
		if s.failed > 0 || s.refused > 0 || s.late > 0 || s.lessened > 0 {
			out.Evaluated++
		}
		if why := s.missing(); why != "" {
			out.Breach(nil, func() string { return s.name.Text + ": " + why }, s.ref)
		}
	}
}

// missing says what is owed to an entity at the end, "" if nothing is.
func (s *saga) missing() string {
	k := s.rule
	compensated := s.steps == len(k.steps)
	switch {
	case !s.begun && s.refused > 0:
		return "the partner refused it, and nobody took notice"
	case !s.begun:
		return "a partner has it, and nobody ordered it"
	case s.failed > 0 && !compensated:
		return fmt.Sprintf("it failed, and %s never followed", k.Compensate[s.steps])
	case s.refused > 0 && s.failed == 0:
		return "the partner refused it, and nobody took notice"
	case s.denied > 0 && s.denied != s.lost:
		return fmt.Sprintf("the partner refused %d units, and %d are made up for", s.denied, s.lost)
	case s.less != s.lessened:
		return fmt.Sprintf("the partner took %d units off it, and %d are off here", s.lessened, s.less)
	case compensated && s.notices != 1:
		return fmt.Sprintf("it was compensated, and somebody was told %d times", s.notices)
	case s.late > s.answered:
		return "it happened after all, and nothing answered that"
	case s.taken > 0 && s.done > 0 && s.undone == 0:
		return "it was called taken back, and the partner still holds it"
	case compensated && s.done > 0 && s.refused == 0 && s.undone == 0 && !s.ended && s.answered == 0:
		return "it was compensated, and the partner still holds it"
	case !s.ended && !compensated:
		return "it is neither committed nor compensated"
	case s.balance != 0:
		return fmt.Sprintf("%d units are still on order", s.balance)
	}
	return ""
}
