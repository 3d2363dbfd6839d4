package invariants

import (
	"fmt"
	"math"
	"slices"

	"github.com/anishathalye/porcupine"
	"github.com/seatrial/seatrial/sim/history"
)

// Limits of a partition, an article of a region, whose commands are put in order.
// Whether some order explains them all takes exponential time in the number that
// are open at once; what is larger is not judged.
const (
	partitionOps  = 200
	partitionOpen = 10
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
// without an answer is resolved by the ledger: with an entry it happened, at any
// time since it was invoked; without one it never did.
type linear struct {
	commands recent[*reserving]
	parts    map[uint64]*partition
	order    []*partition
}

// reserving is a command that may reserve stock.
type reserving struct {
	invoked, answered uint64 // seq of the records; 0 = not yet
	decided, reserved map[uint32]bool
}

// partition is one article of a region.
type partition struct {
	article article
	start   history.Book
	ops     []stockOp
	large   bool
}

// stockOp is one operation on the stock of an article.
type stockOp struct {
	command *reserving // nil = a change at one instant
	at      uint64
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
	l := &linear{commands: newRecent[*reserving](h.Bounds.HorizonNano), parts: make(map[uint64]*partition)}
	for _, s := range h.Stock {
		p := l.part(article{region: history.N(s.Region), sku: history.N(s.SKU)})
		p.start.OnHand += s.Qty
	}
	return l
}

func (l *linear) part(a article) *partition {
	p := l.parts[a.key()]
	if p == nil {
		p = &partition{article: a}
		l.parts[a.key()] = p
		l.order = append(l.order, p)
	}
	return p
}

func (l *linear) see(r *history.Record) {
	switch r.Kind {
	case history.KindInvoke:
		if l.commands.ref(r.Op.Key) == nil && r.Type.Text == "PlaceOrder" {
			l.commands.add(r.Op.Key, &reserving{invoked: r.Seq}, r.At)
		}
	case history.KindOK:
		if c := l.commands.ref(r.Op.Key); c != nil && (*c).answered == 0 {
			(*c).answered = r.Seq
		}
	case history.KindAppend:
		l.entry(r)
	}
}

func (l *linear) entry(r *history.Record) {
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
		l.part(articleOf(r)).add(stockOp{at: r.Seq, change: r.Delta, ref: refer(r)})
	case c != nil && (r.Type.Key == typeAllocated || r.Type.Key == typeBackordered):
		l.decide(c, r)
	}
}

// decide notes what was decided of a line at first.
func (l *linear) decide(c *reserving, r *history.Record) {
	if c.decided == nil {
		c.decided, c.reserved = map[uint32]bool{}, map[uint32]bool{}
	}
	if _, again := c.decided[r.Line]; again || r.SKU.IsZero() || r.Line == 0 {
		return
	}
	allocated := r.Type.Key == typeAllocated
	c.decided[r.Line] = allocated
	p := l.part(article{region: r.Region, sku: r.SKU})
	d := decision{qty: r.Qty, allocated: allocated}
	if n := len(p.ops); n > 0 && p.ops[n-1].command == c {
		p.ops[n-1].lines = append(p.ops[n-1].lines, d)
		return
	}
	p.add(stockOp{command: c, lines: []decision{d}, ref: refer(r)})
}

func (p *partition) add(op stockOp) {
	switch {
	case p.large:
	case len(p.ops) == partitionOps:
		p.large, p.ops = true, nil
	default:
		p.ops = append(p.ops, op)
	}
}

// judge puts every partition in order. Each that can be is one evaluation.
func (l *linear) judge(out *Result) {
	for _, p := range l.order {
		ops, first := p.operations()
		if p.large || first == 0 || most(ops) > partitionOpen {
			continue // not applicable
		}
		out.Evaluated++
		start := p.start
		model := porcupine.Model{Init: func() any { return start }, Step: stepStock}
		if !porcupine.CheckOperations(model, ops) {
			out.Breach(nil, func() string {
				return fmt.Sprintf("no order of the %d operations on %v explains what was decided", len(ops), p.article)
			}, first)
		}
	}
}

// operations returns the operations of a partition, and the first command among
// them; 0 if there is none.
func (p *partition) operations() ([]porcupine.Operation, Ref) {
	var out []porcupine.Operation
	var first Ref
	for i := range p.ops {
		op := &p.ops[i]
		o := porcupine.Operation{ClientId: i, Input: op, Call: int64(2 * op.at), Return: int64(2*op.at + 1)}
		if c := op.command; c != nil {
			o.Call, o.Return = int64(2*c.invoked), math.MaxInt64
			if c.answered > 0 {
				o.Return = int64(2 * c.answered)
			}
			if first == 0 {
				first = op.ref
			}
		}
		out = append(out, o)
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
