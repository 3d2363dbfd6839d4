package scenarios

import (
	"cmp"
	"slices"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// Failover says who takes the commands of a region that cannot, and which regions'
// policy lets nobody else.
type Failover struct {
	history.Failover
	Home []string // regions whose orders stay at home

	// The scenarios that have shown that what is taken elsewhere comes home, by what is
	// taken; nothing is that no scenario has.
	Orders, Cancellations string
}

// HandsChanged is the type of the event that somebody else takes the commands of a
// region.
const HandsChanged = "HandsChanged"

// RenewLease is the type of the call by which the owner of a region asks for its lease.
const RenewLease = "RenewLease"

// unproved stands for no scenario.
const unproved = "none"

// capabilities are what may fail over: the type of command, and its proof.
func (f *Failover) capabilities() []struct{ key, command, proof string } {
	return []struct{ key, command, proof string }{{"orders", "PlaceOrder", f.Orders}, {"cancellations", "CancelOrder", f.Cancellations}}
}

// commands lists the types of commands that a standby may take.
func (f *Failover) commands() []string {
	var out []string
	for _, c := range f.capabilities() {
		if c.proof != unproved {
			out = append(out, c.command)
		}
	}
	return out
}

// Continuity is the purpose for which orders go to a standby.
const Continuity = "continuity"

// Types of events that a standby needs of its home, and the fields of them that go:
// for taking orders, and for going on with all that is open.
var (
	copiedTypes, wholeTypes   = []string{"OrderCreated", "OrderReleased", "OrderCancelled"}, []string{"OrderAllocated", "OrderBackordered"}
	copiedFields, wholeFields = []string{"type", "entity", "version"}, []string{"line", "sku", "qty"}
)

// copies returns the types of events that go to a standby, and their fields.
func (f *Failover) copies() (types, fields []string) {
	if !f.Wholesale {
		return copiedTypes, copiedFields
	}
	return slices.Concat(copiedTypes, wholeTypes), slices.Concat(copiedFields, wholeFields)
}

// usualFailover is what a scenario gets that only says failover: {}. A lease lasts
// for longer than most partitions: whoever takes over sooner has two owners more
// often than none.
func usualFailover() Failover {
	return Failover{Failover: history.Failover{LeaseNano: int64(time.Minute), RenewNano: int64(10 * time.Second), MarginNano: int64(2 * time.Second),
		LagMax: 256, ToldNano: int64(5 * time.Second), Purpose: Continuity}, Orders: "region-lost", Cancellations: "region-lost"}
}

// takeover is how soon a standby takes over, if the scenario does not say: the end of
// the lease that was asked for last, the margin, and two questions of the standby.
func (f *Failover) takeover() int64 {
	return f.LeaseNano + f.MarginNano + 3*f.RenewNano + int64(2*time.Second)
}

// Rest is how long nothing may seem to happen although a region has yet to ask for
// what its standby took.
func (f *Failover) Rest() time.Duration {
	if f == nil {
		return 0
	}
	return min(time.Duration(2*f.RenewNano)+time.Second, restMax)
}

// restMax is less than the time in which a run has to come to rest once more after
// everybody has looked at everything.
const restMax = 25 * time.Second

// Quicker returns terms by which hands change within a short trial: a lease of this
// length, and as much time for a takeover as lossy links and disks take.
func (f *Failover) Quicker(lease time.Duration, regions []string) *Failover {
	out := *f
	out.LeaseNano, out.RenewNano, out.MarginNano = int64(lease), int64(lease/4), int64(time.Second)
	out.TakeoverNano = 3 * out.takeover()
	out.Home = slices.DeleteFunc(slices.Clone(f.Home), func(r string) bool { return !slices.Contains(regions, r) })
	return &out
}

var failoverForm = strict.Checked(strict.Object("a failover", []strict.Key[*Failover]{
	strict.Into("lease", "for how long a region may take commands after it asked the hub; 1m if left out", strict.Duration,
		func(f **Failover, d time.Duration) { failoverOf(f).LeaseNano = int64(d) }),
	strict.Into("renew", "between two questions for it; 10s if left out", strict.Duration,
		func(f **Failover, d time.Duration) { failoverOf(f).RenewNano = int64(d) }),
	strict.Into("margin", "nobody else gets the lease until so long after its end; 2s if left out", strict.Duration,
		func(f **Failover, d time.Duration) { failoverOf(f).MarginNano = int64(d) }),
	strict.Into("takeover", "from the loss of a region until its standby takes commands (I-29); lease, margin, three times renew and 2s if left out", strict.Duration,
		func(f **Failover, d time.Duration) { failoverOf(f).TakeoverNano = int64(d) }),
	strict.Into("told", "somebody is told that a standby took over, and that it takes no more, within this (I-29); 5s if left out", strict.Duration,
		func(f **Failover, d time.Duration) { failoverOf(f).ToldNano = int64(d) }),
	strict.Into("lag", "entries that the copy of a standby may lack (I-29); 256 if left out", strict.Whole[int64](1, 1_000_000),
		func(f **Failover, n int64) { failoverOf(f).LagMax = n }),
	strict.Into("orders", "the scenario that has shown that orders taken by a standby come home; with none no standby takes any; region-lost if left out", proof,
		func(f **Failover, id string) { failoverOf(f).Orders = id }),
	strict.Into("cancellations", "the same of what takes them back; region-lost if left out", proof,
		func(f **Failover, id string) { failoverOf(f).Cancellations = id }),
	strict.Into("home", "regions whose policy lets no order be at a standby; none if left out", strict.List(strict.Text),
		func(f **Failover, home []string) { failoverOf(f).Home = home }),
}, nil), func(_ strict.Node, f **Failover) { failoverOf(f) })

// proof is a scenario of the library, or none.
var proof = strict.Checked(name, func(n strict.Node, id *string) {
	words := []string{unproved}
	for _, e := range Library() {
		words = append(words, e.ID)
	}
	if !slices.Contains(words, *id) {
		n.Report(strict.Suggest(*id, words), "no scenario %q has shown anything", *id)
	}
})

// failoverOf returns the failover that is read, with its defaults at first.
func failoverOf(f **Failover) *Failover {
	if *f == nil {
		usual := usualFailover()
		*f = &usual
	}
	return *f
}

// checkFailover reports terms that cannot be kept.
func (f *file) checkFailover(m strict.Mapping) {
	o := f.Failover
	if o == nil {
		return
	}
	o.TakeoverNano = cmp.Or(o.TakeoverNano, o.takeover())
	o.Commands = o.commands()
	o.Wholesale = f.Topology.Form == topology.Wholesale
	place := m.Key("failover")
	for _, name := range o.Home {
		if !slices.Contains(podRegions(f.Topology), name) {
			place.Report(strict.Suggest(name, podRegions(f.Topology)), "unknown region %q", name)
		}
	}
	switch {
	case len(f.Topology.Regions) < 2:
		place.Report("add a region", "one region has nobody who could stand by")
	case len(o.Commands) == 0:
		place.Report("name the scenario that has shown it for orders, or leave failover out", "a standby that may take nothing")
	case o.RenewNano < int64(200*time.Millisecond):
		place.Report("set renew to 200ms or more", "a lease that is asked for every %s", span(time.Duration(o.RenewNano)))
	case o.LeaseNano < 3*o.RenewNano:
		place.Report("set lease to three times renew or more", "a lease of %s that is asked for every %s ends with one lost message",
			span(time.Duration(o.LeaseNano)), span(time.Duration(o.RenewNano)))
	}
}

// encodeFailover writes who takes the commands of a region that cannot.
func (s *Scenario) encodeFailover(w *writer) {
	f := s.Failover
	if f == nil {
		return
	}
	w.line(0, "failover:")
	for _, x := range []struct {
		key string
		v   int64
	}{{"lease", f.LeaseNano}, {"renew", f.RenewNano}, {"margin", f.MarginNano}, {"takeover", f.TakeoverNano}, {"told", f.ToldNano}} {
		w.line(1, "%s: %s", x.key, span(time.Duration(x.v)))
	}
	w.line(1, "lag: %d", f.LagMax)
	for _, c := range f.capabilities() {
		w.line(1, "%s: %s", c.key, c.proof)
	}
	if len(f.Home) > 0 {
		w.line(1, "home: %s", flow(f.Home))
	}
}

// failoverLive returns the failover of a scenario that is shrunk. How long a takeover
// takes hangs on round trips as well.
func failoverLive(f *Failover, by time.Duration) *Failover {
	if f == nil {
		return nil
	}
	out := *f
	out.LeaseNano /= int64(by)
	out.RenewNano /= int64(by)
	out.MarginNano /= int64(by)
	out.TakeoverNano = out.TakeoverNano/int64(by) + int64(2*time.Second)
	out.ToldNano = max(f.ToldNano, 2*int64(graceLive))
	return &out
}

// standby returns the region that stands by for the i-th.
func standbyRegion(t topology.Topology, i int) string {
	return t.Regions[(i+1)%len(t.Regions)].Name
}

// In returns the scenario on a topology of another form. Where regions have no
// standby nobody takes their commands, and faults of what belongs to a standby are
// left out; where they have one, on the terms of the scenario or the usual ones.
func (s *Scenario) In(form topology.Form) *Scenario {
	out := *s
	out.Topology.Form = form
	if !form.HasStandby() {
		out.Failover, out.Topology.Failover = nil, false
		out.Timeline = slices.DeleteFunc(slices.Clone(s.Timeline), func(step Step) bool {
			return misplaced(out.Topology, &out.Workload, step.Fault) != nil
		})
		return &out
	}
	terms := usualFailover()
	terms.TakeoverNano, terms.Commands = terms.takeover(), terms.commands()
	if out.Failover != nil {
		terms = *out.Failover
	} else {
		out.Drain += terms.Rest() // it may be quiet for so long and not at rest
	}
	terms.Wholesale = form == topology.Wholesale
	out.Failover = &terms
	out.Topology.Failover = true
	return &out
}

// withFailover enters who stands by for whom.
func (s *Scenario) withFailover(h *history.Header) {
	if s.Failover == nil {
		return
	}
	terms := s.Failover.Failover
	terms.Record, terms.Renewal = HandsChanged, RenewLease
	h.Failover = &terms
	h.Audited = append(slices.Clone(h.Audited), HandsChanged)
	withRules(h, history.Rule{Name: history.RuleStandsIn, Owner: "order-management", Rota: "orders-oncall",
		Why:  "another region cannot take its orders: what is ordered there waits until it is back",
		Next: "look at that region and at its lease; when it is back, look at what is listed for somebody"})
	types, _ := s.Failover.copies()
	for i, r := range h.Regions {
		to := standbyRegion(s.Topology, i)
		terms.Standbys = append(terms.Standbys, history.Standby{Of: "pod/" + r, Name: "standby/" + r, Home: r, Region: to})
		if !slices.Contains(s.Failover.Home, r) {
			h.Consumers = append(h.Consumers, history.Consumer{Name: "standby/" + r, Region: to, Sources: []string{"pod/" + r}, Types: types})
		}
	}
}

// permit returns a policy that lets orders be at the standbys: their names, and of
// nothing else.
func (s *Scenario) permit(p history.Policy) history.Policy {
	types, fields := s.Failover.copies()
	p.Classes, p.Hash = slices.Clone(p.Classes), ""
	for i := range p.Classes {
		c := &p.Classes[i]
		if slices.Contains(fields, c.Field) && (c.Tier == "internal" || slices.Contains(c.Purposes, DemandPlanning)) {
			c.Purposes = append(slices.Clone(c.Purposes), Continuity)
		}
	}
	p.Residency, p.Processing, p.Contracts = slices.Clone(p.Residency), slices.Clone(p.Processing), slices.Clone(p.Contracts)
	for i, r := range s.Topology.Regions {
		to := standbyRegion(s.Topology, i)
		if !slices.Contains(s.Failover.Home, r.Name) {
			for _, tier := range []string{"internal", "confidential"} {
				p.Residency = append(p.Residency, history.Residency{Tier: tier, Home: r.Name, Regions: []string{to}, Stores: []string{"ledger"}})
				p.Processing = append(p.Processing, history.Processing{Tier: tier, Home: r.Name, Regions: []string{to}, Purposes: []string{Continuity}})
			}
		}
		for _, typ := range types {
			c := history.Contract{Type: typ, To: to, Purpose: Continuity}
			for _, name := range fields {
				if typ == "OrderCreated" && slices.Contains(wholeFields, name) {
					continue // an order has lines, and none of its own
				}
				c.Fields = append(c.Fields, history.Field{Name: name, How: "clear", Reader: "standby"})
			}
			p.Contracts = append(p.Contracts, c)
		}
	}
	return p
}
