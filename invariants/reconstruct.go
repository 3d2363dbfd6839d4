package invariants

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/sim/history"
)

// Reconstructability is I-21: what was decided can be told later from logs alone,
// and nobody can change them unseen.
//
// ALWAYS (audit): the links of a chained log are numbered without a gap, each
// names the hash of the one before it, and its own hash is SHA-256 over that hash
// and its text; it says of an event what the owner's ledger says (append), once. A
// head that somebody outside was given (anchor) is the hash of that link. Q: each
// event of a type that the header wants on record is, and so is each command that
// was answered ok (ok) and each entity for which a partner did something (effect),
// but for the effects of a saga whose beginning the header does not want on record:
// a ledger of its own accounts for it (I-22), and but for commands that a standby took
// and that are listed for somebody (lease, listed). The last head given away is the end of
// the chain.
//
// Evaluations: a link, and at the end each anchored chain.
var Reconstructability = Promise{
	ID: "I-21", Name: "audit-reconstructability", Mode: Quiet,
	Title: "Every decision is on record, in a log that cannot be changed unseen.",
	Sees:  history.Of(history.KindAppend, history.KindAudit, history.KindAnchor, history.KindOK, history.KindEffect, history.KindLease),
	Needs: history.Of(history.KindAudit, history.KindAnchor),
	New:   newReconstruct,
}

type reconstruct struct {
	audited []string
	excused []string         // kinds of entities that need not be on record
	due     table[fact]      // by event: decided, not on record yet
	early   table[fact]      // by event: on record, its append not seen yet
	known   recent[struct{}] // keys of commands and entities that are on record
	owed    table[debt]      // by key of a command or entity: to be on record at the end
	chains  table[*chain]
	order   []*chain
	room    []byte // for what is hashed
}

// dueToRecord is how much of a kind may wait to be put on record.
const dueToRecord = 1 << 16

// fact is what an event is: a hash of all that both witnesses tell of it.
type fact struct {
	what uint64
	ref  Ref
}

// debt is something that has to be on record at the end.
type debt struct {
	name history.Name
	ref  Ref
}

// chain is one log.
type chain struct {
	name  history.Name
	last  uint64       // number of the last link
	head  history.Name // its hash
	heads []uint64     // keys of the hashes since the last anchor, that of link first on
	first uint64       // number of heads[0]
	given uint64       // number of the last link that somebody outside was given the hash of
	waits []anchor     // for links that are not seen yet
}

type anchor struct {
	pos  uint64
	hash history.Name
	ref  Ref
}

func newReconstruct(h *history.Header) Checker {
	c := &reconstruct{audited: h.Audited, known: newRecent[struct{}](h.Bounds.HorizonNano)}
	for _, s := range h.Sagas {
		if !slices.Contains(h.Audited, s.Begin) {
			c.excused = append(c.excused, s.Kind)
		}
	}
	return c
}

func (c *reconstruct) See(r *history.Record, out *Result) {
	if len(c.audited) == 0 {
		return
	}
	switch r.Kind {
	case history.KindAppend:
		if slices.Contains(c.audited, r.Type.Text) {
			c.append(r, out)
		}
	case history.KindAudit:
		out.Evaluated++
		c.link(r, out)
		c.record(r, out)
	case history.KindAnchor:
		c.anchor(r, out)
	case history.KindOK:
		c.owe(r.Op, r)
	case history.KindLease:
		if r.Label.Text == history.LabelListed {
			c.settle(r.Op, r.At)
		}
	case history.KindEffect:
		if !slices.Contains(c.excused, kindOf(r.Entity.Text)) {
			c.owe(r.Entity, r)
		}
	}
}

// asTold is the hash of what an append and a link say alike.
func asTold(r *history.Record) uint64 {
	return join(join(join(r.Type.Key, r.Entity.Key), join(r.Version, uint64(r.Line))), join(r.SKU.Key, join(uint64(r.Qty), r.Op.Key)))
}

func (c *reconstruct) append(r *history.Record, out *Result) {
	if f := c.early.ref(r.Event.Key); f != nil {
		c.match(r, *f, out)
		c.early.remove(r.Event.Key)
		return
	}
	if c.due.size() < dueToRecord { // beyond, it is broken already and need not be exact
		c.due.put(r.Event.Key, fact{what: asTold(r), ref: refer(r)})
	}
}

// record holds a link to the event that it speaks of.
func (c *reconstruct) record(r *history.Record, out *Result) {
	c.settle(r.Op, r.At)
	c.settle(r.Entity, r.At)
	if f := c.due.ref(r.Event.Key); f != nil {
		c.match(r, *f, out)
		c.due.remove(r.Event.Key)
	} else if c.early.size() < dueToRecord {
		c.early.put(r.Event.Key, fact{what: asTold(r), ref: refer(r)})
	}
}

func (c *reconstruct) match(r *history.Record, f fact, out *Result) {
	if f.what != asTold(r) {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s: the record of %s differs from what happened", r.Entity, r.Event)
		}, f.ref)
	}
}

// settle notes that something is on record.
func (c *reconstruct) settle(name history.Name, at int64) {
	if name.IsZero() {
		return
	}
	c.owed.remove(name.Key)
	if _, ok := c.known.get(name.Key); !ok {
		c.known.add(name.Key, struct{}{}, at)
	}
}

func (c *reconstruct) owe(name history.Name, r *history.Record) {
	if name.IsZero() {
		return
	}
	if _, ok := c.known.get(name.Key); !ok && c.owed.ref(name.Key) == nil && c.owed.size() < dueToRecord {
		c.owed.put(name.Key, debt{name, refer(r)})
	}
}

func (c *reconstruct) chain(name history.Name) *chain {
	if k := c.chains.ref(name.Key); k != nil {
		return *k
	}
	k := &chain{name: name, first: 1}
	c.chains.put(name.Key, k)
	c.order = append(c.order, k)
	return k
}

// link checks a link against the one before it.
func (c *reconstruct) link(r *history.Record, out *Result) {
	k := c.chain(r.Stream)
	c.room = append(append(c.room[:0], r.Cause.Text...), r.Body...)
	sum := sha256.Sum256(c.room)
	c.room = hex.AppendEncode(c.room[:0], sum[:])
	switch {
	case r.Pos != k.last+1:
		c.tear(k, r, "link %d follows on link %d", r.Pos, k.last, out)
	case r.Cause.Key != k.head.Key:
		c.tear(k, r, "link %d names another hash than that of link %d", r.Pos, k.last, out)
	case string(c.room) != r.Label.Text:
		c.tear(k, r, "the hash of link %d is not that of its text and of link %d", r.Pos, k.last, out)
	}
	k.last, k.head = r.Pos, r.Label
	k.heads = append(k.heads, r.Label.Key)
	for len(k.waits) > 0 && k.waits[0].pos <= k.last {
		c.compare(k, k.waits[0], r, out)
		k.waits = k.waits[1:]
	}
}

// tear counts a broken chain; what follows goes on from there.
func (c *reconstruct) tear(k *chain, r *history.Record, format string, pos, last uint64, out *Result) {
	out.Breach(r, func() string { return fmt.Sprintf("%s: "+format, k.name, pos, last) })
	if r.Pos != k.last+1 {
		k.heads, k.first = nil, r.Pos
	}
}

// anchor takes a head that was given away.
func (c *reconstruct) anchor(r *history.Record, out *Result) {
	k := c.chain(r.Stream)
	a := anchor{pos: r.Pos, hash: r.Label, ref: refer(r)}
	if a.pos > k.last {
		k.waits = append(k.waits, a)
		return
	}
	c.compare(k, a, r, out)
}

func (c *reconstruct) compare(k *chain, a anchor, r *history.Record, out *Result) {
	if a.pos < k.first || a.pos-k.first >= uint64(len(k.heads)) {
		return // older than the last one that was given: it was compared then
	}
	if k.heads[a.pos-k.first] != a.hash.Key {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s: link %d has another hash than the one given away", k.name, a.pos)
		}, a.ref)
	}
	k.heads = k.heads[a.pos-k.first:]
	k.first, k.given = a.pos, max(k.given, a.pos)
}

// Quiet asks for what is not on record.
func (c *reconstruct) Quiet(out *Result) {
	if len(c.audited) == 0 {
		out.Missing = "the header does not say which events must be on record"
		return
	}
	c.missing(&c.due, "was decided and is not on record", out)
	c.missing(&c.early, "is on record and never happened", out)
	c.owed.each(func(_ uint64, d debt) {
		out.Breach(nil, func() string { return fmt.Sprintf("%s was accepted or done, and is not on record", d.name) }, d.ref)
	})
	for _, k := range c.order {
		out.Evaluated++
		switch {
		case len(k.waits) > 0:
			out.Breach(nil, func() string {
				return fmt.Sprintf("%s: link %d was given away, and the log ends at %d", k.name, k.waits[0].pos, k.last)
			}, k.waits[0].ref)
		case k.given < k.last:
			out.Breach(nil, func() string {
				return fmt.Sprintf("%s: %d links after the last one given away could be cut off unseen", k.name, k.last-k.given)
			})
		}
	}
}

func (c *reconstruct) missing(of *table[fact], how string, out *Result) {
	of.each(func(_ uint64, f fact) {
		out.Breach(nil, func() string { return fmt.Sprintf("an event %s, with %d others", how, of.size()-1) }, f.ref)
	})
}
