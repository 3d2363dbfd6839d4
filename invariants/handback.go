package invariants

import (
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/sim/history"
)

// ConflictMerge is I-45: what two regions took of the same orders becomes one order
// book, whoever took what and when.
//
// ALWAYS: what a standby took (lease, taken, with Op) has one outcome, returned or
// listed. Q: it has one. An order that was returned was created by its owner once
// (append of version 1 with the entity), whether the owner had it before or took it
// because it was handed back, unless the region of the standby did it (redriven); a command that took one back and was returned has its
// mark in the owner's ledger (append with Op), or that of an order that the owner
// knew under the same key. Every update that was lost is listed, with a reason.
//
// Each command that a standby took is one evaluation, and one more each that its
// owner had taken as well.
var ConflictMerge = Promise{
	ID: "I-45", Name: "conflict-merge", Mode: Quiet, Safety: true,
	Title: "What two regions took of the same orders becomes one order book, and what was lost on the way is listed.",
	Sees:  history.Of(history.KindLease, history.KindAppend),
	Needs: history.Of(history.KindLease),
	New:   newConflictMerge,
}

type conflictMerge struct {
	owners  map[uint64]bool // ledgers of owners with a standby
	driven  map[uint64]bool // by order: the region of the standby has done it
	made    map[uint64]int  // by order: how often its owner created it
	done    map[uint64]bool // by op: an owner wrote something for it
	taken   map[uint64]*mergedCommand
	ordered []*mergedCommand
}

// mergedCommand is a command that a standby took.
type mergedCommand struct {
	op, order history.Name
	places    bool
	ref       Ref
	outcome   Ref
	returned  bool
}

func newConflictMerge(h *history.Header) Checker {
	c := &conflictMerge{driven: make(map[uint64]bool), owners: make(map[uint64]bool), made: make(map[uint64]int), done: make(map[uint64]bool), taken: make(map[uint64]*mergedCommand)}
	if h.Failover != nil {
		for _, s := range h.Failover.Standbys {
			c.owners[history.Hash(s.Of)] = true
		}
	}
	return c
}

func (c *conflictMerge) See(r *history.Record, out *Result) {
	if r.Kind == history.KindAppend {
		c.append(r)
		return
	}
	switch r.Label.Text {
	case history.LabelTaken:
		c.take(r, out)
	case history.LabelRedriven:
		c.driven[r.Entity.Key] = true
	case history.LabelReturned, history.LabelListed:
		c.settle(r, out)
	}
}

func (c *conflictMerge) append(r *history.Record) {
	if !c.owners[r.Stream.Key] || r.Op.IsZero() {
		return
	}
	c.done[r.Op.Key] = true
	if r.Version == 1 && r.Type.Key == typeCreated {
		c.made[r.Entity.Key]++
	}
}

func (c *conflictMerge) take(r *history.Record, out *Result) {
	out.Evaluated++
	if c.done[r.Op.Key] {
		out.Evaluated++ // its owner had taken it as well
	}
	if c.taken[r.Op.Key] != nil {
		out.Breach(r, func() string { return fmt.Sprintf("%s took %s twice", r.Consumer, r.Op) }, c.taken[r.Op.Key].ref)
		return
	}
	m := &mergedCommand{op: r.Op, order: r.Entity, places: r.Type.Text == "PlaceOrder", ref: refer(r)}
	c.taken[r.Op.Key] = m
	c.ordered = append(c.ordered, m)
}

func (c *conflictMerge) settle(r *history.Record, out *Result) {
	m := c.taken[r.Op.Key]
	switch {
	case m == nil:
		out.Breach(r, func() string { return fmt.Sprintf("%s was handed back, and no standby took it", r.Op) })
	case m.outcome != 0:
		out.Breach(r, func() string { return fmt.Sprintf("%s was handed back twice", r.Op) }, m.outcome)
	case r.Label.Text == history.LabelListed && r.Reason == "":
		out.Breach(r, func() string { return fmt.Sprintf("%s is listed for somebody, and nothing says why", r.Op) })
	default:
		m.outcome, m.returned = refer(r), r.Label.Text == history.LabelReturned
	}
}

// Quiet judges what became of every command.
func (c *conflictMerge) Quiet(out *Result) {
	slices.SortFunc(c.ordered, func(a, b *mergedCommand) int { return int(a.ref) - int(b.ref) })
	for _, m := range c.ordered {
		switch n := c.made[m.order.Key]; {
		case m.outcome == 0:
			out.Breach(nil, func() string { return fmt.Sprintf("%s was taken by a standby, and is neither done nor listed", m.op) }, m.ref)
		case m.returned && m.places && n != 1 && !(n == 0 && c.driven[m.order.Key]):
			out.Breach(nil, func() string {
				return fmt.Sprintf("%s was returned, and its owner created the order %d times", m.op, n)
			}, m.ref, m.outcome)
		case m.returned && !m.places && !c.done[m.op.Key]:
			out.Breach(nil, func() string { return fmt.Sprintf("%s was returned, and its owner's ledger has nothing of it", m.op) }, m.ref, m.outcome)
		}
	}
}
