package pod

import (
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// Dashboard is a read model of everything that happens in a region: how many
// orders are in which state, how many units move. It takes events strictly in
// the order of the owner's ledger, so a watermark is all the memory that
// duplicates need.
type Dashboard struct {
	follower
	turns
	states event.Index[event.State]
	counts [event.States]int64
	units  [3]int64 // received, adjusted, shipped
	burst  burst

	marksLater bool     // planted: the mark is an entry of its own, written later
	unacked    []uint64 // planted: applied, not yet marked
}

// NewDashboard returns the dashboard of a site, before its recovery.
func NewDashboard(site *Site) *Dashboard {
	return &Dashboard{follower: follower{site: site, name: "dashboard/" + site.Region, owner: "pod/" + site.Region}, marksLater: site.Defects.MarkApart(),
		turns: newTurns()}
}

// NewFeed returns an adapter that somebody wired to the bus of a site (planted): it
// reads what a dashboard reads, and nobody owns it.
func NewFeed(site *Site) *Dashboard {
	d := NewDashboard(site)
	d.name = "feed/" + site.Region
	return d
}

// Orders returns how many orders are, or ended, in a state.
func (d *Dashboard) Orders(s event.State) int64 { return d.counts[s] }

// Step reacts to one input.
func (d *Dashboard) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	d.clock, d.out = clock, out
	switch in.Kind {
	case sim.InDeliver:
		if !d.strange(in) {
			d.deliver(in)
		}
	case sim.InTimer:
		d.writeMark()
	case sim.InRecover:
		d.unpack(in.Snapshot)
		d.replay(in, d.absorb)
	}
	if len(d.unacked) == 0 {
		d.save(d.pack)
	}
	d.out = nil
}

func (d *Dashboard) deliver(in *sim.Input) {
	pos := in.Msg.Head.Pos
	v := parked{token: in.Token, msg: in.Msg}
	switch {
	case d.site.Defects.ShedsSilently() && d.burst.backlog(d.clock.Mono) && pos > d.mark:
		d.mark = pos
		d.out.Ack(in.Token)
	case pos <= d.mark && !d.site.Defects.NoDedup():
		d.out.Reach("duplicate-ignored")
		d.out.Count("duplicates_ignored", 1)
		d.out.Ack(in.Token)
	case pos > d.mark+1:
		d.park(v, d.out)
	default:
		for ok := true; ok; v, ok = d.next(d.out) {
			d.apply(v)
		}
	}
}

// apply lets an event take effect, or buries it.
func (d *Dashboard) apply(v parked) {
	d.mark = max(d.mark, v.msg.Head.Pos)
	body, ok := d.open(v.msg)
	if !ok {
		d.bury(v.msg)
		d.out.Term(v.token)
		return
	}
	d.write(v.msg)
	d.take(v.msg.Head.Type, v.msg.Head.Entity, body)
	if d.marksLater {
		d.settleLater(v.token)
		return
	}
	d.out.Ack(v.token)
}

// take counts what an event says.
func (d *Dashboard) take(typ, entity string, b *event.Body) {
	switch typ {
	case event.InventoryReceived:
		d.units[0] += b.Qty
	case event.InventoryAdjusted:
		d.units[1] += b.Qty
	case event.InventoryShipped:
		d.units[2] += b.Qty
	}
	if b.State == event.NoState {
		return
	}
	_, n, _ := event.Number(entity)
	if was, ok := d.states.Get(n); ok {
		d.counts[was]--
	}
	d.counts[b.State]++
	if b.State.Terminal() {
		d.states.Remove(n)
	} else {
		d.states.Set(n, b.State)
	}
}

// absorb replays an entry.
func (d *Dashboard) absorb(m *sim.Message, b *event.Body) {
	switch {
	case m.Head.Type == event.Rejected || m.Head.Type == event.Marked:
		d.mark = max(d.mark, b.Pos)
		return
	case !d.marksLater:
		d.mark = max(d.mark, m.Head.Pos)
	}
	d.take(m.Head.Type, m.Head.Entity, b)
}

func (d *Dashboard) pack() []byte {
	k := &event.Pack{Bytes: make([]byte, 0, 256+4*d.states.Len())}
	k.Uint(d.pos)
	k.Uint(d.mark)
	for _, c := range d.counts {
		k.Int(c)
	}
	for _, u := range d.units {
		k.Int(u)
	}
	numbers := d.states.Numbers()
	slices.Sort(numbers) // so that equal states have equal snapshots
	k.Uint(uint64(len(numbers)))
	last := uint64(0)
	for _, n := range numbers {
		k.Uint(n - last)
		s, _ := d.states.Get(n)
		k.Uint(uint64(s))
		last = n
	}
	return k.Bytes
}

func (d *Dashboard) unpack(snapshot []byte) {
	if snapshot == nil {
		return
	}
	d.out.Reach("snapshot-recovered")
	u := event.NewUnpack(snapshot)
	d.pos = u.Uint()
	d.saved, d.size = d.pos, len(snapshot)
	d.mark = u.Uint()
	for i := range d.counts {
		d.counts[i] = u.Int()
	}
	for i := range d.units {
		d.units[i] = u.Int()
	}
	last := uint64(0)
	for range u.Len() {
		last += u.Uint()
		d.states.Set(last, event.State(u.Uint()))
	}
	if u.Err != nil {
		panic(fmt.Sprintf("%s: %v", d.name, u.Err))
	}
}
