package pod

import (
	"fmt"
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim"
)

// diary is what egress keeps of its own ledger.
type diary struct {
	pos      uint64 // of its last entry
	saved    uint64 // position of the last snapshot
	digester policy.Digester
	verdicts []event.Verdict // of the decision under way; nil = nothing is decided
	leaf     []event.Verdict // memory for verdicts, taken in larger pieces
}

// begun makes room for the verdicts of a decision.
func (e *Egress) begun(n int, decide bool) {
	if !decide {
		e.verdicts = nil
		return
	}
	if len(e.leaf) < n {
		e.leaf = make([]event.Verdict, 4*batchMax)
	}
	e.verdicts = e.leaf[:0:n]
}

// verdict notes what was decided on one event.
func (e *Egress) verdict(m *sim.Message, denied string, fields event.FieldSet) {
	if e.verdicts == nil {
		return
	}
	h := &m.Head
	e.verdicts = append(e.verdicts, event.Verdict{Pos: h.Pos, Event: h.ID, Type: h.Type, Tier: h.Tier.String(),
		Digest: e.digester.Of(h.ID, m.Body), Reason: denied, Fields: fields})
}

// decided appends the decision. What the step sends waits until it is durable.
func (e *Egress) decided(from, until uint64) {
	b := e.bodies.New()
	b.Source, b.Pos = e.ledger, from
	b.Decision = &event.Decision{To: e.site.Hub, Purpose: event.DemandPlanning, Bundle: 1, Until: until, Verdicts: e.verdicts}
	e.leaf = e.leaf[len(e.verdicts):]
	e.verdicts = nil
	e.append(event.Decided, b)
}

func (e *Egress) append(typ string, b *event.Body) {
	e.pos++
	e.out.Append(e.pos, e.message(&sim.Head{ID: e.name + "@" + strconv.FormatUint(e.pos, 10), Type: typ, Source: e.name, Entity: e.name, Region: e.site.Region,
		Tier: sim.Internal, Time: e.clock.Wall, Ledger: e.name, Pos: e.pos}, b))
}

// recover rebuilds from snapshot and tail which batches may be unanswered.
func (e *Egress) recover(in *sim.Input) {
	if in.Snapshot != nil {
		e.out.Reach("snapshot-recovered")
		e.unpack(in.Snapshot)
	}
	for i, m := range in.Tail {
		if in.Pos-uint64(len(in.Tail)-1-i) <= e.pos {
			continue
		}
		b, err := event.View(m.View, m.Body)
		if err != nil {
			panic(fmt.Sprintf("%s cannot read its own ledger: %v", e.name, err))
		}
		e.absorb(m.Head.Type, b)
	}
	e.pos = in.Pos
}

// absorb takes an entry in. How many batches may be unanswered is bounded, so the
// oldest are answered.
func (e *Egress) absorb(typ string, b *event.Body) {
	if typ != event.Decided {
		return
	}
	e.remember(batch{from: b.Pos, until: b.Decision.Until})
}

func (e *Egress) remember(b batch) {
	if e.sent.Len() == batchesOpen {
		e.sent.Pop()
		e.blank--
	}
	e.sent.Push(b)
	e.blank++
}

// save stores a snapshot every few hundred entries.
func (e *Egress) save() {
	if e.pos-e.saved < saveEvery {
		return
	}
	e.saved = e.pos
	e.out.Count("snapshots", 1)
	e.out.Snapshot(e.pos, e.pack(), e.pos+1)
}

func (e *Egress) pack() []byte {
	k := &event.Pack{}
	k.Uint(e.pos)
	k.Uint(uint64(e.sent.Len()))
	for i := range e.sent.Len() {
		k.Uint(e.sent.At(i).from)
		k.Uint(e.sent.At(i).until)
	}
	return k.Bytes
}

func (e *Egress) unpack(snapshot []byte) {
	u := event.NewUnpack(snapshot)
	e.pos = u.Uint()
	e.saved = e.pos
	for range u.Len() {
		e.remember(batch{from: u.Uint(), until: u.Uint()})
	}
	if u.Err != nil {
		panic(fmt.Sprintf("%s: %v", e.name, u.Err))
	}
}
