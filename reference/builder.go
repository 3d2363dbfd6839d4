package reference

import (
	"slices"

	"github.com/seatrial/seatrial/reference/access"
	"github.com/seatrial/seatrial/reference/credential"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/hub"
	"github.com/seatrial/seatrial/reference/outside"
	"github.com/seatrial/seatrial/reference/pod"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/reference/seal"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/topology"
)

// builder puts machines in the order of their addresses: those of the first
// region, of the second and so on, the aggregator, the hub's reader.
type builder struct {
	cfg      Config
	rules    *access.Book
	issuer   credential.Key
	demand   *outside.Zipf
	catalogs []*event.Catalog
	rings    []*seal.Ring // by region
	machines []sim.Spec
	buses    []sim.BusSpec
	sites    []*pod.Site // so that who comes later can be named
	stands   []*pod.StandbySite
}

func newBuilder(cfg Config) *builder {
	rules, err := access.Compile(cfg.rules())
	if err != nil {
		panic("access rules that were never checked: " + err.Error())
	}
	b := &builder{cfg: cfg, rules: rules, issuer: credential.NewKey(cfg.Seed, "issuer"), demand: outside.NewZipf(cfg.Workload.SKUs, cfg.Workload.Zipf)}
	for _, r := range cfg.Topology.Regions {
		b.catalogs = append(b.catalogs, event.NewCatalog(r.Name, cfg.Workload.SKUs))
		b.rings = append(b.rings, ring(&cfg, r.Name))
	}
	return b
}

func (b *builder) addr(region, at int) sim.Addr { return sim.Addr(region*perRegion + at) }

func (b *builder) aggregator() sim.Addr { return sim.Addr(len(b.cfg.Topology.Regions) * perRegion) }

// add adds a machine. Where everything that decides stands in the first region, that of
// the system does, and whoever calls it from elsewhere has to be let out.
func (b *builder) add(s sim.Spec) {
	if b.cfg.Topology.Form == topology.SingleRegion && s.Region != b.cfg.Topology.Hub.Name {
		s.Edge = true
		if !s.Outside {
			s.Region, s.Serves = b.cfg.Topology.Regions[0].Name, s.Region
		}
	}
	b.machines = append(b.machines, s)
}

// busRegion is where the bus of a region stands.
func (b *builder) busRegion(name string) string {
	if b.cfg.Topology.Form == topology.SingleRegion {
		return b.cfg.Topology.Regions[0].Name
	}
	return name
}

// region adds the machines of the i-th region.
func (b *builder) region(i int) {
	name := b.cfg.Topology.Regions[i].Name
	bus := sim.Bus(i)
	b.buses = append(b.buses, sim.BusSpec{Name: "bus/" + name, Region: b.busRegion(name), Duplicate: busDuplicate, SyncEvery: busSync})
	site := b.podSite(i)
	b.add(sim.Spec{Name: "pod/" + name, Region: name, Ledger: true, Edge: site.AsksHub, New: func() sim.Machine { return pod.New(site) }})
	b.add(sim.Spec{Name: "planner/" + name, Region: name, Ledger: true, Follows: []sim.Follow{readModel(bus, event.StockPrefix)},
		New: func() sim.Machine { return pod.NewPlanner(site) }})
	b.add(sim.Spec{Name: "dashboard/" + name, Region: name, Ledger: true, Follows: []sim.Follow{readModel(bus)},
		New: func() sim.Machine { return pod.NewDashboard(site) }})
	b.add(sim.Spec{Name: "egress/" + name, Region: name, Ledger: true, Edge: true,
		Follows: []sim.Follow{{Bus: bus, AckWait: exportAckWait, MaxAckPending: exportPending}},
		New:     func() sim.Machine { return pod.NewEgress(site) }})
	b.outside(i)
	b.add(sim.Spec{Name: "audit/" + name, Region: name, Ledger: true, Follows: []sim.Follow{readModel(bus)},
		New: func() sim.Machine { return pod.NewAudit(site) }})
	acting := b.outsideSite(i)
	b.party("notary/"+name, name, func() sim.Machine { return outside.NewNotary(acting) })
	b.party("intruder/"+name, name, func() sim.Machine { return outside.NewIntruder(acting) })
	b.party("operator/"+name, name, func() sim.Machine { return outside.NewOperator(acting) })
}

func readModel(bus sim.Bus, prefixes ...string) sim.Follow {
	return sim.Follow{Bus: bus, Prefixes: prefixes, AckWait: readAckWait, MaxAckPending: pod.PendingMax}
}

func (b *builder) podSite(i int) *pod.Site {
	name := b.cfg.Topology.Regions[i].Name
	queue := b.cfg.QueueMax
	if queue == 0 {
		queue = b.cfg.Workload.QueueMax
	}
	site := &pod.Site{
		Region: name, Bus: sim.Bus(i), Pod: b.addr(i, atPod), Warehouse: b.addr(i, atWarehouse), Carrier: b.addr(i, atCarrier), Aggregator: b.aggregator(),
		Notary:  b.addr(i, atNotary),
		Catalog: b.catalogs[i], Stock: b.cfg.Workload.Stock, QueueMax: queue, Horizon: b.cfg.Workload.Horizon,
		Hub: b.cfg.Topology.Hub.Name, Regions: b.cfg.Topology.Names(), Reconciled: b.cfg.Reconcile != nil,
		AsksHub:   b.cfg.Topology.Form == topology.Centralised || b.cfg.Defects.AsksHub(),
		Payload:   b.cfg.Topology.Form == topology.FullPayload || b.cfg.Defects.ExportsEverything(),
		PolicyKey: b.policyKey(), Skew: int64(b.cfg.Skew), TokenKey: policy.Key{Ring: b.rings[i]}, Defects: b.cfg.Defects,
		Access: pod.Access{Rules: b.rules, Issuer: b.issuer.Public(), Margin: int64(b.cfg.Skew), Span: int64(b.cfg.span()),
			Changes: slices.ContainsFunc(b.cfg.laterRules(), func(text string) bool { return text != b.cfg.rules() })},
		Staged: b.cfg.Stages != nil,
	}
	if f := b.cfg.Failover; f != nil {
		site.Warden, site.RenewNano, site.Wholesale = b.warden(i), f.RenewNano, f.Wholesale
	}
	b.sites = append(b.sites, site)
	return site
}

func (b *builder) outsideSite(i int) *outside.Site {
	regions := b.cfg.Topology.Regions
	elsewhere := "elsewhere"
	if len(regions) > 1 {
		elsewhere = regions[(i+1)%len(regions)].Name
	}
	return &outside.Site{Region: regions[i].Name, Elsewhere: elsewhere, Seed: b.cfg.Seed, Pod: b.addr(i, atPod), Issuer: b.issuer,
		Catalog: b.catalogs[i], Demand: b.demand, Workload: b.cfg.Workload, Standby: b.standby(i), Stands: b.cfg.Failover != nil}
}

// outside adds the outside parties of the i-th region that trade.
func (b *builder) outside(i int) {
	name := b.cfg.Topology.Regions[i].Name
	site := b.outsideSite(i)
	for _, c := range b.cfg.Canaries {
		if c.Region == name {
			site.Canaries = append(site.Canaries, c)
		}
	}
	shelf := []outside.Shelf{{Addr: b.addr(i, atPlanner), Viewed: "planner/" + name, Owner: name}}
	b.add(sim.Spec{Name: "client/" + name, Region: name, Outside: true, Edge: site.Stands, Files: site.Files(),
		New: func() sim.Machine { return outside.NewClient(site) }})
	b.party("warehouse/"+name, name, func() sim.Machine { return outside.NewWarehouse(site) })
	b.add(sim.Spec{Name: "carrier/" + name, Region: name, Outside: true, HTTP: true, New: func() sim.Machine { return outside.NewCarrier(site) }})
	b.party("reader/"+name, name, func() sim.Machine { return b.looking(outside.NewReader(site, shelf)) })
	b.keepers(i, site)
	b.party("producer/"+name, name, func() sim.Machine { return outside.NewProducer(site, sim.Bus(i)) })
}

func (b *builder) party(name, region string, start func() sim.Machine) {
	b.add(sim.Spec{Name: name, Region: region, Outside: true, New: start})
}

// hub adds the aggregator and who reads its figures.
func (b *builder) hub() {
	home := b.cfg.Topology.Hub.Name
	site := &hub.Site{Region: home, Contributors: b.cfg.Contributors, Defects: b.cfg.Defects}
	if b.cfg.Watch != nil {
		site.StaleAfter = b.cfg.Watch.SilentNano
	}
	var shelves []outside.Shelf
	for i, r := range b.cfg.Topology.Regions {
		site.Sources = append(site.Sources, hub.Source{Ledger: "pod/" + r.Name, Catalog: b.catalogs[i], Stock: b.cfg.Workload.Stock})
		shelves = append(shelves, outside.Shelf{Addr: b.aggregator(), Viewed: "aggregator", Owner: r.Name})
	}
	for _, s := range shelves {
		s.Demand = true
		shelves = append(shelves, s)
	}
	b.add(sim.Spec{Name: "aggregator", Region: home, Ledger: true, Edge: true, New: func() sim.Machine { return hub.New(site) }})
	reader := &outside.Site{Region: home, Seed: b.cfg.Seed, Workload: b.cfg.Workload}
	b.party("reader/"+home, home, func() sim.Machine { return b.looking(outside.NewReader(reader, shelves)) })
	b.policy(reader)
	var drawers []outside.Drawer
	for i := range b.cfg.Topology.Regions {
		drawers = append(drawers, b.drawer(i, false))
	}
	b.edge("desk/"+home, home, func() sim.Machine { return outside.NewDesk(reader, drawers) })
}
