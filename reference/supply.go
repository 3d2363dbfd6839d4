package reference

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/outside"
	"github.com/seatrial/seatrial/reference/pod"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// supply adds, after all others, who replenishes the stock of each region and who
// sells, if the workload asks for it.
func (b *builder) supply() {
	if b.cfg.Workload.Supply == nil {
		return
	}
	for i := range b.cfg.Topology.Regions {
		b.market(i)
	}
}

// market adds the buyer of the i-th region, its purchasing department, and the
// desks of its suppliers.
func (b *builder) market(i int) {
	name := b.cfg.Topology.Regions[i].Name
	buyer := sim.Addr(len(b.machines))
	site, around := b.podSite(i), b.outsideSite(i)
	trade := &pod.Trade{Supply: *b.cfg.Workload.Supply, Purchasing: buyer + 1, Regions: int64(len(b.cfg.Topology.Regions)),
		Jitter: sim.Chance{Seed: b.cfg.Seed, Stream: sim.StreamOutside, Entity: history.Hash("buyer/" + name)}}
	for k, s := range topology.Suppliers() {
		trade.Suppliers = append(trade.Suppliers, pod.Supplier{Name: s, Addr: buyer + 2 + sim.Addr(k)})
	}
	b.add(sim.Spec{Name: "buyer/" + name, Region: name, Ledger: true, Follows: []sim.Follow{readModel(sim.Bus(i), event.StockPrefix)},
		New: func() sim.Machine { return pod.NewBuyer(site, trade) }})
	b.party("purchasing/"+name, name, func() sim.Machine { return outside.NewPurchasing(around) })
	for _, s := range topology.Suppliers() {
		market := &outside.Market{Name: s, Buyer: buyer, Warehouse: b.addr(i, atWarehouse)}
		b.add(sim.Spec{Name: s + "/" + name, Region: name, Outside: true, HTTP: true,
			New: func() sim.Machine { return outside.NewSupplier(around, market) }})
	}
}
