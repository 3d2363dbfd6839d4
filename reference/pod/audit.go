package pod

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

const (
	stretchMax   = 256           // events of one entry
	stretchAfter = 20_000_000    // until a shorter one is written
	anchorAfter  = 500_000_000   // between two heads that the notary is given
	anchorAgain  = 1_000_000_000 // until one without an answer is given again
	stretchLate  = 250_000_000   // until a stretch is written with a planted defect
)

// Timers of the audit log.
const (
	timerStretch = iota + 1
	timerAnchor
)

// Audit keeps the chained log of a region: a link for every decision that has to
// be explained later, each with the hash of the one before it (I-21). It takes
// events strictly in the order of the owner's ledger, so that a gap shows, writes
// a stretch of them as one entry and acknowledges them only when that is durable.
// Now and then it gives the head of the chain to a notary outside, so that a tail
// that is cut off shows, too. It is on nobody's path: the pod never waits for it.
type Audit struct {
	follower
	ledger   string
	notary   sim.Addr
	turns             // mark is the last position taken
	written  uint64   // last position on record
	before   string   // hash of the last link on record
	count    uint64   // links
	stretch  []byte   // before, and for each link that is not on record its text and its hash
	ends     []int    // where each of these ends in stretch
	tokens   []uint64 // of deliveries that the stretch answers
	armed    bool     // the stretch timer is set
	asked    bool     // the anchor timer is set
	anchored uint64   // links that the notary knows of

	writesLater bool // planted: acknowledged first, written later
}

// NewAudit returns the audit log of a site, before its recovery.
func NewAudit(site *Site) *Audit {
	return &Audit{follower: follower{site: site, name: "audit/" + site.Region}, ledger: "pod/" + site.Region, notary: site.Notary,
		turns: newTurns(), writesLater: site.Defects.AuditsLater()}
}

// Step reacts to one input.
func (a *Audit) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	a.clock, a.out = clock, out
	switch in.Kind {
	case sim.InDeliver:
		a.deliver(parked{token: in.Token, msg: in.Msg})
	case sim.InTimer:
		a.timer(in.ID)
	case sim.InReply:
		a.anchored = max(a.anchored, in.ID)
	case sim.InRecover:
		a.unpack(in.Snapshot)
		a.replay(in, a.absorb)
		a.mark = a.written
		a.anchorSoon(anchorAfter)
	}
	a.out = nil
}

func (a *Audit) timer(id uint64) {
	if id == timerStretch {
		a.armed = false
		a.writeStretch()
		return
	}
	a.asked = false
	a.anchor()
}

func (a *Audit) deliver(v parked) {
	pos := v.msg.Head.Pos
	switch {
	case v.msg.Head.Ledger != a.ledger || pos == 0:
		a.out.Reach("audit-refused")
		a.out.Term(v.token)
	case pos <= a.written:
		a.out.Reach("duplicate-ignored")
		a.out.Count("duplicates_ignored", 1)
		a.out.Ack(v.token)
	case pos <= a.mark: // of the stretch: it is acknowledged with it
		a.tokens = append(a.tokens, v.token)
	case pos > a.mark+1 && !a.writesLater:
		a.park(v, a.out)
	default:
		for ok := true; ok; v, ok = a.next(a.out) {
			a.take(v)
		}
	}
}

// take adds an event to the stretch.
func (a *Audit) take(v parked) {
	a.mark = v.msg.Head.Pos
	if event.Linked(v.msg.Head.Type) {
		a.link(v.msg)
	}
	if a.writesLater {
		a.out.Ack(v.token)
	} else {
		a.tokens = append(a.tokens, v.token)
	}
	switch {
	case len(a.tokens) >= stretchMax:
		a.writeStretch()
	case !a.armed:
		a.armed = true
		after := int64(stretchAfter)
		if a.writesLater {
			after = stretchLate
		}
		a.out.Timer(timerStretch, after)
	}
}

// link chains what an event says to what was said before. An event that cannot
// be read is on record by its digest.
func (a *Audit) link(m *sim.Message) {
	h := &m.Head
	f := event.Fact{Pos: h.Pos, Event: h.ID, Type: h.Type, Entity: h.Entity, Version: h.Version, Cause: h.Cause, Op: h.Corr, Time: h.Time}
	if b, ok := a.open(m); ok {
		f.Line, f.State, f.SKU, f.Qty = b.Line, b.State, b.SKU, b.Qty
		if b.Line > 0 {
			f.State = b.LineState
		}
		if b.Access != nil {
			f.Note = noteOf(b.Access)
		}
	}
	last := len(a.stretch) - event.SumLen // the hash before stands in front of the text
	if len(a.ends) == 0 {
		a.stretch, last = append(a.stretch[:0], a.before...), 0
	}
	a.stretch = f.AppendTextOf(a.stretch, m.Body)
	a.stretch = event.AppendSum(a.stretch, a.stretch[last:])
	a.count++
	a.ends = append(a.ends, len(a.stretch))
}

// links returns those of the stretch. All their texts are parts of one.
func (a *Audit) links() []event.Link {
	if len(a.ends) == 0 {
		return nil
	}
	all, from := string(a.stretch), len(a.before)
	out := make([]event.Link, len(a.ends))
	for i, end := range a.ends {
		out[i] = event.Link{Text: all[from : end-event.SumLen], Hash: all[end-event.SumLen : end]}
		from = end
	}
	return out
}

// noteOf says in one line who wanted what, and what became of it.
func noteOf(x *event.Access) string {
	note := fmt.Sprintf("%s as %s of %s: %s %s: %s by %s", cmp.Or(x.Subject, "nobody"), cmp.Or(x.Role, "nothing"), cmp.Or(x.Home, "nowhere"),
		x.Action, x.On, x.Verdict, x.Rules)
	if x.Approver != "" {
		note += ", approved by " + x.Approver
	}
	return note + ", because: " + x.Why
}

// writeStretch puts the stretch on record.
func (a *Audit) writeStretch() {
	if a.mark == a.written {
		return
	}
	first, links := a.count+1-uint64(len(a.ends)), a.links()
	b := a.bodies.New()
	b.Source, b.Pos = a.ledger, a.written+1
	b.Trail = &event.Trail{Until: a.mark, First: first, Links: links, Before: a.before}
	a.write(a.message(&sim.Head{ID: a.name + "#" + strconv.FormatUint(a.pos+1, 10), Type: event.Audited, Source: a.name, Entity: a.name,
		Region: a.site.Region, Tier: sim.Confidential, Time: a.clock.Wall, Ledger: a.name, Pos: a.pos + 1}, b))
	a.written = a.mark
	if n := len(links); n > 0 {
		a.before = strings.Clone(links[n-1].Hash) // not the stretch with it
	}
	for _, t := range a.tokens {
		a.out.Ack(t)
	}
	a.ends, a.tokens = a.ends[:0], a.tokens[:0]
	a.anchorSoon(anchorAfter)
	a.save(a.pack)
}

// anchorSoon lets the notary be given the head, if it does not have it.
func (a *Audit) anchorSoon(after int64) {
	if !a.asked && a.anchored < a.count {
		a.asked = true
		a.out.Timer(timerAnchor, after)
	}
}

// anchor gives the notary the head as it is on record.
func (a *Audit) anchor() {
	n := a.count - uint64(len(a.ends))
	if n > a.anchored {
		b := a.bodies.New()
		b.Key, b.Source, b.Pos, b.Reason = a.name+"/"+strconv.FormatUint(n, 10), a.name, n, a.before
		a.out.Call(a.notary, n, a.message(&sim.Head{ID: b.Key, Type: event.AnchorHead, Source: a.name, Entity: a.name, Region: a.site.Region,
			Tier: sim.Internal, Corr: b.Key, Time: a.clock.Wall}, b))
	}
	a.anchorSoon(anchorAgain)
}

// absorb takes in an entry, when it is replayed.
func (a *Audit) absorb(_ *sim.Message, b *event.Body) {
	a.written = b.Trail.Until
	if n := len(b.Trail.Links); n > 0 {
		a.count, a.before = b.Trail.First+uint64(n)-1, b.Trail.Links[n-1].Hash
	}
}

func (a *Audit) pack() []byte {
	k := &event.Pack{}
	k.Uint(a.pos)
	k.Uint(a.written)
	k.Uint(a.count)
	k.Text(a.before)
	return k.Bytes
}

func (a *Audit) unpack(snapshot []byte) {
	if snapshot == nil {
		return
	}
	a.out.Reach("snapshot-recovered")
	u := event.NewUnpack(snapshot)
	a.pos, a.written, a.count, a.before = u.Uint(), u.Uint(), u.Uint(), u.Text()
	a.saved, a.size = a.pos, len(snapshot)
	if u.Err != nil {
		panic(fmt.Sprintf("%s: %v", a.name, u.Err))
	}
}
