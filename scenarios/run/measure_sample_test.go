package run

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

const ms = int64(time.Millisecond)

// sampleHeader is of one region with a planner, a dashboard and the hub.
func sampleHeader() *history.Header {
	return &history.Header{
		Schema: history.Schema, Regions: []string{"tx", "va"}, Hub: "hub",
		Consumers: []history.Consumer{
			{Name: "planner/tx", Region: "tx", Sources: []string{"pod/tx"}, Entities: []string{"sku"}},
			{Name: "dashboard/tx", Region: "tx", Sources: []string{"pod/tx"}},
			{Name: "aggregator", Region: "hub", Sources: []string{"pod/tx", "pod/va"}, Types: []string{"InventoryReserved"}},
		},
		Progress: []string{"Created", "Allocated", "Shipped", "Delivered"}, Terminal: []string{"Cancelled"},
	}
}

// tape writes records the way a world does: one value, filled again and again.
type tape struct {
	m   *Measure
	r   history.Record
	pos map[string]uint64
}

func newTape(detail bool) *tape {
	return &tape{m: NewMeasure(sampleHeader(), detail), pos: map[string]uint64{}}
}

func (p *tape) see(at int64, k history.Kind, fill func(*history.Record)) {
	p.r = history.Record{At: at, Kind: k, Region: history.N("tx")}
	fill(&p.r)
	p.m.See(&p.r)
}

func (p *tape) command(at int64, k history.Kind, op string, more ...func(*history.Record)) {
	p.see(at, k, func(r *history.Record) {
		r.Op, r.Type = history.N(op), history.N(placeOrder)
		for _, f := range more {
			f(r)
		}
	})
}

// append adds an event to pod/tx and returns its position.
func (p *tape) append(at int64, typ, entity string, more ...func(*history.Record)) uint64 {
	p.pos["pod/tx"]++
	pos := p.pos["pod/tx"]
	p.see(at, history.KindAppend, func(r *history.Record) {
		r.Stream, r.Pos, r.Type, r.Entity = history.N("pod/tx"), pos, history.N(typ), history.N(entity)
		for _, f := range more {
			f(r)
		}
	})
	return pos
}

// consumed is a deliver, apply or reject.
func (p *tape) consumed(at int64, k history.Kind, consumer string, pos uint64, more ...func(*history.Record)) {
	p.see(at, k, func(r *history.Record) {
		r.Consumer, r.Source, r.SourcePos = history.N(consumer), history.N("pod/tx"), pos
		for _, f := range more {
			f(r)
		}
	})
}

func attempt(n uint32) func(*history.Record) { return func(r *history.Record) { r.Attempt = n } }
func reason(s string) func(*history.Record)  { return func(r *history.Record) { r.Reason = s } }
func op(s string) func(*history.Record)      { return func(r *history.Record) { r.Op = history.N(s) } }
func state(s string) func(*history.Record)   { return func(r *history.Record) { r.State = history.N(s) } }

// order lets one order be placed, allocated, shipped and shown.
func (p *tape) order(at int64, n int) {
	key, entity, sku := fmt.Sprintf("k%d", n), fmt.Sprintf("order/tx/%d", n), "sku/tx/1"
	p.command(at, history.KindInvoke, key)
	created := p.append(at+2*ms, "OrderCreated", entity, op(key))
	reserved := p.append(at+2*ms, "InventoryReserved", sku, op(key))
	p.append(at+3*ms, "OrderAllocated", entity, op(key), state("Allocated"))
	p.command(at+4*ms, history.KindOK, key)
	for _, d := range []struct {
		consumer string
		pos      uint64
		after    int64
	}{{"dashboard/tx", created, 7}, {"planner/tx", reserved, 8}, {"aggregator", reserved, 40}} {
		p.consumed(at+d.after*ms, history.KindDeliver, d.consumer, d.pos, attempt(1))
		p.consumed(at+d.after*ms, history.KindApply, d.consumer, d.pos)
	}
	p.append(at+500*ms, "ShipConfirmed", entity, state("Shipped"))
}
