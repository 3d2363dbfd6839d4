package invariants

import (
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/sim/history"
)

// Policy is I-16: nothing crosses a border that was not decided on first, once,
// by the policy in force.
//
// ALWAYS, for each event that crosses (cross with Source, SourcePos and Fields):
// the edge that sends it has decided on it (decide), before it left; the last
// decision allows it, and every field that left, or the one before it does, which
// was replaced no more than passing_ns ago: in real time what was sent may pass the
// wiretap a while later; where it passes it as it is sent, nothing is replaced in
// between. An edge that stood still (down, pause) sends as it goes on (up) what it had
// decided before. An edge decides once on an event
// under one bundle; again only if a newer one waits or this one is used up, and
// then it only takes back. A decision names a bundle that was published (bundle,
// published), with its hash, allows no field that the contract of that bundle
// does not name, and never an unknown tier.
//
// A bundle that has come is in force within policy_ns of its arrival and of its
// effective instant. It comes within twice that of its publication, and of the end
// of the last fault. What is confidential or above stays at home when the bundle
// is unconfirmed for longer than it may be used, and policy_ns. What loosens is not
// in force before its effective instant, and lets nothing go that a stricter bundle
// keeps which waited behind it. In a region whose clock (clock), or the hub's, is
// off by more than skew_ns, or was within policy_ns before, instants are not judged;
// what was signed by such a clock is unconfirmed since it came, as its age is nowhere
// known.
// What a slow disk keeps (fault, of type slow-disk, with Qty) was decided by up to two
// of its syncs before it is on record, and what an edge had written as it fell (down,
// up) is on record as it comes up.
//
// Each decision and each event that crossed is one evaluation.
var Policy = Promise{
	ID: "I-16", Name: "policy", Mode: Always, Safety: true,
	Title: "Nothing crosses a border without one decision of the policy in force.",
	Sees: history.Of(history.KindBundle, history.KindDecide, history.KindCross, history.KindFault, history.KindDown,
		history.KindUp, history.KindClock),
	Needs: history.Of(history.KindDecide, history.KindCross),
	New:   newPolicy,
}

type policy struct {
	regions map[uint64]bool // with an edge of their own
	gates   table[*gate]
	byEdge  map[uint64][]*gate // by consumer
	sets    fieldSets
	bundles bundles
	decided bool  // there is a witness of decisions
	passing int64 // what was sent passes the wiretap within this, ns
}

func newPolicy(h *history.Header) Checker {
	c := &policy{passing: h.Bounds.PassingNano, regions: make(map[uint64]bool), byEdge: make(map[uint64][]*gate), bundles: newBundles(h)}
	for _, r := range h.Regions {
		c.regions[history.Hash(r)] = r != h.Hub
	}
	return c
}

func (c *policy) See(r *history.Record, out *Result) {
	switch r.Kind {
	case history.KindBundle:
		c.bundles.see(r, out)
	case history.KindFault:
		c.bundles.faults.see(r)
		c.bundles.disks.see(r)
	case history.KindClock:
		c.bundles.clocks.see(r)
	case history.KindDown:
		c.bundles.turn(r)
		for _, g := range c.byEdge[r.Witness.Key] {
			g.fell, g.still = r.Seq, fall{went: r.At}
			if r.Reason != "pause" {
				g.still = fall{}
			}
		}
	case history.KindUp:
		c.bundles.turn(r)
		for _, g := range c.byEdge[r.Witness.Key] {
			g.still.rose = r.At
		}
	case history.KindDecide:
		c.decide(r, out)
	default:
		c.cross(r, out)
	}
}

// gate returns the book of one ledger, destination and purpose.
func (c *policy) gate(r *history.Record) *gate {
	key := join(r.Source.Key, contractKey(0, r.To.Key, r.Purpose.Key))
	if g := c.gates.ref(key); g != nil {
		return *g
	}
	g := &gate{}
	c.gates.put(key, g)
	return g
}

func (c *policy) decide(r *history.Record, out *Result) {
	out.Evaluated++
	c.decided = true
	c.bundles.judge(r, out)
	if r.SourcePos == 0 {
		return // on a request, not on an event
	}
	g := c.gate(r)
	if g.edge.IsZero() {
		g.edge = r.Consumer
		c.byEdge[r.Consumer.Key] = append(c.byEdge[r.Consumer.Key], g)
	}
	v := verdict{bundle: r.Version, ref: refer(r), set: denied, at: r.At}
	if r.Label.Text == "allow" {
		v.set = c.sets.of(r.Fields)
	}
	if old := g.last(r.SourcePos); old != nil && old.set != undecided {
		c.again(old, v, r, out)
	}
	if waits, late := g.decide(r.SourcePos, v); waits != 0 && late {
		out.Breach(r, func() string { return fmt.Sprintf("%s was decided on after it had left", event(r)) }, waits)
	}
}

// again judges a second decision on an event.
func (c *policy) again(old *verdict, v verdict, r *history.Record, out *Result) {
	switch {
	case v.bundle > old.bundle:
	case v.bundle < old.bundle:
		out.Breach(r, func() string {
			return fmt.Sprintf("%s was decided on by bundle %d, and then by the older bundle %d", event(r), old.bundle, v.bundle)
		}, old.ref)
	case c.narrower(v.set, old.set) && c.bundles.changed(r):
	default:
		out.Breach(r, func() string { return fmt.Sprintf("%s was decided on twice under bundle %d", event(r), v.bundle) }, old.ref)
	}
}

// narrower reports whether a decision lets no more go than another.
func (c *policy) narrower(set, old int32) bool {
	return set == denied || old != denied && c.sets.within(set, old)
}

func event(r *history.Record) string {
	return fmt.Sprintf("%s %s at %d of %s, to %s for %q,", r.Type, r.Event, r.SourcePos, r.Source, r.To, r.Purpose)
}

// cross judges an event that leaves a region.
func (c *policy) cross(r *history.Record, out *Result) {
	if len(r.Fields) == 0 || r.From.Key == r.To.Key || !c.regions[r.From.Key] {
		return
	}
	if r.SourcePos == 0 {
		out.Missing = "a crossing names fields and not the event: source and source_pos are missing"
		return
	}
	out.Evaluated++
	g := c.gate(r)
	v := g.last(r.SourcePos)
	switch {
	case v == nil: // decided on too long ago to be remembered
	case v.set == undecided:
		v.ref = refer(r)
	case v.was > undecided && r.At <= g.gone(v)+c.passing && c.sets.within(c.sets.of(r.Fields), v.was):
		// it was on its way when it was decided on again
	case v.set == denied:
		out.Breach(r, func() string { return fmt.Sprintf("%s left, and the decision was to keep it", event(r)) }, v.ref)
	case !c.sets.within(c.sets.of(r.Fields), v.set):
		out.Breach(r, func() string {
			return fmt.Sprintf("%s left with more than the decision allowed: %v, not %v", event(r), r.Fields, c.sets.lists[v.set])
		}, v.ref)
	}
}

// Quiet finds what left and was never decided on.
func (c *policy) Quiet(out *Result) {
	if !c.decided {
		return
	}
	var left []Ref
	c.gates.each(func(_ uint64, g *gate) { left = append(left, g.undecided()...) })
	slices.Sort(left)
	for _, ref := range left {
		out.Breach(nil, func() string { return "an event left that no edge had decided on" }, ref)
	}
}
