package sim

import "github.com/seatrial/seatrial/sim/history"

// EffectKind says what a machine wants done.
type EffectKind uint8

// The effects. Helpers of [Effects] set the right fields for each.
const (
	EffCall EffectKind = iota + 1
	EffReply
	EffPublish
	EffAppend
	EffAck
	EffNak
	EffTerm
	EffTimer
	EffCancel
	EffRead
	EffInspect
	EffSnapshot
	EffReach
	EffCount
	EffWitness
	EffPut
)

// Effect is one thing a machine wants done.
type Effect struct {
	Kind   EffectKind
	To     Addr
	Bus    Bus
	ID     uint64
	Pos    uint64
	After  int64
	Count  int64
	Msg    *Message
	Bytes  []byte
	Name   string
	Record int // index into the records of this step
}

// Effects collects what one Step wants done, in order.
//
// Output commit: if the step appends, or an earlier append of this machine is
// not durable yet, the world holds back everything but timers, counts and the
// records of a witness until it is. A refused append discards the machine and
// all that the step wanted; it recovers.
type Effects struct {
	list    []Effect
	records []*history.Record // each stays where it is, whoever still fills it
	used    int               // of records
}

// List returns the effects of the step. Only worlds call it.
func (e *Effects) List() []Effect { return e.list }

// Witnessed returns the i-th record of the step. Only worlds call it.
func (e *Effects) Witnessed(i int) *history.Record { return e.records[i] }

// Reset empties e and keeps its memory, and what the last step wanted with it,
// until it is written over: to clear a hundred bytes for each effect took longer
// than to collect them. Only worlds call it.
func (e *Effects) Reset() {
	e.list = e.list[:0]
	e.used = 0
}

// Call sends m to a machine; id, below 2^48, comes back with the reply. It may
// be lost: set a timer. A reply to an earlier incarnation never arrives. What
// the callee sees as id is more than that; it hands it back as it is.
func (e *Effects) Call(to Addr, id uint64, m *Message) {
	e.list = append(e.list, Effect{Kind: EffCall, To: to, ID: id, Msg: m})
}

// Reply answers a call of from with its id. It may be lost.
func (e *Effects) Reply(from Addr, id uint64, m *Message) {
	e.list = append(e.list, Effect{Kind: EffReply, To: from, ID: id, Msg: m})
}

// Publish offers m to a bus; its ID is the message id of the duplicate window.
// Stored or refused comes back with id.
func (e *Effects) Publish(bus Bus, id uint64, m *Message) {
	e.list = append(e.list, Effect{Kind: EffPublish, Bus: bus, ID: id, Msg: m})
}

// PublishAgain is [Effects.Publish] of what the bus may have already: the
// duplicate window knows it by another name, so that it is stored once more.
func (e *Effects) PublishAgain(bus Bus, id uint64, m *Message, as string) {
	e.list = append(e.list, Effect{Kind: EffPublish, Bus: bus, ID: id, Msg: m, Name: as})
}

// Append adds m to the machine's ledger at position pos, which must be the next
// one. Appends of one step become durable together or not at all.
func (e *Effects) Append(pos uint64, m *Message) {
	e.list = append(e.list, Effect{Kind: EffAppend, Pos: pos, Msg: m})
}

// Ack settles a delivery.
func (e *Effects) Ack(token uint64) {
	e.list = append(e.list, Effect{Kind: EffAck, ID: token})
}

// Nak asks for a redelivery after at least delay ns.
func (e *Effects) Nak(token uint64, delay int64) {
	e.list = append(e.list, Effect{Kind: EffNak, ID: token, After: delay})
}

// Term settles a delivery for good: it will never be repeated.
func (e *Effects) Term(token uint64) {
	e.list = append(e.list, Effect{Kind: EffTerm, ID: token})
}

// Timer fires id once, after ns from now; it replaces a pending timer of the
// same id.
func (e *Effects) Timer(id uint64, after int64) {
	e.list = append(e.list, Effect{Kind: EffTimer, ID: id, After: after})
}

// Cancel forgets a timer.
func (e *Effects) Cancel(id uint64) {
	e.list = append(e.list, Effect{Kind: EffCancel, ID: id})
}

// Read asks for up to n ledger entries from position pos on.
func (e *Effects) Read(pos uint64, n int) {
	e.list = append(e.list, Effect{Kind: EffRead, Pos: pos, Count: int64(n)})
}

// Inspect asks a bus for its last message.
func (e *Effects) Inspect(bus Bus) {
	e.list = append(e.list, Effect{Kind: EffInspect, Bus: bus})
}

// Snapshot stores state as of position pos; the ledger before keep may go.
func (e *Effects) Snapshot(pos uint64, state []byte, keep uint64) {
	e.list = append(e.list, Effect{Kind: EffSnapshot, Pos: pos, Bytes: state, ID: keep})
}

// Reach marks a point that a scenario may demand to be reached.
func (e *Effects) Reach(point string) {
	e.list = append(e.list, Effect{Kind: EffReach, Name: point})
}

// Count adds n to a counter. Promises never read counters.
func (e *Effects) Count(name string, n int64) {
	e.list = append(e.list, Effect{Kind: EffCount, Name: name, Count: n})
}

// Witness adds a record to the machine's own ledger and returns it to be filled
// before the step ends. Only outside parties may call it: the system on trial
// does not testify about itself.
func (e *Effects) Witness(kind history.Kind) *history.Record {
	if e.used == len(e.records) {
		e.records = append(e.records, new(history.Record))
	}
	r := e.records[e.used]
	*r = history.Record{Kind: kind}
	e.list = append(e.list, Effect{Kind: EffWitness, Record: e.used})
	e.used++
	return r
}
