// Package outside is the world outside the system on trial: clients, the
// physical warehouse, the carrier, whoever reads figures, the people who act on a
// region and the notary who keeps the heads of its logs. Each keeps a ledger
// of its own, which is a witness: what was asked and answered, where goods really
// are, what was really shipped.
//
// The parties never crash, share nothing with the system but its messages, and
// misbehave only as the workload says. All chance is counted, never drawn from a
// stream. Start at [Site].
package outside

import (
	"github.com/seatrial/seatrial/reference/credential"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// Site is what the outside parties of a region know from the start. It never
// changes.
type Site struct {
	Region    string
	Elsewhere string // another region, or a name that none has
	Seed      uint64
	Pod       sim.Addr
	Standby   sim.Addr       // takes commands while the pod cannot
	Stands    bool           // there is one
	Issuer    credential.Key // of the credentials that people act with
	Catalog   *event.Catalog
	Demand    *Zipf
	Workload  topology.Workload
	Canaries  []history.Canary // of the region
}

// chance returns the draws of one party for one purpose.
func (s *Site) chance(stream sim.Stream, party string) sim.Chance {
	return sim.Chance{Seed: s.Seed, Stream: stream, Entity: history.Hash(party + "/" + s.Region)}
}

const (
	repeatAfter = 2_000_000_000      // the warehouse and the carrier repeat an unanswered call after this
	forgetAfter = 86_400_000_000_000 // and forget a task they did after this: a day, as partners do
)

// party is what all of them share: making messages, and the step under way.
type party struct {
	name     string
	site     *Site
	bodies   event.Slab[event.Body]
	messages event.Slab[sim.Message]
	ink      event.Ink
	clock    sim.Clock
	out      *sim.Effects
}

func newParty(kind string, s *Site) party { return party{name: kind + "/" + s.Region, site: s} }

// begin starts a step, end ends it.
func (p *party) begin(clock sim.Clock, out *sim.Effects) { p.clock, p.out = clock, out }

func (p *party) end() { p.out = nil }

// message returns a call about an entity.
func (p *party) message(typ, entity string, tier sim.Tier, b *event.Body) *sim.Message {
	m := p.messages.New()
	m.Head = sim.Head{ID: b.Key, Type: typ, Source: p.name, Entity: entity, Region: p.site.Region, Tier: tier, Corr: b.Key, Time: p.clock.Wall}
	m.Body, m.View = p.ink.Body(b), b
	return m
}

// reply answers a call.
func (p *party) reply(in *sim.Input, status, reason string) {
	m := p.messages.New()
	m.Head = in.Msg.Head
	m.Head.Source, m.Head.Time, m.Head.Ledger, m.Head.Pos = p.name, p.clock.Wall, "", 0
	b, body := event.Reply(&p.ink, status, reason)
	m.View, m.Body = b, body
	p.out.Reply(in.From, in.ID, m)
}

// read decodes a call and checks it against its contract.
func (p *party) read(in *sim.Input) (*event.Body, bool) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	return b, err == nil && event.Validate(in.Msg.Head.Type, b) == nil
}

// status reads what a reply says; "" if it says nothing.
func (p *party) status(in *sim.Input) (status, reason string) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || event.ValidateReply(b) != nil {
		return "", ""
	}
	return b.Status, b.Reason
}

// account names a physical account of an article: "shelf/tx/s-0001".
func account(word, region, article string) history.Name {
	return history.N(word + "/" + region + "/" + article)
}
