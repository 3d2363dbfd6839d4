package outside

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/seal"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Lock is what a vault guards and how it tells who asks.
type Lock struct {
	Ring   *seal.Ring
	Scope  seal.Scope            // of the tokens that it takes back
	Places func(sim.Addr) string // the region that a call comes from, as the network knows it
}

// Vault is the device that holds the keys of a region. It takes tokens back and
// opens sealed values, for callers in its own region and for one purpose alone;
// it witnesses every time that it was asked and what came of it. It never gives a
// key away, and it never crashes.
type Vault struct {
	party
	lock   Lock
	sealer *seal.Sealer
	names  names
}

// NewVault returns the vault of a site.
func NewVault(s *Site, l Lock) *Vault {
	return &Vault{party: newParty("vault", s), lock: l, sealer: l.Ring.Sealer(), names: names{lock: l, region: s.Region}}
}

// Step reacts to one input.
func (v *Vault) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	v.begin(clock, out)
	defer v.end()
	if in.Kind != sim.InCall {
		return
	}
	b, ok := v.read(in)
	if !ok || in.Msg.Head.Type != event.OpenSealed {
		v.reply(in, event.Refused, event.ReasonInvalid)
		return
	}
	v.open(in, b)
}

// Reasons of a vault to stay shut.
const (
	reasonAbroad  = "asked from another region"
	reasonPurpose = "not for this purpose"
	reasonNoName  = "no such token"
	reasonShut    = "does not open"
)

// open answers with the values of what it was given, all or none of an event.
func (v *Vault) open(in *sim.Input, b *event.Body) {
	why := ""
	switch {
	case v.lock.Places(in.From) != v.site.Region:
		why = reasonAbroad
	case in.Msg.Head.Purpose != event.ReturnHome:
		why = reasonPurpose
	}
	r := v.bodies.New()
	r.Status, r.Batch = event.OK, &event.Batch{}
	for i := range b.Batch.Items {
		if it, ok := v.openItem(in, &b.Batch.Items[i], why); ok {
			r.Batch.Items = append(r.Batch.Items, it)
		}
	}
	if len(r.Batch.Items) == 0 {
		v.out.Reach("vault-refused")
		v.reply(in, event.Refused, event.ReasonInvalid)
		return
	}
	v.out.Reach("vault-opened")
	m := v.message(event.OpenSealed, in.Msg.Head.Entity, sim.Restricted, r)
	v.out.Reply(in.From, in.ID, m)
}

// openItem takes back the token of an entity and opens what is sealed with it.
func (v *Vault) openItem(in *sim.Input, it *event.Item, why string) (event.Item, bool) {
	open, number := *it, uint64(0)
	if why == "" {
		var ok bool
		if number, ok = v.names.of(it.Entity); ok {
			open.Entity = event.OrderName(v.site.Region, number)
		} else {
			open.Entity, why = "", reasonNoName
		}
	}
	v.witness(in, it, event.FieldEntity, it.Entity, open.Entity, sim.Confidential, why)
	if why == "" {
		var err error
		if open.Terms, err = v.sealer.Open(it.Terms, seal.Place{Entity: open.Entity, Field: event.FieldTerms, Version: it.Version}); err != nil {
			why = reasonShut
		}
	}
	if why == "" && giverOf(number) > 0 {
		v.out.Reach("vault-opened-filed")
	}
	v.witness(in, it, event.FieldTerms, it.Terms, open.Entity, sim.Confidential, why)
	return open, why == ""
}

var (
	nameAllowed = history.N("allowed")
	nameRefused = history.N("refused")
)

// witness writes down who asked for what, and what came of it. The value is not
// in it, only what hides it.
func (v *Vault) witness(in *sim.Input, it *event.Item, field, hidden, entity string, tier sim.Tier, why string) {
	h := &in.Msg.Head
	r := v.out.Witness(history.KindOpen)
	r.Type, r.Event, r.Op, r.Entity, r.Version = history.N(field), history.N(it.Event), history.N(hidden), history.N(entity), it.Version
	r.Consumer, r.From, r.Purpose, r.Tier = history.N(h.Source), history.N(v.lock.Places(in.From)), history.N(h.Purpose), history.N(tier.String())
	r.Label, r.Reason = nameAllowed, why
	if why != "" {
		r.Label = nameRefused
	}
}
