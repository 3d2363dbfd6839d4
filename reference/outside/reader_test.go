package outside

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

func TestReaderWitnessesWhatItIsShown(t *testing.T) {
	s := newStage(NewReader(siteOf(load()), []Shelf{{Addr: 5, Viewed: "planner/tx", Owner: "tx"}, {Addr: 6, Viewed: "aggregator", Owner: "tx"}}))
	if len(s.timers) != 0 {
		t.Fatalf("timers before an order = %v, want none", s.timers)
	}
	s.step(sim.Input{Kind: sim.InOperator, Msg: &sim.Message{Head: sim.Head{Type: event.AuditOrder}}})
	s.advance(1500 * time.Millisecond)
	if len(s.calls) != 4 {
		t.Fatalf("queries = %d, want each twice as long as none is answered", len(s.calls))
	}
	figures := &event.Body{Status: event.OK, Batch: &event.Batch{Label: event.Provisional, Items: []event.Item{
		{Entity: "sku/tx/s-0001", SKU: "s-0001", OnHand: 7, Allocated: 2, Version: 9, Epoch: 1, Time: 44}}}}
	for range 2 { // the second answer is late
		s.step(sim.Input{Kind: sim.InReply, ID: s.calls[0].ID, Msg: &sim.Message{Body: event.AppendBody(nil, figures)}})
	}
	if len(s.records) != 1 {
		t.Fatalf("views = %d, want one", len(s.records))
	}
	r := s.records[0]
	if r.Kind != history.KindView || r.Consumer.Text != "planner/tx" || r.From.Text != "tx" || r.Entity.Text != "sku/tx/s-0001" ||
		r.After != (history.Book{OnHand: 7, Allocated: 2}) || r.AsOf != 44 || r.Label.Text != event.Provisional {
		t.Errorf("view = %+v, want what was shown", r)
	}
}
