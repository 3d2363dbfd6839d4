package invariants

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// bundles is what outside parties published, and where it arrived (I-16).
type bundles struct {
	within int64 // policy_ns
	arrive int64 // arrival_ns
	rules  rulebook
	clocks clocks
	known  map[uint64]*bundle // by version
	newest uint64
	issued recent[publication]
	edges  map[uint64]*shelf // by who decides
	faults inForce
	disks  disks
}

// publication is a bundle signed once.
type publication struct {
	at     int64
	unsure bool // the clock of who signed it was wrong: nobody knows how old it is until it comes
}

// bundle is one published version.
type bundle struct {
	hash      history.Name
	published int64 // for the first time
	effective int64
	ttl       int64
	ref       Ref
}

// shelf is what one edge has.
type shelf struct {
	received  map[uint64]landed // by version: when it first arrived
	confirmed int64             // the latest publication that arrived: when it was published, or came if that is unsure
	force     uint64            // version in force
	before    uint64            // version in force before it
	since     Ref               // when it came into force
	fell      fall
}

// landed is when something came. What is on record at the same instant came in the
// order of the records.
type landed struct {
	at  int64
	ref Ref
}

func newBundles(h *history.Header) bundles {
	return bundles{within: h.Bounds.PolicyNano, arrive: h.Bounds.ArrivalNano, rules: newRulebook(h), clocks: newClocks(h), known: make(map[uint64]*bundle),
		issued: newRecent[publication](h.Bounds.HorizonNano), edges: make(map[uint64]*shelf)}
}

func (b *bundles) edge(name history.Name) *shelf {
	e := b.edges[name.Key]
	if e == nil {
		e = &shelf{received: make(map[uint64]landed)}
		b.edges[name.Key] = e
	}
	return e
}

func (b *bundles) see(r *history.Record, out *Result) {
	switch r.Reason {
	case "published":
		b.issued.remove(r.Op.Key)
		b.issued.add(r.Op.Key, publication{r.At, !b.clocks.right(r)}, r.At)
		if b.known[r.Version] == nil {
			b.known[r.Version] = &bundle{hash: r.Label, published: r.At, effective: r.AsOf, ttl: r.Qty, ref: refer(r)}
			b.newest = max(b.newest, r.Version)
		}
	case "received":
		e := b.edge(r.Consumer)
		if _, ok := e.received[r.Version]; !ok {
			e.received[r.Version] = landed{r.At, refer(r)}
		}
		p, known := b.issued.get(r.Op.Key)
		if known && p.unsure {
			p.at = r.At
		}
		e.confirmed = max(e.confirmed, p.at)
	case "in-force":
		b.inForce(r, out)
	}
}

// inForce judges that a bundle came into force somewhere.
func (b *bundles) inForce(r *history.Record, out *Result) {
	e, k := b.edge(r.Consumer), b.known[r.Version]
	before := e.force
	e.before, e.force, e.since = before, r.Version, refer(r)
	switch {
	case k == nil || k.hash.Key != r.Label.Key:
		out.Breach(r, func() string {
			return fmt.Sprintf("bundle %d with hash %s is in force at %s, and nobody published it", r.Version, r.Label, r.Consumer)
		})
	case r.Version < before:
		out.Breach(r, func() string {
			return fmt.Sprintf("bundle %d came into force at %s after bundle %d", r.Version, r.Consumer, before)
		}, k.ref)
	case before != 0 && r.At < k.effective && b.clocks.right(r) && b.rules.loosens(before, r.Version):
		out.Breach(r, func() string {
			return fmt.Sprintf("bundle %d allows more than bundle %d and is in force at %s %v before its effective instant",
				r.Version, before, r.Consumer, time.Duration(k.effective-r.At))
		}, k.ref)
	}
}

// judge compares a decision with the bundles there are.
func (b *bundles) judge(r *history.Record, out *Result) {
	allow, k, e := r.Label.Text == "allow", b.known[r.Version], b.edge(r.Consumer)
	if len(b.known) > 0 && (k == nil || k.hash.Text != r.Note) {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s was decided on by bundle %d with hash %s, which nobody published", event(r), r.Version, r.Note)
		})
		return
	}
	if allow {
		b.permits(r, out)
	}
	if len(b.known) == 0 {
		return // nobody publishes bundles: the contracts of the header are the policy
	}
	if !b.clocks.right(r) {
		return // further off than was agreed, a clock may be wrong about when
	}
	decided := b.decided(e, r)
	if allow {
		b.usable(k, e, decided, r, out)
		b.minds(e, r, out)
	}
	for v := r.Version + 1; v <= b.newest; v++ {
		if n := b.known[v]; n != nil && b.due(n, v, e, decided) {
			out.Breach(r, func() string {
				return fmt.Sprintf("%s was decided on by bundle %d, and bundle %d had to be in force at %s", event(r), r.Version, v, r.Consumer)
			}, n.ref)
			return
		}
	}
}

// turn notes that an edge went down or came up.
func (b *bundles) turn(r *history.Record) {
	e := b.edges[r.Witness.Key]
	switch {
	case e == nil:
	case r.Reason == "pause": // it writes nothing as it falls
		e.fell = fall{}
	default:
		e.fell.see(r, 0, 0)
	}
}

// decided returns when a decision was made, at the earliest: a slow disk has it on
// record later, and what was written as the edge fell is read as it comes up.
func (b *bundles) decided(e *shelf, r *history.Record) int64 {
	at := r.At - b.disks.late(r.Region, r.At)
	if f := &e.fell; f.up && f.went > 0 && r.At-f.rose <= b.arrive {
		return min(at, f.went)
	}
	return at
}

// usable judges that a bundle is not too old for what it lets go.
func (b *bundles) usable(k *bundle, e *shelf, decided int64, r *history.Record, out *Result) {
	if end := e.confirmed + k.ttl; k.ttl > 0 && decided > end+b.within && sensitive(r.Tier.Text) {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s is %s and was let go by bundle %d, which could not be used for that since %v", event(r), r.Tier, r.Version,
				time.Duration(decided-end))
		}, k.ref)
	}
}

// minds judges that what a bundle newly allows is allowed as well by those that
// waited behind it when it came into force.
func (b *bundles) minds(e *shelf, r *history.Record, out *Result) {
	if e.force != r.Version || e.before == 0 {
		return
	}
	for v := e.force + 1; v <= b.newest; v++ {
		if came, waits := e.received[v]; !waits || came.ref > e.since {
			continue
		}
		for _, f := range r.Fields {
			if !b.rules.allows(e.before, r, f) && !b.rules.allows(v, r, f) {
				out.Breach(r, func() string {
					return fmt.Sprintf("%s may go with %s by bundle %d, and bundle %d, which is stricter, waits at %s", event(r), f, r.Version, v, r.Consumer)
				}, b.known[v].ref)
				return
			}
		}
	}
}

// permits compares what a decision allows with the contract and the tiers.
func (b *bundles) permits(r *history.Record, out *Result) {
	if _, ok := history.ParseTier(r.Tier.Text); !ok {
		out.Breach(r, func() string { return fmt.Sprintf("%s is of tier %q, which is unknown, and may go", event(r), r.Tier) })
		return
	}
	for _, f := range r.Fields {
		if !b.rules.allows(r.Version, r, f) {
			out.Breach(r, func() string {
				return fmt.Sprintf("%s may go with %s, which no contract of bundle %d lets out", event(r), f, r.Version)
			})
			return
		}
	}
}

// due reports whether a newer bundle had to be in force when an edge decided.
func (b *bundles) due(n *bundle, version uint64, e *shelf, decided int64) bool {
	if came, arrived := e.received[version]; arrived {
		return decided > max(n.effective, came.at)+b.within
	}
	return b.faults.none() && decided > max(n.effective, n.published, b.faults.reverted)+2*b.within
}

// changed reports whether an edge had a reason to decide again under the same
// bundle: a newer one waits, or this one may be used up.
func (b *bundles) changed(r *history.Record) bool {
	e, k := b.edge(r.Consumer), b.known[r.Version]
	for v := range e.received {
		if v > r.Version {
			return true
		}
	}
	return k != nil && k.ttl > 0 && (r.At > e.confirmed+k.ttl-b.within || b.clocks.ever)
}

// sensitive reports whether a tier is confidential or above.
func sensitive(name string) bool {
	t, ok := history.ParseTier(name)
	return !ok || t >= history.Confidential
}
