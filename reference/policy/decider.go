// Package policy decides what may leave a region: which events, which of their
// fields, and how (in the clear, as a keyed token, or sealed). Bundles are compiled
// when they are loaded, so the hot path looks up and never interprets. What no contract names stays at home.
//
// It never sends anything, reads no clock and decides the same for the same
// contract and event in every region; only tokens differ, as each region has a
// key of its own. Start at [Compile].
package policy

import (
	"slices"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

// Reasons why an event, or a field of it, stays at home.
const (
	ReasonNoContract        = "no contract lets this type go to this destination for this purpose"
	ReasonNoField           = "the contract lets no field go"
	ReasonUnknownTier       = "the tier is unknown"
	ReasonUnknownRegulation = "a regulation is unknown"
	ReasonUnknownRegion     = "the destination is no region that is known"
	ReasonNoBundle          = "no policy is in force"
	ReasonExpired           = "the policy is older than its time to live"
	ReasonPurpose           = "the field may not be used for this purpose outside of its home"
	ReasonResidency         = "the tier may not lie there"
	ReasonProcessing        = "the tier may not be used there for this purpose"
	ReasonUnreadable        = "it cannot be read"
)

// Decider is a bundle compiled for the edge of one region. Decisions are pure:
// same bundle and same query, same answer in every region. It is not safe for
// concurrent use, as it remembers the tokens it made.
type Decider struct {
	Name    string
	Version uint64
	Hash    string

	region      string
	regions     []string
	regulations []string
	ttl         int64
	routes      []*route // few; searched in order
}

// route is everything that is agreed for one destination and purpose.
type route struct {
	to      string
	purpose string
	rules   map[string]*Rule // by event type; looked up, never ranged over
	tokens  tokens
}

// Rule is the compiled contract of one event type on one route.
type Rule struct {
	ways   [fieldCount]way  // how each field goes; zero = not at all
	tiers  [fieldCount]Tier // of each field that goes
	names  []string         // of the fields that go
	went   Tier             // join of the tiers of the fields that go
	whole  Tier             // join of the tiers of all fields of the type
	clear  []field
	token  []field
	sealed []field
	tokens *tokens // of the route
}

// Query is what an edge asks: may this go there?
type Query struct {
	Type        string
	To          string
	Purpose     string
	Tier        Tier     // as the message is labelled; 0 = the label is unknown
	Regulations []string // as the message is labelled
	Age         int64    // ns since the authority confirmed the bundle
}

// Decision is the answer.
type Decision struct {
	Allow  bool
	Reason string // why not; "" = it may go
	Tier   Tier   // of what would go: the join of its fields, or the label if that says more than the catalogue
	Rule   *Rule  // how its fields go; nil = it does not
}

// Compile returns the decider of a bundle at a place. It refuses what [Check]
// refuses. A field that its contract lets go and its tier does not is left out:
// residency, processing and purpose win over the contract.
func Compile(b *Bundle, at Place, key Key) (*Decider, error) {
	if err := Check(b); err != nil {
		return nil, err
	}
	d := &Decider{Name: b.Name, Version: b.Version, Hash: b.Hash, region: at.Region, regions: at.Regions,
		regulations: b.Regulations, ttl: b.TTLNano}
	if d.Hash == "" {
		d.Hash = b.Digest()
	}
	for _, c := range b.Contracts {
		r := d.route(c.To, c.Purpose)
		if r == nil {
			r = &route{to: c.To, purpose: c.Purpose, rules: map[string]*Rule{}, tokens: newTokens(key, c.To, c.Purpose)}
			d.routes = append(d.routes, r)
		}
		r.rules[c.Type] = compileRule(b, c, at.Region, &r.tokens)
	}
	return d, nil
}

func compileRule(b *Bundle, c history.Contract, home string, t *tokens) *Rule {
	r := &Rule{tokens: t, whole: TierOf(b, c.Type)}
	for _, f := range c.Fields {
		id, _ := fieldOf(f.Name)
		how, _ := parseWay(f.How)
		class, _ := classOf(b, c.Type, f.Name)
		if how == wayDrop || mayCross(b, class, how, home, c.To, c.Purpose) != "" {
			continue
		}
		tier, _ := history.ParseTier(class.Tier)
		r.ways[id], r.tiers[id] = how, tier
	}
	r.settle()
	return r
}

// settle derives what is looked up from how each field goes.
func (r *Rule) settle() {
	for id, how := range r.ways {
		f := field(id)
		switch how {
		case wayClear:
			r.clear = append(r.clear, f)
		case wayToken:
			r.token = append(r.token, f)
		case waySealed:
			r.sealed = append(r.sealed, f)
		default:
			continue
		}
		r.names = append(r.names, fieldNames[id])
		r.went = r.went.Join(r.tiers[id])
	}
}

// Fields lists the names of the fields that go, in their fixed order. The
// caller must not change them.
func (r *Rule) Fields() []string { return r.names }

// How returns the way in which a field goes, [Drop] if it does not.
func (r *Rule) How(name string) string {
	if id, ok := fieldOf(name); ok && r.ways[id] != 0 {
		return wayNames[r.ways[id]]
	}
	return Drop
}

func (d *Decider) route(to, purpose string) *route {
	for _, r := range d.routes {
		if r.to == to && r.purpose == purpose {
			return r
		}
	}
	return nil
}

// Decide answers a query. It is total: whatever is asked, the answer is to let
// it go by a rule, or not and why. It allocates nothing.
func (d *Decider) Decide(q *Query) Decision {
	switch {
	case !q.Tier.Known():
		return Decision{Reason: ReasonUnknownTier}
	case !d.knows(q.Regulations):
		return Decision{Reason: ReasonUnknownRegulation, Tier: q.Tier}
	case !slices.Contains(d.regions, q.To):
		return Decision{Reason: ReasonUnknownRegion, Tier: q.Tier}
	}
	var rule *Rule
	if r := d.route(q.To, q.Purpose); r != nil {
		rule = r.rules[q.Type]
	}
	if rule == nil {
		return Decision{Reason: ReasonNoContract, Tier: q.Tier}
	}
	tier := rule.went
	if q.Tier > rule.whole {
		tier = q.Tier // the producer knows of something that the catalogue does not
	}
	switch {
	case len(rule.names) == 0:
		return Decision{Reason: ReasonNoField, Tier: q.Tier}
	case tier >= history.Confidential && q.Age > d.ttl:
		return Decision{Reason: ReasonExpired, Tier: tier}
	}
	return Decision{Allow: true, Tier: tier, Rule: rule}
}

func (d *Decider) knows(regulations []string) bool {
	for _, r := range regulations {
		if !slices.Contains(d.regulations, r) {
			return false
		}
	}
	return true
}

// Fill fills it with what may leave of ev by the rule. The envelope (position,
// id, epoch, cause) goes with every event that goes at all.
func (r *Rule) Fill(ev *Event, it *event.Item) {
	*it = event.Item{Pos: ev.Pos, Event: ev.ID, Epoch: ev.Epoch, Cause: ev.Cause}
	for _, f := range r.clear {
		f.copy(ev, it)
	}
	for _, f := range r.token {
		f.tokenise(ev, it, r.tokens)
	}
	for _, f := range r.sealed {
		f.seal(ev, it, r.tokens)
	}
}
