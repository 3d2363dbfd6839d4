package reference

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// measured describes the i-th figure of a report.
func (d *decoder) measured(owner *sim.Spec, b *event.Body, i int, r *history.Record) bool {
	if b.Batch == nil || i >= len(b.Batch.Items) {
		return false
	}
	it := &b.Batch.Items[i]
	r.Kind, r.Consumer, r.Type = history.KindMetric, history.N(owner.Name), history.N(it.Type)
	r.Source, r.SourcePos, r.Pos, r.Qty, r.Version = history.N(b.Source), it.Pos, b.Batch.Until, it.Qty, it.Version
	r.Label = d.taken
	if it.Reason != "" {
		r.Label = d.nothing
	}
	if b.Batch.Label == history.ReasonResting {
		r.Reason = history.ReasonResting
	}
	return true
}

// alerted describes an alert, or its end.
func (d *decoder) alerted(owner *sim.Spec, m *sim.Message, b *event.Body, r *history.Record) bool {
	if b.Batch == nil || len(b.Batch.Items) < 5 {
		return false
	}
	at := func(i int) string { return b.Batch.Items[i].Reason }
	r.Kind, r.Consumer, r.Type, r.Entity, r.Qty = history.KindAlert, history.N(owner.Name), history.N(b.Reason), m.EntityName(), b.Qty
	r.Note, r.Reason, r.Purpose, r.To, r.Cause = at(0), at(1), history.N(at(2)), history.N(at(3)), history.N(at(4))
	r.Label = history.N(history.LabelRaised)
	if m.Head.Type == event.AlertResolved {
		r.Label = history.N(history.LabelResolved)
	}
	return true
}
