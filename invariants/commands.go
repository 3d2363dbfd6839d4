package invariants

import (
	"fmt"
	"sort"

	"github.com/seatrial/seatrial/sim/history"
)

// commands follows what clients asked for by idempotency key: whether it was
// asked again, what it created, and whether an answer was given for something
// that is not durable. Only commands of a type that was seen to create an
// entity are held to their answer; which types do, the history shows.
type commands struct {
	tables   []*states
	open     recent[command]
	creating table[bool]         // command types that create something
	pending  map[uint64]answered // answered ok, nothing durable yet
}

type command struct {
	typ     uint64
	entity  uint64
	created Ref // the append that created what was asked for
	ref     Ref // the first invocation
}

type answered struct {
	op  history.Name
	typ history.Name
	ref Ref
}

// At most so many answers wait for their append: of commands that are known to
// create something, and of others, most of which are queries.
const (
	pendingMax   = 4096
	pendingOther = 256
)

func newCommands(h *history.Header) commands {
	return commands{
		tables: compile(h), open: newRecent[command](h.Bounds.HorizonNano),
		pending: make(map[uint64]answered),
	}
}

// invoke enters a command and reports whether it is a second attempt.
func (c *commands) invoke(r *history.Record) bool {
	if r.Op.IsZero() {
		return false
	}
	again := c.open.ref(r.Op.Key) != nil
	if !again {
		c.open.add(r.Op.Key, command{typ: r.Type.Key, entity: r.Entity.Key, ref: refer(r)}, r.At)
	}
	return again || r.Attempt > 1
}

// ok enters an answer.
func (c *commands) ok(r *history.Record) {
	cmd := c.open.ref(r.Op.Key)
	if cmd == nil || cmd.created != 0 {
		return
	}
	room := pendingOther
	if c.creating.ref(cmd.typ) != nil {
		room = pendingMax
	}
	if len(c.pending) < room {
		typ := r.Type
		typ.Key = cmd.typ
		c.pending[r.Op.Key] = answered{op: r.Op, typ: typ, ref: refer(r)}
	}
}

// listed enters that what was answered could not be done, and was listed for somebody
// to look at: that is its receipt.
func (c *commands) listed(r *history.Record) {
	if r.Label.Text == history.LabelListed {
		delete(c.pending, r.Op.Key)
	}
}

// append enters an owner's event. If the command had created something before,
// it returns where, and true.
func (c *commands) append(r *history.Record) (Ref, bool) {
	if r.Op.IsZero() {
		return 0, false
	}
	if len(c.pending) > 0 {
		delete(c.pending, r.Op.Key)
	}
	if r.Version != 1 {
		return 0, false
	}
	cmd := c.open.ref(r.Op.Key)
	if !c.creates(r, cmd) {
		return 0, false
	}
	if cmd == nil {
		cmd = c.open.add(r.Op.Key, command{}, r.At)
	}
	if cmd.typ != 0 {
		c.creating.put(cmd.typ, true)
	}
	if cmd.created == 0 {
		cmd.created = refer(r)
		return 0, false
	}
	return cmd.created, true
}

// creates reports whether an event brings into existence what a command asked
// for.
func (c *commands) creates(r *history.Record, cmd *command) bool {
	if s := ruling(c.tables, r.Entity.Text); s != nil {
		w := s.row(r.Type.Key)
		return w != nil && w.creates
	}
	return cmd != nil && cmd.entity != 0 && cmd.entity == r.Entity.Key
}

// lost reports every command that was answered ok and never became durable, in
// the order of the answers.
func (c *commands) lost(out *Result) {
	var list []answered
	for _, a := range c.pending {
		if c.creating.ref(a.typ.Key) != nil {
			list = append(list, a)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].ref < list[j].ref })
	for _, a := range list {
		out.Evaluated++
		out.Breach(nil, func() string {
			return fmt.Sprintf("%s %s was answered ok, and no ledger has anything of it", a.typ, a.op)
		}, a.ref)
	}
}
