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
	pos       uint64 // of its last entry
	saved     uint64 // position of the last snapshot
	digester  policy.Digester
	verdicts  []event.Verdict // of the decision under way; nil = nothing is decided
	leaf      []event.Verdict // memory for verdicts, taken in larger pieces
	strangers []uint64        // what strangers sent that was decided on lately
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
func (e *Egress) verdict(m *sim.Message, tier sim.Tier, denied string, fields event.FieldSet) {
	if e.verdicts == nil {
		return
	}
	h := &m.Head
	e.verdicts = append(e.verdicts, event.Verdict{Pos: h.Pos, Event: h.ID, Type: h.Type, Tier: tier.String(),
		Digest: e.digester.Of(h.ID, m.Body), Reason: denied, Fields: fields})
}

// decided appends the decision. What the step sends waits until it is durable.
func (e *Egress) decided(s stance, from, until uint64) {
	b := e.bodies.New()
	b.Source, b.Pos = e.ledger, from
	b.Decision = &event.Decision{To: e.outlet.to, Purpose: e.outlet.purpose, Bundle: s.version, Hash: e.force.Hash,
		Minds: s.minds, Expired: s.expired, Until: until, Verdicts: e.verdicts}
	e.leaf = e.leaf[len(e.verdicts):]
	e.verdicts = nil
	e.append(event.Decided, b)
}

func (e *Egress) append(typ string, b *event.Body) {
	e.pos++
	e.out.Append(e.pos, e.message(&sim.Head{ID: e.name + "@" + strconv.FormatUint(e.pos, 10), Type: typ, Source: e.name, Entity: e.name,
		Region: e.site.Region, Tier: sim.Internal, Time: e.clock.Wall, Ledger: e.name, Pos: e.pos}, b))
}

// reply answers a call.
func (e *Egress) reply(in *sim.Input, status, reason string) {
	h := &in.Msg.Head
	m := e.passing.New()
	m.Head = sim.Head{ID: h.ID, Type: h.Type, Source: e.name, Entity: h.Entity, Region: e.site.Region, Tier: sim.Internal,
		Corr: h.Corr, Time: e.clock.Wall, Purpose: h.Purpose}
	m.View, m.Body = event.Reply(&e.ink, status, reason)
	e.out.Reply(in.From, in.ID, m)
}

// recover rebuilds from snapshot and tail which bundles there are, and which
// batches may be unanswered.
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
		e.absorb(&m.Head, b)
	}
	e.pos = in.Pos
	e.enforce()
}

// absorb takes an entry in. How many batches may be unanswered is bounded, so the
// oldest are answered.
func (e *Egress) absorb(h *sim.Head, b *event.Body) {
	switch d := b.Decision; {
	case h.Type == event.BundleTaken:
		e.reshelve(publication{Bundle: b.Bundle, came: h.Time})
	case h.Type == event.BundleInForce:
		e.shelf.Resume(b.Bundle.Version)
		e.enter(b.Bundle.Version)
	case h.Type != event.Decided:
	case b.Source == e.ledger:
		e.remember(batch{from: b.Pos, until: d.Until, under: stance{version: d.Bundle, minds: d.Minds, expired: d.Expired}})
	default:
		e.remind(strangerKey(b.Source, d.Verdicts[0]))
	}
}

// reshelve takes a bundle again that was taken before a restart: it is as old as it
// was.
func (e *Egress) reshelve(b publication) {
	if _, err := e.take(b.Signed, b.came); err != nil {
		panic(fmt.Sprintf("%s cannot take bundle %d of its own ledger: %v", e.name, b.Version, err))
	}
}

// remember notes a batch of an earlier life, in place of what was decided on it
// before.
func (e *Egress) remember(b batch) {
	for i := range e.sent.Len() {
		if old := e.sent.At(i); old.from <= b.from && b.until <= old.until {
			*old = b
			return
		}
	}
	if e.sent.Len() == batchesOpen {
		e.sent.Pop()
		e.blank--
	}
	e.sent.Push(b)
	e.blank++
}

// decisionsKept is how many entries stand between two snapshots: each holds the
// verdicts on a batch, and a snapshot little more than the policy.
const decisionsKept = 64

// save stores a snapshot now and then.
func (e *Egress) save() {
	if e.pos-e.saved < decisionsKept {
		return
	}
	e.saved = e.pos
	e.out.Count("snapshots", 1)
	e.out.Snapshot(e.pos, e.pack(), e.pos+1)
}

func (e *Egress) pack() []byte {
	k := &event.Pack{}
	k.Uint(e.pos)
	e.packRules(k)
	k.Uint(uint64(e.sent.Len()))
	for i := range e.sent.Len() {
		b := e.sent.At(i)
		k.Uint(b.from)
		k.Uint(b.until)
		k.Uint(b.under.version)
		k.Uint(b.under.minds)
		k.Uint(flag(b.under.expired))
	}
	k.Uint(uint64(len(e.strangers)))
	for _, key := range e.strangers {
		k.Uint(key)
	}
	return k.Bytes
}

func (e *Egress) packRules(k *event.Pack) {
	version := uint64(0)
	if e.force != nil {
		version = e.force.Version
	}
	k.Uint(e.before)
	k.Uint(version)
	k.Uint(uint64(len(e.signed)))
	for _, b := range e.signed {
		k.Uint(b.Version)
		k.Text(b.Signed)
		k.Int(b.came)
	}
}

func flag(on bool) uint64 {
	if on {
		return 1
	}
	return 0
}

func (e *Egress) unpack(snapshot []byte) {
	u := event.NewUnpack(snapshot)
	e.pos = u.Uint()
	e.saved = e.pos
	e.unpackRules(u)
	for range u.Len() {
		b := batch{from: u.Uint(), until: u.Uint()}
		b.under = stance{version: u.Uint(), minds: u.Uint(), expired: u.Uint() == 1}
		e.remember(b)
	}
	for range u.Len() {
		e.remind(u.Uint())
	}
	if u.Err != nil {
		panic(fmt.Sprintf("%s: %v", e.name, u.Err))
	}
}

// unpackRules puts the bundles back: what was in force before comes first, as a
// loosening minds what waits behind it.
func (e *Egress) unpackRules(u *event.Unpack) {
	before, version := u.Uint(), u.Uint()
	var later []publication
	for range u.Len() {
		b := publication{Bundle: &event.Bundle{Version: u.Uint(), Signed: u.Text()}, came: u.Int()}
		if b.Version > before {
			later = append(later, b)
			continue
		}
		e.reshelve(b)
	}
	e.shelf.Resume(before)
	e.enter(before)
	for _, b := range later {
		e.reshelve(b)
	}
	e.shelf.Resume(version)
	e.enter(version)
	e.before = before
}
