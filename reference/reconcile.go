package reference

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/outside"
	"github.com/seatrial/seatrial/reference/pod"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// reconcile adds, after all others, a register to every region, who compares it
// with the pod, and a hand that may meddle with it, if the configuration asks for
// reconciliation.
func (b *builder) reconcile() {
	rules := b.cfg.Reconcile
	if rules == nil {
		return
	}
	for i, r := range b.cfg.Topology.Regions {
		site, around, name := b.podSite(i), b.outsideSite(i), r.Name
		register, monitor := sim.Addr(len(b.machines)), b.named("monitor/"+name)
		b.add(sim.Spec{Name: "register/" + name, Region: name, Ledger: true, Follows: []sim.Follow{readModel(sim.Bus(i))},
			New: func() sim.Machine { return pod.NewRegister(site) }})
		b.add(sim.Spec{Name: "recon/" + name, Region: name, Ledger: true,
			New: func() sim.Machine { return pod.NewReconciler(site, rules, register, monitor) }})
		b.party("meddler/"+name, name, func() sim.Machine { return outside.NewMeddler(around, register) })
	}
}

// named returns the address of a machine that was added, or nowhere.
func (b *builder) named(name string) sim.Addr {
	for i := range b.machines {
		if b.machines[i].Name == name {
			return sim.Addr(i)
		}
	}
	return sim.Nowhere
}

// reconciles reports whether an entry is of a reconciler, or of a register and no
// event.
func reconciles(typ string) bool {
	switch typ {
	case event.RunBegun, event.RunEnded, event.RepairOrdered, event.RowRepaired, event.RowAltered:
		return true
	}
	return false
}

// reconciled describes a step of reconciliation. That a row was altered by hand is
// for the hand to say.
func (d *decoder) reconciled(m *sim.Message, b *event.Body, r *history.Record) bool {
	h := &m.Head
	label := ""
	switch h.Type {
	case event.RunBegun:
		label = history.LabelBegun
	case event.RunEnded:
		label = history.LabelEnded
	case event.RepairOrdered:
		label = history.LabelRepair
	case event.RowRepaired:
		label = history.LabelRepaired
	default:
		return false
	}
	r.Kind, r.Label, r.Op, r.Cause = history.KindReconcile, history.N(label), history.N(b.Key), m.CauseName()
	r.Consumer, r.Source, r.SourcePos, r.Reason = history.N(b.Source), history.N("pod/"+h.Region), b.Pos, b.Reason
	if b.Batch == nil || len(b.Batch.Items) == 0 {
		return true
	}
	it := &b.Batch.Items[0]
	r.Version = it.Version
	if h.Type == event.RunEnded {
		r.Pos, r.Qty = b.Batch.Until, b.Qty
		return true
	}
	r.Type, r.Entity, r.SKU, r.State = history.N(b.Batch.Label), history.N(it.Entity), history.N(it.SKU), d.states[it.State]
	r.After = history.Book{OnHand: it.OnHand, Allocated: it.Allocated}
	return true
}
