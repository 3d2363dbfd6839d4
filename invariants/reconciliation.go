package invariants

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/sim/history"
)

// Reconciliation is I-23: a copy that differs from its owner is set right, as the
// owner says, and nothing else is.
//
// Of each run of reconciliation (reconcile, begun and ended, of a Consumer and of
// the Source that owns it) and of each repair in it (repair, with Entity, Type,
// SourcePos as the position of the owner that it is as of, and Version, State,
// After as what the row is to be):
//
//   - sound: the row did differ. Somebody meddled with it (seeded) and no event up to
//     that position that the copy applied (apply) has covered that up, or an event of
//     the row is missing although the copy has applied later ones. What was merely on its way
//     did not differ. The kind of the discrepancy is named as it is;
//   - complete: whatever was seeded before a run that went through all rows is gone
//     when it ends: repaired, or covered up by a later event;
//   - idempotent: a run that began over a copy with no discrepancy repairs nothing;
//   - by authority: the row is to be what the owner had written (append) up to that
//     position, the owner writes nothing on the word of a repair, and no repair takes
//     effect (repaired) that was not on record before;
//   - bounded: no more pages, and no more rows in them, than declared.
//
// That a repair was false is said at the end, since who meddled may have learned of
// his success later than others. Of each row the last 32 entries of the owner are
// kept; a repair as of earlier ones is not held against them.
//
// Each repair is one evaluation, each seeded discrepancy that was due, and each run.
var Reconciliation = Promise{
	ID: "I-23", Name: "reconciliation", Mode: Quiet,
	Title: "A copy that is wrong is set right by its owner's word, and what is on its way is left alone.",
	Sees:  history.Of(history.KindAppend, history.KindApply, history.KindReconcile),
	Needs: history.Of(history.KindAppend, history.KindReconcile),
	New:   newReconciliation,
}

const rowEntriesMax = 32 // entries of an owner that are kept of a row

type reconciliation struct {
	rules  *history.Reconcile
	copies map[uint64]*copied
	order  []*copied
	owners map[uint64]map[uint64][]entered // by ledger and row, oldest first
	ops    map[uint64]Ref                  // repairs on record
	ended  int                             // runs
}

// entered is what an owner wrote of a row.
type entered struct {
	pos, version uint64
	state        history.Name
	after        history.Book
}

// copied is what is known of a copy.
type copied struct {
	high    uint64             // position up to which it has applied something
	applied map[uint64]entered // last event of each row; only pos and version
	wrong   map[uint64]*wrong  // rows that differ
	covered map[uint64]*wrong  // rows that differed until a later event came, at mark
	doubted []*doubt           // repairs that nothing explains so far
	run     *running
}

// wrong is a row of a copy that differs from the owner's.
type wrong struct {
	entity history.Name
	kind   history.Name
	mark   uint64 // how far the copy had come
	ref    Ref
}

// doubt is a repair of a row that did not differ, as far as anybody has said.
type doubt struct {
	entity, kind history.Name
	as           uint64
	ref          Ref
}

// running is a run that has not ended.
type running struct {
	id      history.Name
	ref     Ref
	repairs int64
}

func newReconciliation(h *history.Header) Checker {
	c := &reconciliation{rules: h.Reconcile, copies: make(map[uint64]*copied), owners: make(map[uint64]map[uint64][]entered), ops: make(map[uint64]Ref)}
	if c.rules == nil {
		return c
	}
	for _, x := range c.rules.Copies {
		m := &copied{applied: make(map[uint64]entered), wrong: make(map[uint64]*wrong), covered: make(map[uint64]*wrong)}
		c.copies[history.Hash(x.Name)] = m
		c.order = append(c.order, m)
		c.owners[history.Hash(x.Of)] = make(map[uint64][]entered)
	}
	return c
}

func (c *reconciliation) See(r *history.Record, out *Result) {
	if c.rules == nil {
		out.Missing = "the header declares no reconciliation"
		return
	}
	m := c.copies[r.Consumer.Key]
	switch {
	case r.Kind == history.KindAppend:
		c.append(r, out)
	case m == nil: // of no copy that is declared
	case r.Kind == history.KindApply:
		m.apply(r)
	case r.Kind == history.KindReconcile:
		c.step(m, r, out)
	}
}

func (c *reconciliation) append(r *history.Record, out *Result) {
	if ref, ok := c.ops[r.Op.Key]; ok && !r.Op.IsZero() {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s wrote of %s on the word of a repair: the copy has overwritten its owner", r.Stream, r.Entity)
		}, ref)
	}
	rows := c.owners[r.Stream.Key]
	if rows == nil || !isStock(r) && r.State.IsZero() {
		return
	}
	list := append(rows[r.Entity.Key], entered{pos: r.Pos, version: r.Version, state: r.State, after: r.After})
	if len(list) > rowEntriesMax {
		list = append(list[:0], list[len(list)-rowEntriesMax:]...)
	}
	rows[r.Entity.Key] = list
}

// at returns what an owner had written of a row up to a position; false if that is
// not known.
func (c *reconciliation) at(source, row history.Name, pos uint64) (entered, bool) {
	list := c.owners[source.Key][row.Key]
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].pos <= pos {
			return list[i], true
		}
	}
	return entered{}, false
}

// unmoved reports whether an owner has written nothing of a row between one position
// and another.
func (c *reconciliation) unmoved(source, row history.Name, a, b uint64) bool {
	x, _ := c.at(source, row, a)
	y, _ := c.at(source, row, b)
	return x.pos == y.pos
}

func (m *copied) apply(r *history.Record) {
	m.high = max(m.high, r.SourcePos)
	if a := m.applied[r.Entity.Key]; r.SourcePos > a.pos {
		m.applied[r.Entity.Key] = entered{pos: r.SourcePos, version: r.Version}
	}
	if w := m.wrong[r.Entity.Key]; w != nil && r.SourcePos > w.mark {
		delete(m.wrong, r.Entity.Key)
		w.mark = r.SourcePos
		m.covered[r.Entity.Key] = w
	}
}

// was returns how a row differed as of a position, or nil.
func (m *copied) was(row history.Name, as uint64) *wrong {
	if w := m.wrong[row.Key]; w != nil {
		return w
	}
	if w := m.covered[row.Key]; w != nil && as < w.mark {
		return w
	}
	return nil
}

func (c *reconciliation) step(m *copied, r *history.Record, out *Result) {
	switch r.Label.Text {
	case history.LabelSeeded:
		c.seeded(m, r, out)
	case history.LabelBegun:
		m.run = &running{id: r.Op, ref: refer(r)}
	case history.LabelRepair:
		c.repair(m, r, out)
	case history.LabelRepaired:
		c.repaired(m, r, out)
	case history.LabelEnded:
		c.end(m, r, out)
	}
}

// seeded notes that somebody meddled with a row. A repair may have come before he
// knew that he had.
func (c *reconciliation) seeded(m *copied, r *history.Record, out *Result) {
	w := &wrong{entity: r.Entity, kind: r.Type, mark: r.SourcePos, ref: refer(r)}
	for i, d := range m.doubted {
		if d.entity.Key == r.Entity.Key && c.unmoved(r.Source, r.Entity, d.as, w.mark) {
			m.doubted = append(m.doubted[:i], m.doubted[i+1:]...)
			c.named(w, d.kind, d.ref, out)
			return
		}
	}
	if m.applied[r.Entity.Key].pos <= w.mark {
		m.wrong[r.Entity.Key] = w
	}
}

// named holds the kind that a repair gives a discrepancy against what it is.
func (c *reconciliation) named(w *wrong, kind history.Name, ref Ref, out *Result) {
	if w.kind.Key != kind.Key {
		out.Breach(nil, func() string {
			return fmt.Sprintf("%s of a copy is %s, and was repaired as %s", w.entity, w.kind, kind)
		}, w.ref, ref)
	}
}

func (c *reconciliation) repair(m *copied, r *history.Record, out *Result) {
	out.Evaluated++
	c.ops[r.Op.Key] = refer(r)
	if m.run == nil || m.run.id.Key != r.Cause.Key {
		out.Breach(r, func() string { return fmt.Sprintf("%s was repaired outside of any run", r.Entity) })
		return
	}
	m.run.repairs++
	if r.Consumer.Key == r.Source.Key {
		out.Breach(r, func() string { return fmt.Sprintf("a repair of %s goes to %s, which owns it", r.Entity, r.Source) })
		return
	}
	c.content(r, out)
	w := m.was(r.Entity, r.SourcePos)
	switch {
	case w != nil:
		c.named(w, r.Type, refer(r), out)
	case c.lost(m, r):
	default:
		m.doubted = append(m.doubted, &doubt{entity: r.Entity, kind: r.Type, as: r.SourcePos, ref: refer(r)})
	}
}

// content holds what a row is to be against what the owner had written.
func (c *reconciliation) content(r *history.Record, out *Result) {
	o, ok := c.at(r.Source, r.Entity, r.SourcePos)
	if r.Type.Text == history.DriftExtra || !ok {
		return
	}
	same := o.version == r.Version
	if r.SKU.IsZero() {
		same = same && o.state.Key == r.State.Key
	} else {
		same = same && o.after.OnHand == r.After.OnHand && o.after.Allocated == r.After.Allocated
	}
	if !same {
		out.Breach(r, func() string {
			return fmt.Sprintf("a repair makes %s version %d, which is not what its owner had written", r.Entity, r.Version)
		})
	}
}

// lost reports whether an event of a row did not take effect at a copy that has
// applied later ones.
func (c *reconciliation) lost(m *copied, r *history.Record) bool {
	o, ok := c.at(r.Source, r.Entity, r.SourcePos)
	return ok && m.high >= r.SourcePos && m.applied[r.Entity.Key].pos < o.pos
}

func (c *reconciliation) repaired(m *copied, r *history.Record, out *Result) {
	if _, ok := c.ops[r.Op.Key]; !ok {
		out.Breach(r, func() string { return fmt.Sprintf("%s was repaired, and no repair of it is on record", r.Entity) })
	}
	delete(m.wrong, r.Entity.Key)
	if o, ok := c.at(r.Source, r.Entity, m.high); ok && o.pos > r.SourcePos && r.Type.Text == history.DriftMissing {
		m.wrong[r.Entity.Key] = &wrong{entity: r.Entity, kind: history.N(history.DriftStale), mark: m.high, ref: refer(r)}
	}
}

func (c *reconciliation) end(m *copied, r *history.Record, out *Result) {
	run := m.run
	m.run = nil
	if run == nil || run.id.Key != r.Op.Key {
		return // a run that ends without a beginning before it is of before the history
	}
	c.ended++
	out.Evaluated++
	switch {
	case int64(r.Pos) > c.rules.PagesMax || int64(r.Version) > int64(r.Pos)*c.rules.PageRows:
		out.Breach(r, func() string {
			return fmt.Sprintf("a run took %d pages and %d rows, allowed are %d pages of %d", r.Pos, r.Version, c.rules.PagesMax, c.rules.PageRows)
		})
	case r.Qty != run.repairs:
		out.Breach(r, func() string {
			return fmt.Sprintf("a run says that it made %d repairs, and %d are on record", r.Qty, run.repairs)
		})
	}
	if r.Reason == "" {
		c.complete(m, run, r, out)
	}
}

// complete looks for what a run through all rows has left as it was.
func (c *reconciliation) complete(m *copied, run *running, r *history.Record, out *Result) {
	var left []*wrong
	for key, w := range m.wrong {
		if w.ref < run.ref {
			left = append(left, w)
			delete(m.wrong, key)
		}
	}
	slices.SortFunc(left, func(a, b *wrong) int { return cmp.Compare(a.ref, b.ref) })
	for _, w := range left {
		out.Evaluated++
		out.Breach(r, func() string {
			return fmt.Sprintf("%s of %s is %s since before the run, and the run has ended without repairing it", w.entity, r.Consumer, w.kind)
		}, w.ref)
	}
}

func (c *reconciliation) Quiet(out *Result) {
	for _, m := range c.order {
		for _, d := range m.doubted {
			out.Breach(nil, func() string {
				return fmt.Sprintf("%s was repaired as %s, and did not differ: what was on its way is no discrepancy", d.entity, d.kind)
			}, d.ref)
		}
	}
	if c.rules != nil && c.ended == 0 {
		out.Missing = "no run of reconciliation was completed"
	}
}
