package pod

import (
	"encoding/base64"
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// PendingMax is how many deliveries a bus may have open with a read model. It is
// no more than a read model can park: if it had to send some back, it might park
// what is far ahead and send back what is next, over and over.
const PendingMax = parkedMax

const (
	parkedMax = 768           // events a consumer keeps back because something before them is missing
	nakAfter  = 1_000_000_000 // until an event beyond that is offered again
)

// follower is what the read models share: a ledger of their own, which holds the
// events they applied and what they decided against.
type follower struct {
	site  *Site
	name  string
	owner string // ledger that it follows
	pos   uint64 // of its last entry
	saved uint64 // position of the last snapshot
	size  int    // its bytes
	scribe
	clock sim.Clock
	out   *sim.Effects
}

// parked is an event that waits for something before it. It is not acknowledged.
type parked struct {
	token uint64
	msg   *sim.Message
	body  *event.Body
}

// strange settles an event that is not of the owner's ledger: it is of no concern
// here.
func (f *follower) strange(in *sim.Input) bool {
	if in.Msg.Head.Ledger == f.owner {
		return false
	}
	f.out.Reach("stranger-ignored")
	f.out.Term(in.Token)
	return true
}

// write appends an entry. The entry of an event that takes effect is the event
// itself: it says all that a replay needs, and where it came from.
func (f *follower) write(m *sim.Message) {
	f.pos++
	f.out.Append(f.pos, m)
}

// answerTo answers a call.
func (f *follower) answerTo(in *sim.Input, tier sim.Tier, b *event.Body) {
	f.out.Reply(in.From, in.ID, f.answer(in, f.name, f.site.Region, tier, f.clock.Wall, b))
}

// bury writes a dead letter: an event that breaks its contract and always will.
// It keeps the original, and stays in its region and tier.
func (f *follower) bury(m *sim.Message) {
	f.out.Reach("dead-letter")
	if m.Head.Ledger == "" || m.Head.Pos == 0 {
		f.out.Count("letters_without_origin", 1)
		return
	}
	h := &m.Head
	b := f.bodies.New()
	b.Reason, b.Source, b.Pos = history.ReasonDeadLetter, h.Ledger, h.Pos
	b.Letter = &event.Letter{Type: h.Type, Cause: h.Cause, Original: base64.StdEncoding.EncodeToString(m.Body)}
	f.write(f.message(&sim.Head{
		ID: h.ID, Type: event.Rejected, Source: f.name, Entity: h.Entity, Version: h.Version, Epoch: h.Epoch, Region: h.Region,
		Tier: h.Tier, Corr: h.Corr, Cause: h.ID, Time: f.clock.Wall, Ledger: f.name, Pos: f.pos + 1,
	}, b))
}

// open decodes an event and checks it against its contract. The decoded form stays
// beside the bytes: who looks at the entry that the event becomes needs it again.
func (f *follower) open(m *sim.Message) (*event.Body, bool) {
	b, err := event.View(m.View, m.Body)
	if err == nil && m.View == nil {
		m.View = b
	}
	return b, err == nil && event.Validate(m.Head.Type, b) == nil
}

// replay hands the entries after the snapshot to absorb.
func (f *follower) replay(in *sim.Input, absorb func(*sim.Message, *event.Body)) {
	for i, m := range in.Tail {
		pos := in.Pos - uint64(len(in.Tail)-1-i)
		if pos <= f.pos {
			continue
		}
		b, err := event.View(m.View, m.Body)
		if err != nil {
			panic(fmt.Sprintf("%s cannot read its own ledger at %d: %v", f.name, pos, err))
		}
		f.pos = pos
		absorb(m, b)
	}
	f.pos = in.Pos
}

// save stores a snapshot every few hundred entries. Nothing before it is needed:
// who may read the entries again are witnesses, who have seen them.
func (f *follower) save(pack func() []byte) {
	if f.pos-f.saved < uint64(max(saveEvery, f.size/saveBytes)) {
		return
	}
	state := pack()
	f.saved, f.size = f.pos, len(state)
	f.out.Count("snapshots", 1)
	f.out.Snapshot(f.pos, state, f.pos+1)
}
