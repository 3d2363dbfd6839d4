package pod

import (
	"encoding/base64"
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

const (
	parkedMax = 512           // events a consumer keeps back because something before them is missing
	nakAfter  = 1_000_000_000 // until an event beyond that is offered again
)

// follower is what the read models share: a ledger of their own, in which they
// write what they applied and what they decided against.
type follower struct {
	site  *Site
	name  string
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

// write appends an entry about an event of another ledger. The header is that
// of the event, as far as it speaks of the event.
func (f *follower) write(typ string, m *sim.Message, b *event.Body) {
	h := &m.Head
	b.Source, b.Type, b.Cause, b.Pos = h.Ledger, h.Type, h.Cause, h.Pos
	if err := event.Validate(typ, b); err != nil {
		panic(fmt.Sprintf("%s produces a wrong entry: %v", f.name, err))
	}
	f.pos++
	f.out.Append(f.pos, f.message(sim.Head{
		ID: h.ID, Type: typ, Source: f.name, Entity: h.Entity, Version: h.Version, Epoch: h.Epoch, Region: h.Region, Tier: h.Tier,
		Corr: h.Corr, Cause: h.ID, Time: f.clock.Wall, Ledger: f.name, Pos: f.pos,
	}, b))
}

// bury writes a dead letter: an event that breaks its contract and always will.
// It keeps the original, and stays in its region and tier.
func (f *follower) bury(m *sim.Message) {
	f.out.Reach("dead-letter")
	if m.Head.Ledger == "" || m.Head.Pos == 0 {
		f.out.Count("letters_without_origin", 1)
		return
	}
	b := f.bodies.New()
	b.Reason, b.Original = history.ReasonDeadLetter, base64.StdEncoding.EncodeToString(m.Body)
	f.write(event.Rejected, m, b)
}

// open decodes an event and checks it against its contract.
func (f *follower) open(m *sim.Message) (*event.Body, bool) {
	b, err := event.View(m.View, m.Body)
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
