package run

import (
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// hot is the path of one stock event: durable, stored, handed to three
// consumers and applied by them. The names are made once, as a world does.
type hot struct {
	m       *Measure
	pos     uint64
	records []history.Record
}

func newHot(detail bool) *hot {
	n := history.N
	h := &hot{m: NewMeasure(sampleHeader(), detail)}
	h.records = append(h.records,
		history.Record{Kind: history.KindAppend, Region: n("tx"), Stream: n("pod/tx"), Type: n("InventoryReserved"), Entity: n("sku/tx/1")},
		history.Record{Kind: history.KindStore, Region: n("tx"), Stream: n("bus/tx"), Source: n("pod/tx")})
	for _, c := range []string{"planner/tx", "dashboard/tx", "aggregator"} {
		r := history.Record{Kind: history.KindDeliver, Region: n("tx"), Consumer: n(c), Source: n("pod/tx"), Attempt: 1}
		h.records = append(h.records, r)
		r.Kind = history.KindApply
		h.records = append(h.records, r)
	}
	return h
}

func (h *hot) event() {
	h.pos++
	for i := range h.records {
		r := &h.records[i]
		r.At += ms
		r.Pos, r.SourcePos = h.pos, h.pos
		h.m.See(r)
	}
}

func TestMeasureDoesNotAllocatePerRecord(t *testing.T) {
	for _, detail := range []bool{false, true} {
		h := newHot(detail)
		for range 5000 {
			h.event()
		}
		if got := testing.AllocsPerRun(10_000, h.event); got != 0 {
			t.Errorf("allocations per event, detail %v = %v, want 0", detail, got)
		}
	}
}

func BenchmarkMeasureSee(b *testing.B) {
	h := newHot(false)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%len(h.records) == 0 {
			h.pos++
		}
		r := &h.records[i%len(h.records)]
		r.At += ms
		r.Pos, r.SourcePos = h.pos, h.pos
		h.m.See(r)
	}
}

func BenchmarkMeasureOrder(b *testing.B) {
	p := newTape(false)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.order(int64(i)*ms, i)
	}
}

func BenchmarkSpectrum(b *testing.B) {
	var s spectrum
	ns := int64(0)
	for b.Loop() {
		ns = (ns + 7_654_321) % 1_000_000_000
		s.record(ns)
	}
}
