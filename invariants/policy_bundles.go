package invariants

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// bundles is what outside parties published, and where it arrived (I-16).
type bundles struct {
	within    int64 // policy_ns
	known     map[uint64]*bundle
	newest    uint64
	allowed   map[uint64]map[string]string // by contract of a bundle: how each field may go
	ruled     map[uint64]bool              // bundles whose contracts the header has
	keys      map[uint64][]uint64          // contracts of a bundle, in the order of the header
	received  map[uint64]map[uint64]int64  // by consumer and bundle: when it arrived
	force     map[uint64]uint64            // by consumer: the bundle in force
	active    map[uint64]bool              // faults
	disturbed int64                        // when the last fault ended
}

// bundle is one published version.
type bundle struct {
	hash      history.Name
	published int64
	effective int64
	ttl       int64
	ref       Ref
}

func newBundles(h *history.Header) bundles {
	b := bundles{within: h.Bounds.PolicyNano, known: make(map[uint64]*bundle), allowed: make(map[uint64]map[string]string),
		ruled: make(map[uint64]bool), keys: make(map[uint64][]uint64), received: make(map[uint64]map[uint64]int64),
		force: make(map[uint64]uint64), active: make(map[uint64]bool)}
	b.rule(0, h.Contracts)
	for _, p := range h.Policies {
		b.rule(p.Version, p.Contracts)
	}
	return b
}

// rule enters the contracts of a bundle.
func (b *bundles) rule(version uint64, contracts []history.Contract) {
	b.ruled[version] = true
	for _, k := range contracts {
		route := contractKey(history.Hash(k.Type), history.Hash(k.To), history.Hash(k.Purpose))
		fields := b.allowed[join(version, route)]
		if fields == nil {
			fields = make(map[string]string)
			b.allowed[join(version, route)] = fields
			b.keys[version] = append(b.keys[version], route)
		}
		for _, f := range k.Fields {
			if f.How != "drop" {
				fields[f.Name] = f.How
			}
		}
	}
}

// rules returns the number under which the header has the contracts of a bundle;
// contracts without a number are those of every bundle.
func (b *bundles) rules(version uint64) uint64 {
	if b.ruled[version] {
		return version
	}
	return 0
}

func (b *bundles) fault(r *history.Record) {
	switch r.Reason {
	case "injected":
		b.active[r.Event.Key] = true
	case "reverted":
		delete(b.active, r.Event.Key)
		b.disturbed = r.At
	}
}

func (b *bundles) see(r *history.Record, out *Result) {
	switch r.Reason {
	case "published":
		b.known[r.Version] = &bundle{hash: r.Label, published: r.At, effective: r.AsOf, ttl: r.Qty, ref: refer(r)}
		b.newest = max(b.newest, r.Version)
	case "received":
		if b.received[r.Consumer.Key] == nil {
			b.received[r.Consumer.Key] = make(map[uint64]int64)
		}
		if _, ok := b.received[r.Consumer.Key][r.Version]; !ok {
			b.received[r.Consumer.Key][r.Version] = r.At
		}
	case "in-force":
		b.inForce(r, out)
	}
}

// inForce judges that a bundle came into force somewhere.
func (b *bundles) inForce(r *history.Record, out *Result) {
	before := b.force[r.Consumer.Key]
	b.force[r.Consumer.Key] = r.Version
	k := b.known[r.Version]
	switch {
	case k == nil || k.hash.Key != r.Label.Key:
		out.Breach(r, func() string {
			return fmt.Sprintf("bundle %d with hash %s is in force at %s, and nobody published it", r.Version, r.Label, r.Consumer)
		})
	case r.Version < before:
		out.Breach(r, func() string {
			return fmt.Sprintf("bundle %d came into force at %s after bundle %d", r.Version, r.Consumer, before)
		}, k.ref)
	case before != 0 && r.At < k.effective && b.loosens(before, r.Version):
		out.Breach(r, func() string {
			return fmt.Sprintf("bundle %d allows more than bundle %d and is in force at %s %v before its effective instant",
				r.Version, before, r.Consumer, time.Duration(k.effective-r.At))
		}, k.ref)
	}
}

// loosens reports whether a bundle lets something go that another keeps, or in a
// plainer form.
func (b *bundles) loosens(from, to uint64) bool {
	from, to = b.rules(from), b.rules(to)
	for _, key := range b.keys[to] {
		before := b.allowed[join(from, key)]
		for field, how := range b.allowed[join(to, key)] {
			if was, ok := before[field]; !ok || was != how && how == "clear" {
				return true
			}
		}
	}
	return false
}

// judge compares a decision with the bundles there are.
func (b *bundles) judge(r *history.Record, out *Result) {
	allow := r.Label.Text == "allow"
	if allow {
		b.permits(r, out)
	}
	if len(b.known) == 0 {
		return // nobody outside publishes bundles: the contracts of the header are the policy
	}
	k := b.known[r.Version]
	if k == nil || k.hash.Text != r.Note {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s was decided on by bundle %d with hash %s, which nobody published", event(r), r.Version, r.Note)
		})
		return
	}
	if end := max(k.published, k.effective) + k.ttl + b.within; allow && k.ttl > 0 && r.At > end && sensitive(r.Tier.Text) {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s is %s and was let go by bundle %d %v after it could no longer be used", event(r), r.Tier, r.Version,
				time.Duration(r.At-end+b.within))
		}, k.ref)
	}
	for v := r.Version + 1; v <= b.newest; v++ {
		if n := b.known[v]; n != nil && b.due(n, v, r) {
			out.Breach(r, func() string {
				return fmt.Sprintf("%s was decided on by bundle %d, and bundle %d had to be in force at %s", event(r), r.Version, v, r.Consumer)
			}, n.ref)
			return
		}
	}
}

// permits compares what a decision allows with the contract and the tiers.
func (b *bundles) permits(r *history.Record, out *Result) {
	if _, ok := tierOf(r.Tier.Text); !ok {
		out.Breach(r, func() string { return fmt.Sprintf("%s is of tier %q, which is unknown, and may go", event(r), r.Tier) })
		return
	}
	fields := b.allowed[join(b.rules(r.Version), contractKey(r.Type.Key, r.To.Key, r.Purpose.Key))]
	for _, f := range r.Fields {
		if _, ok := fields[f]; !ok {
			out.Breach(r, func() string {
				return fmt.Sprintf("%s may go with %s, which no contract of bundle %d lets out", event(r), f, r.Version)
			})
			return
		}
	}
}

// due reports whether a newer bundle had to be in force when an edge decided.
func (b *bundles) due(n *bundle, version uint64, r *history.Record) bool {
	if at, arrived := b.received[r.Consumer.Key][version]; arrived {
		return r.At > max(n.effective, at)+b.within
	}
	return len(b.active) == 0 && r.At > max(n.effective, n.published, b.disturbed)+2*b.within
}

var tiers = []string{"public", "internal", "confidential", "regulated", "restricted"}

// tierOf returns the place of a tier, lowest first.
func tierOf(name string) (int, bool) {
	for i, t := range tiers {
		if t == name {
			return i, true
		}
	}
	return 0, false
}

// sensitive reports whether a tier is confidential or above.
func sensitive(name string) bool {
	i, ok := tierOf(name)
	return !ok || i >= 2
}
