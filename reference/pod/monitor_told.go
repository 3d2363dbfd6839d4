package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/kpi"
	"github.com/seatrial/seatrial/sim"
)

// told takes the figure of a run of reconciliation. Whoever told it is answered when
// it is reported, and so on record.
func (m *Monitor) told(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || b.Batch == nil || len(b.Batch.Items) != 1 || b.Batch.Items[0].Type != kpi.Reconciliation {
		return
	}
	m.compared = figureOf(&b.Batch.Items[0])
	asked := *in
	m.teller = &asked
}

// confirm answers who told a figure that has now been reported.
func (m *Monitor) confirm() {
	in := m.teller
	if in == nil {
		return
	}
	m.teller = nil
	b := m.bodies.New()
	b.Status = event.OK
	m.answerTo(in, sim.Internal, b)
}

// recall takes the figure of reconciliation out of an old report.
func (m *Monitor) recall(b *event.Body) {
	for i := range b.Batch.Items {
		if b.Batch.Items[i].Type == kpi.Reconciliation {
			m.compared = figureOf(&b.Batch.Items[i])
		}
	}
}

func figureOf(it *event.Item) kpi.Figure {
	return kpi.Figure{Name: it.Type, Value: it.Qty, Of: it.Version, Known: it.Reason == ""}
}

func packFigure(k *event.Pack, f *kpi.Figure) {
	k.Uint(flag(f.Known))
	k.Uint(f.Of)
	k.Int(f.Value)
}

func unpackFigure(u *event.Unpack) kpi.Figure {
	return kpi.Figure{Name: kpi.Reconciliation, Known: u.Uint() == 1, Of: u.Uint(), Value: u.Int()}
}
