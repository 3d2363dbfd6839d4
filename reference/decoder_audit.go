package reference

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// audited describes the i-th link of a stretch of a chained log.
func (d *decoder) audited(owner *sim.Spec, b *event.Body, i int, r *history.Record) bool {
	if b.Trail == nil || i >= len(b.Trail.Links) {
		return false
	}
	l, before := &b.Trail.Links[i], b.Trail.Before
	if i > 0 {
		before = b.Trail.Links[i-1].Hash
	}
	r.Kind = history.KindAudit
	r.Stream, r.Pos = history.N(owner.Name), b.Trail.First+uint64(i)
	r.Cause, r.Label, r.Body = history.N(before), history.N(l.Hash), []byte(l.Text)
	f, err := event.ParseFact(l.Text)
	if err != nil {
		return true // the chain is all that it says
	}
	r.Source, r.SourcePos = history.N(b.Source), f.Pos
	r.Event, r.Type, r.Entity, r.Version = history.N(f.Event), history.N(f.Type), history.N(f.Entity), f.Version
	r.Line, r.SKU, r.Qty, r.Op, r.Note = f.Line, history.N(f.SKU), f.Qty, history.N(f.Op), f.Note
	if f.State != event.NoState {
		r.State = d.states[f.State]
	}
	return true
}
