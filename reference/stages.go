package reference

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/pod"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// stages adds, after all others, who decides on the stage of each region, if the
// configuration asks for stages.
func (b *builder) stages() {
	rules := b.cfg.Stages
	if rules == nil {
		return
	}
	for i, r := range b.cfg.Topology.Regions {
		name, self := r.Name, sim.Addr(len(b.machines))
		site := b.podSite(i)
		buyer, pager := b.named("buyer/"+name), b.named("pager/"+name)
		b.add(sim.Spec{Name: "stages/" + name, Region: name, Ledger: true,
			New: func() sim.Machine { return pod.NewStages(site, rules, b.addr(i, atEgress), buyer, pager) }})
		for _, s := range b.sites {
			if s.Region == name {
				s.Stages = self
			}
		}
	}
}

// stageOf describes a change of a region's stage; false if the entry is none.
func (d *decoder) stageOf(owner *sim.Spec, m *sim.Message, b *event.Body, r *history.Record) bool {
	switch m.Head.Type {
	case event.StageEntered, event.StageLeaving, event.StageLeft:
	default:
		return false
	}
	r.Kind, r.Consumer, r.Entity, r.Version = history.KindStage, history.N(owner.Name), m.EntityName(), b.Pos
	r.Label, r.State = history.N(b.Reason), history.N(history.StageName(b.Qty))
	if b.Batch == nil {
		return true
	}
	r.SourcePos = b.Batch.Until
	if len(b.Batch.Items) > 0 {
		r.Type, r.Qty = history.N(b.Batch.Items[0].Type), b.Batch.Items[0].Qty
	}
	return true
}
