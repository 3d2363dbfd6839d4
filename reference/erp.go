package reference

import (
	"github.com/seatrial/seatrial/reference/adapter"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/outside"
	"github.com/seatrial/seatrial/reference/x12"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// erps adds, where the load has batches, an adapter and an ERP to every region.
// They come after all others, so that no address changes.
func (b *builder) erps() {
	if !b.cfg.Workload.Batches.Any() {
		return
	}
	for i, r := range b.cfg.Topology.Regions {
		erp, house := outside.Partner(r.Name)
		site := &adapter.Site{Region: r.Name, Pod: b.addr(i, atPod), Defects: b.cfg.Defects,
			Routes: []adapter.Route{
				{Sender: erp, Receiver: house, Document: "850", Command: event.PlaceOrder, Mode: x12.Strict},
				{Sender: outside.Legacy(r.Name), Receiver: house, Document: "850", Command: event.PlaceOrder, Mode: x12.Tolerant},
			}}
		at := sim.Addr(len(b.machines))
		b.add(sim.Spec{Name: "adapter/" + r.Name, Region: r.Name, Ledger: true, New: func() sim.Machine { return adapter.New(site) }})
		party := b.outsideSite(i)
		b.party("erp/"+r.Name, r.Name, func() sim.Machine { return outside.NewERP(party, at) })
	}
}

// batch describes the i-th thing that an adapter decided about a file.
func (d *decoder) batch(b *event.Body, i int, r *history.Record) bool {
	if b.Batch == nil || i >= len(b.Batch.Items) {
		return false
	}
	it := &b.Batch.Items[i]
	r.Kind, r.Event, r.Op = history.KindDocument, history.N(b.Key), history.N(it.Event)
	r.Type, r.Label, r.Line, r.SKU, r.Qty = history.N(it.Type), history.N(it.Cause), uint32(it.Line), history.N(it.SKU), it.Qty
	if it.Entity != "" {
		r.Entity = history.N("po/" + it.Entity)
	}
	if it.Cause != history.LabelAccepted {
		r.Reason = it.Reason
	}
	return true
}
