package run

import "github.com/seatrial/seatrial/sim/history"

// class says what an event means to the measure.
type class uint8

const (
	plainEvent class = iota
	createdEvent
	allocatedEvent
	shippedEvent
	stockEvent
)

// classOf returns the class of an event type. Stock is told by the entity.
func classOf(typ, kind string) class {
	switch {
	case typ == "OrderCreated":
		return createdEvent
	case typ == "OrderAllocated":
		return allocatedEvent
	case typ == "ShipConfirmed":
		return shippedEvent
	case kind == "sku":
		return stockEvent
	}
	return plainEvent
}

// orders follows orders from their creation until their last line is shipped.
type orders struct {
	open map[uint64]order // by entity
	done map[uint64]bool  // states of an order that ships nothing more
}

// ordersMax bounds the orders under way; those beyond are not measured. Orders
// wait without end where stock never comes.
const ordersMax = 1 << 17

type order struct {
	invoked int64 // first attempt of the command; -1 = not seen
	created int64
}

// init reads from the header which states end an order for good: those at and
// behind Shipped in its progress, and the terminal ones.
func (o *orders) init(h *history.Header) {
	o.open, o.done = make(map[uint64]order), make(map[uint64]bool)
	behind := false
	for _, s := range h.Progress {
		behind = behind || s == "Shipped"
		if behind {
			o.done[history.Hash(s)] = true
		}
	}
	for _, s := range append([]string{"Shipped", "Delivered", "Cancelled"}, h.Terminal...) {
		o.done[history.Hash(s)] = true
	}
}

func (o *orders) seal() { o.open = nil }

// ordered measures an event of an order.
func (m *Measure) ordered(r *history.Record, c class, region int) {
	switch c {
	case createdEvent:
		m.created(r)
	case allocatedEvent:
		if o, ok := m.orders.open[r.Entity.Key]; ok {
			m.latency.record(allocationLag, region, r.At-o.created)
		}
	case shippedEvent:
		if o, ok := m.orders.open[r.Entity.Key]; ok && o.invoked >= 0 {
			m.latency.record(orderCycle, region, r.At-o.invoked)
		}
	}
	if r.State.Key != 0 && m.orders.done[r.State.Key] {
		delete(m.orders.open, r.Entity.Key)
	}
}

func (m *Measure) created(r *history.Record) {
	if len(m.orders.open) >= ordersMax {
		return
	}
	o := order{invoked: -1, created: r.At}
	if cmd, ok := m.commands.open[r.Op.Key]; ok {
		o.invoked = cmd.at
		if cmd.gone {
			delete(m.commands.open, r.Op.Key)
		}
	}
	m.orders.open[r.Entity.Key] = o
}
