package invariants

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/anishathalye/porcupine"
	"github.com/seatrial/seatrial/sim/history"
)

// Limits of a piece of a partition, whose commands are put in order. The order of
// their entries is tried first, and mostly explains them all. Whether any other does
// takes exponential time in the number that are open at once; what is larger is
// counted as skipped. A piece that has not come to an end within so many operations
// is held to the order of its entries alone.
const (
	partitionOps  = 200
	partitionOpen = 10
	partitionHeld = 1 << 12
)

// linear asks whether reservations are linearizable (R081, beside I-03): whether
// each command that reserves stock could have been decided at one instant between
// its first invocation and its answer, so that every decision fits what was free
// then.
//
// One partition is an article of a region. Its commands are those of clients
// (invoke, ok with Op) with what their orders' ledger says was decided (append of an
// order line: allocated or backordered, at first); what else changes its stock
// (append of stock) happened at the instant at which it became durable. A command
// was decided by the time that its entry is durable, so it is open until then, or
// until its answer; without an entry it never happened. What a standby took (lease,
// taken) its region decides when that is handed back, whatever was answered before.
//
//	a   |--------|                 a, b and c overlap: one piece, and either order
//	b       |---------|            of them may explain it
//	c            |-------|
//	d                       |--|   nothing is open before d: the next piece begins
//	-------------------------------> records
//
// At such a quiet point all that came before has been decided, and it adds up to
// the same stock in whichever order. So a partition is judged piece by piece, as
// soon as no command is open that was invoked before the end of the piece, and
// nothing of it is kept.
type linear struct {
	commands recent[*reserving]
	open     []*reserving // by invocation, from head
	head     int
	hold     int64
	parts    map[uint64]*partition
	order    []*partition
}

// reserving is a command that may reserve stock.
type reserving struct {
	invoked, answered uint64 // seq of the records; 0 = not yet
	at                int64  // of its invocation
	refused           bool   // it got an answer, and that was no
	handed            bool   // a standby took it: it is decided when it is handed back
	decided, reserved map[uint32]bool
}

// partition is one article of a region.
type partition struct {
	article article
	start   history.Book // before ops
	from    uint64       // the seq at which it was so
	ops     []stockOp    // not judged yet
	limit   int          // of ops, before it is asked for pieces again
	judged  bool
}

// stockOp is one operation on the stock of an article.
type stockOp struct {
	command *reserving // nil = a change at one instant
	at      uint64     // of its last entry
	change  history.Book
	lines   []decision
	ref     Ref
}

// decision is what became of a line at first.
type decision struct {
	qty       int64
	allocated bool
}

func newLinear(h *history.Header) *linear {
	l := &linear{commands: newRecent[*reserving](h.Bounds.HorizonNano), hold: h.Bounds.HorizonNano, parts: make(map[uint64]*partition)}
	for _, s := range h.Stock {
		p := l.part(article{region: history.N(s.Region), sku: history.N(s.SKU)})
		p.start.OnHand += s.Qty
	}
	return l
}

func (l *linear) part(a article) *partition {
	p := l.parts[a.key()]
	if p == nil {
		p = &partition{article: a, limit: partitionOps}
		l.parts[a.key()] = p
		l.order = append(l.order, p)
	}
	return p
}

func (l *linear) see(r *history.Record, out *Result) {
	switch r.Kind {
	case history.KindInvoke:
		if l.commands.ref(r.Op.Key) == nil && r.Type.Text == "PlaceOrder" {
			c := &reserving{invoked: r.Seq, at: r.At}
			l.commands.add(r.Op.Key, c, r.At)
			l.open = append(l.open, c)
		}
	case history.KindOK:
		if c := l.commands.ref(r.Op.Key); c != nil && (*c).answered == 0 {
			(*c).answered = r.Seq
		}
	case history.KindFail:
		if c := l.commands.ref(r.Op.Key); c != nil {
			(*c).refused = true
		}
	case history.KindAppend:
		l.entry(r, out)
	case history.KindLease:
		if c := l.commands.ref(r.Op.Key); c != nil && (*c).decided == nil && r.Label.Text == history.LabelTaken {
			(*c).handed = true
		}
	}
}

func (l *linear) entry(r *history.Record, out *Result) {
	var c *reserving
	if known := l.commands.ref(r.Op.Key); known != nil {
		c = *known
	}
	switch {
	case isStock(r):
		if c != nil && r.Delta.Allocated > 0 && c.decided[r.Line] && !c.reserved[r.Line] {
			c.reserved[r.Line] = true // it is part of the command
			return
		}
		l.add(l.part(articleOf(r)), stockOp{at: r.Seq, change: r.Delta, ref: refer(r)}, r, out)
	case c != nil && (r.Type.Key == typeAllocated || r.Type.Key == typeBackordered):
		l.decide(c, r, out)
	}
}

// decide notes what was decided of a line at first.
func (l *linear) decide(c *reserving, r *history.Record, out *Result) {
	if c.decided == nil {
		c.decided, c.reserved = map[uint32]bool{}, map[uint32]bool{}
		if c.handed {
			c.invoked, c.answered = r.Seq, 0
		}
	}
	if _, again := c.decided[r.Line]; again || r.SKU.IsZero() || r.Line == 0 {
		return
	}
	allocated := r.Type.Key == typeAllocated
	c.decided[r.Line] = allocated
	p := l.part(article{region: r.Region, sku: r.SKU})
	d := decision{qty: r.Qty, allocated: allocated}
	if n := len(p.ops); n > 0 && p.ops[n-1].command == c {
		p.ops[n-1].lines, p.ops[n-1].at = append(p.ops[n-1].lines, d), r.Seq
		return
	}
	op := stockOp{command: c, at: r.Seq, lines: []decision{d}, ref: refer(r)}
	if c.invoked <= p.from { // it was given up as lost, and what it was decided from is gone
		out.Skipped++
		op = stockOp{at: r.Seq, change: op.sum(), ref: op.ref}
	}
	l.add(p, op, r, out)
}

func (l *linear) add(p *partition, op stockOp, r *history.Record, out *Result) {
	p.ops = append(p.ops, op)
	if len(p.ops) < p.limit {
		return
	}
	p.cut(l.quiet(r), r, out)
	if len(p.ops) >= partitionHeld {
		p.piece(p.ops, r, out)
		p.ops = nil
	}
	p.limit = 2*len(p.ops) + partitionOps // a cut costs no more than what was added before it
}

// quiet returns the record before which every command is over that was invoked
// until then: answered, or without an answer for so long that it is lost.
func (l *linear) quiet(r *history.Record) uint64 {
	for ; l.head < len(l.open); l.head++ {
		if c := l.open[l.head]; c.answered == 0 && !c.refused && !c.handed && r.At-c.at <= l.hold {
			break
		}
	}
	if l.head > len(l.open)/2 {
		l.open, l.head = l.open[:copy(l.open, l.open[l.head:])], 0
	}
	if len(l.open) == l.head {
		return r.Seq
	}
	return l.open[l.head].invoked
}

// judge judges what is left of every partition: nothing comes after it.
func (l *linear) judge(out *Result) {
	for _, p := range l.order {
		p.cut(math.MaxUint64, nil, out)
	}
}

// cut judges the pieces that ended before a record, and forgets them.
func (p *partition) cut(before uint64, r *history.Record, out *Result) {
	slices.SortStableFunc(p.ops, func(a, b stockOp) int { return cmp.Compare(a.call(), b.call()) })
	done, end := 0, int64(0)
	for i := range p.ops {
		if i > done && p.ops[i].call() > end {
			p.piece(p.ops[done:i], r, out)
			done = i
		}
		if end = max(end, p.ops[i].end()); uint64(end/2) >= before {
			break // it may overlap with what is not known yet
		}
	}
	if len(p.ops) > 0 && uint64(end/2) < before {
		p.piece(p.ops[done:], r, out)
		done = len(p.ops)
	}
	clear(p.ops[:done])
	p.ops = slices.Clone(p.ops[done:])
}

// piece judges the operations between two quiet points. Each article of which one
// could be judged is one evaluation.
func (p *partition) piece(ops []stockOp, r *history.Record, out *Result) {
	list, first := operations(ops)
	if first == 0 {
		p.pass(ops)
		return
	}
	told := p.told(ops)
	if !told && (len(ops) > partitionOps || most(list) > partitionOpen) {
		out.Skipped++
		p.pass(ops)
		return
	}
	if !p.judged {
		p.judged = true
		out.Evaluated++
	}
	start := p.start
	model := porcupine.Model{Init: func() any { return start }, Step: stepStock}
	if !told && !porcupine.CheckOperations(model, list) {
		out.Breach(r, func() string {
			if len(ops) == 1 {
				return fmt.Sprintf("%v: what was decided does not fit the %d that were free", p.article, start.OnHand-start.Allocated-start.Held)
			}
			return fmt.Sprintf("no order of the %d operations on %v explains what was decided", len(ops), p.article)
		}, first)
	}
	p.pass(ops)
}

// told reports whether the order of the entries explains what was decided. It is an
// order like any other if no command was answered before its entry.
func (p *partition) told(ops []stockOp) bool {
	var state any = p.start
	for _, i := range byEntry(ops) {
		op := &ops[i]
		ok, next := stepStock(state, op, nil)
		if !ok || op.end() < int64(2*op.at) {
			return false
		}
		state = next
	}
	return true
}

func byEntry(ops []stockOp) []int {
	list := make([]int, len(ops))
	for i := range list {
		list[i] = i
	}
	slices.SortFunc(list, func(a, b int) int { return cmp.Compare(ops[a].at, ops[b].at) })
	return list
}

// pass does what the operations did, in whichever order.
func (p *partition) pass(ops []stockOp) {
	for i := range ops {
		d := ops[i].sum()
		p.start.OnHand += d.OnHand
		p.start.Allocated += d.Allocated
		p.start.Held += d.Held
		p.from = max(p.from, uint64(ops[i].end()/2))
	}
}

// call and end are the first and the last instant at which an operation may have
// happened.
func (op *stockOp) call() int64 {
	if op.command != nil {
		return int64(2 * op.command.invoked)
	}
	return int64(2 * op.at)
}

func (op *stockOp) end() int64 {
	if c := op.command; c != nil && c.answered > 0 {
		return int64(2*min(op.at, c.answered) + 1)
	}
	return int64(2*op.at + 1)
}

// sum is what an operation does to the stock.
func (op *stockOp) sum() history.Book {
	b := op.change
	for _, d := range op.lines {
		if d.allocated {
			b.Allocated += d.qty
		}
	}
	return b
}

// operations returns operations as the search wants them, and the first command
// among them; 0 if there is none.
func operations(ops []stockOp) (out []porcupine.Operation, first Ref) {
	for i := range ops {
		op := &ops[i]
		out = append(out, porcupine.Operation{ClientId: i, Input: op, Call: op.call(), Return: op.end()})
		if op.command != nil && first == 0 {
			first = op.ref
		}
	}
	return out, first
}

// stepStock applies an operation to a book: every line of a command is allocated
// if it fits, or else waits.
func stepStock(state, input, _ any) (bool, any) {
	b, op := state.(history.Book), input.(*stockOp)
	for _, d := range op.lines {
		if d.allocated != (b.OnHand-b.Allocated-b.Held >= d.qty) {
			return false, b
		}
		if d.allocated {
			b.Allocated += d.qty
		}
	}
	b.OnHand += op.change.OnHand
	b.Allocated += op.change.Allocated
	b.Held += op.change.Held
	return true, b
}

// most returns how many operations are open at once, at most.
func most(ops []porcupine.Operation) int {
	var ends []int64
	open := 0
	sorted := slices.Clone(ops)
	slices.SortStableFunc(sorted, func(a, b porcupine.Operation) int {
		switch {
		case a.Call < b.Call:
			return -1
		case a.Call > b.Call:
			return 1
		}
		return 0
	})
	for _, o := range sorted {
		ends = slices.DeleteFunc(ends, func(end int64) bool { return end < o.Call })
		ends = append(ends, o.Return)
		open = max(open, len(ends))
	}
	return open
}
