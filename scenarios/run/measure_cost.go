package run

import (
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Columns of what a run cost (R015).
const (
	Operational = "operational"
	Financial   = "financial"
	Regulatory  = "regulatory"
)

// Cost is one line of what a run cost: what there was to pay for, in orders, units
// and hours, or in events where it was neither. What cannot be said of it is 0.
type Cost struct {
	Column string `json:"column"`
	What   string `json:"what"`
	Orders int64  `json:"orders"`
	Units  int64  `json:"units"`
	Events int64  `json:"events"`
	Nano   int64  `json:"ns"` // time, summed over the orders, the units or the processes it is about
}

const (
	costLate = iota
	costOpen
	costDown
	costAlerts
	costDrift
	costWaited
	costShort
	costReturned
	costRefused
	costKept
	costBarred
	costAside
	costsN
)

// costKinds says what each line of costs is, in their order.
var costKinds = [costsN]struct{ column, what string }{
	costLate:     {Operational, "delivered later than promised; hours beyond it, by order"},
	costOpen:     {Operational, "not delivered when the run ended; hours since they were placed"},
	costDown:     {Operational, "processes that were down or stood still; hours, by process"},
	costAlerts:   {Operational, "alerts that somebody had to answer"},
	costDrift:    {Operational, "rows of a copy that had to be set right"},
	costWaited:   {Financial, "promised without stock; hours waited, by unit"},
	costShort:    {Financial, "ended without their goods"},
	costReturned: {Financial, "taken back by the client"},
	costRefused:  {Financial, "orders refused"},
	costKept:     {Regulatory, "events kept at home by policy"},
	costBarred:   {Regulatory, "people kept from acting"},
	costAside:    {Regulatory, "messages that nobody could use, set aside to be looked at"},
}

// promisedUsual is within what an order is promised where a header says nothing.
const promisedUsual = 30 * int64(time.Second)

// costs follows what a run costs. Orders beyond [ordersMax] under way are not
// counted.
type costs struct {
	lines    [costsN]Cost
	promised int64
	orders   map[uint64]costed // by entity
	waits    map[uint64]waiting
	down     map[uint64]int64 // since when, by process
	refused  map[uint64]bool  // by idempotency key; an attempt may be refused more than once
}

// costed is an order under way.
type costed struct {
	placed  int64
	left    int64 // lines
	units   int64 // delivered
	flagged [costsN]bool
}

// waiting is a line without stock.
type waiting struct{ since, units int64 }

func (c *costs) init(h *history.Header) {
	c.promised = promisedUsual
	if h.Watch != nil {
		c.promised = h.Watch.CommitNano
	}
	c.orders, c.waits, c.down, c.refused = map[uint64]costed{}, map[uint64]waiting{}, map[uint64]int64{}, map[uint64]bool{}
}

// costly are the kinds of records that cost something by themselves.
var costly = history.Of(history.KindDown, history.KindUp, history.KindAlert, history.KindFail, history.KindDecide, history.KindAct, history.KindStash, history.KindReconcile)

// see takes in a record that is no entry of a ledger.
func (c *costs) see(r *history.Record) {
	event := func(line int) { c.lines[line].Events++ }
	switch r.Kind {
	case history.KindDown:
		event(costDown)
		c.down[r.Witness.Key] = r.At
	case history.KindUp:
		if since, ok := c.down[r.Witness.Key]; ok {
			c.lines[costDown].Nano += r.At - since
			delete(c.down, r.Witness.Key)
		}
	case history.KindReconcile:
		if r.Label.Text == history.LabelRepaired {
			event(costDrift)
		}
	case history.KindAlert:
		if r.Label.Text == history.LabelRaised {
			event(costAlerts)
		}
	case history.KindFail:
		if r.Type.Text == "PlaceOrder" && !c.refused[r.Op.Key] && len(c.refused) < ordersMax {
			c.refused[r.Op.Key] = true
			c.lines[costRefused].Orders++
		}
	case history.KindDecide:
		if r.Label.Text == "deny" {
			event(costKept)
		}
	case history.KindAct:
		if r.Label.Text == "refused" {
			event(costBarred)
		}
	case history.KindStash:
		if r.Type.Text == "dead-letter" {
			event(costAside)
		}
	}
}

// entry takes in an entry about an order.
func (c *costs) entry(r *history.Record) {
	if r.Type.Text == "OrderCreated" {
		if len(c.orders) < ordersMax {
			c.orders[r.Entity.Key] = costed{placed: r.At, left: r.Qty}
		}
		return
	}
	o, ok := c.orders[r.Entity.Key]
	if !ok || r.Line == 0 {
		return
	}
	line := join(r.Entity.Key, uint64(r.Line))
	switch r.Type.Text {
	case "OrderBackordered":
		c.waits[line] = waiting{since: r.At, units: r.Qty}
		c.flag(&o, costWaited, r.Qty)
	case "OrderAllocated":
		c.waited(line, r.At)
	case "Delivered":
		o.left--
		o.units += r.Qty
	case "OrderCancelled":
		c.waited(line, r.At)
		o.left--
		why := costReturned
		if r.Reason != "" {
			why = costShort
		}
		c.flag(&o, why, r.Qty)
	default:
		return
	}
	c.keep(r, &o)
}

// keep remembers an order, or closes it when its last line has ended.
func (c *costs) keep(r *history.Record, o *costed) {
	if o.left > 0 {
		c.orders[r.Entity.Key] = *o
		return
	}
	delete(c.orders, r.Entity.Key)
	if late := r.At - o.placed - c.promised; o.units > 0 && late > 0 {
		c.flag(o, costLate, o.units)
		c.lines[costLate].Nano += late
	}
}

// flag counts units on a line, and the order they are of once.
func (c *costs) flag(o *costed, line int, units int64) {
	c.lines[line].Units += units
	if !o.flagged[line] {
		o.flagged[line] = true
		c.lines[line].Orders++
	}
}

// waited ends the wait of a line, if it waits.
func (c *costs) waited(line uint64, now int64) {
	if w, ok := c.waits[line]; ok {
		c.lines[costWaited].Nano += (now - w.since) * w.units
		delete(c.waits, line)
	}
}

// seal counts what is still open when the run ends.
func (c *costs) seal(now int64) {
	for _, w := range c.waits { // sums do not depend on the order
		c.lines[costWaited].Nano += (now - w.since) * w.units
	}
	for _, since := range c.down {
		c.lines[costDown].Nano += now - since
	}
	for _, o := range c.orders {
		c.lines[costOpen].Orders++
		c.lines[costOpen].Nano += now - o.placed
	}
	c.orders, c.waits, c.down, c.refused = nil, nil, nil, nil
}

func (c *costs) merge(other *costs) {
	for i := range c.lines {
		a, b := &c.lines[i], &other.lines[i]
		a.Orders, a.Units, a.Events, a.Nano = a.Orders+b.Orders, a.Units+b.Units, a.Events+b.Events, a.Nano+b.Nano
	}
}

// Costs returns what a run cost, by column, without what cost nothing.
func (m *Measure) Costs() []Cost {
	var out []Cost
	for i, l := range m.costs.lines {
		if l.Orders == 0 && l.Units == 0 && l.Events == 0 && l.Nano == 0 {
			continue
		}
		l.Column, l.What = costKinds[i].column, costKinds[i].what
		out = append(out, l)
	}
	return out
}
