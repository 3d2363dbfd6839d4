package specimen

import (
	"encoding/base64"
	"fmt"
	"strconv"

	"github.com/seatrial/seatrial/sim/history"
)

// One order in so many may not leave; one in so many comes back to its home.
const (
	keepEvery = 32
	homeEvery = 8
)

// keysFor is how many positions of a ledger a key makes tokens of.
const keysFor = 2048

// customers is how many customers a region has.
const customers = 200

// edge is where events leave a region. While the border is cut they wait.
type edge struct {
	name    history.Name
	policy  *history.Policy
	decided uint64
	waiting []leaving
}

// leaving is an event that may have to go to the hub.
type leaving struct {
	event, typ, order history.Name
	pos               uint64
	epoch             uint32
	number            int64 // of lines, or of the line
	customer          int
	kept              bool // it may not go
}

var (
	deny, allow           = history.N("deny"), history.N("allow")
	internal, restricted  = history.N("internal"), history.N("restricted")
	entityFields, homeWay = []string{"entity", "line"}, []string{"entity", "terms"}
)

// leave lets an event of an order wait for the border.
func (h *History) leave(r *region, e *history.Record) {
	l := leaving{event: e.Event, typ: e.Type, order: e.Entity, pos: e.Pos, epoch: e.Epoch, number: max(e.Qty, int64(e.Line)), customer: h.below(customers)}
	l.kept = e.Type == orderCreated && r.orders%keepEvery == 0
	r.edge.waiting = append(r.edge.waiting, l)
}

// export decides on what waits, and lets it go.
func (h *History) export(r *region) {
	if r.cut > 0 {
		return
	}
	for i := range r.edge.waiting {
		l := &r.edge.waiting[i]
		fields := entityFields
		if l.typ == orderCreated {
			fields = orderFields(r.edge.policy.Version)
		}
		h.decide(r, l, fields)
		if l.kept {
			continue
		}
		c := h.cross(r, l, r.name, hub, planning)
		c.Fields, c.Body = fields, r.body(l, fields)
		if l.typ != orderCreated {
			continue
		}
		h.count(r, l)
		if r.edge.decided%homeEvery == 0 {
			c := h.cross(r, l, hub, r.name, returnHome)
			c.Fields, c.Body = homeWay, r.body(l, homeWay)
			h.open(r, l)
		}
	}
	r.edge.waiting = r.edge.waiting[:0]
}

func (h *History) decide(r *region, l *leaving, fields []string) {
	e, p := &r.edge, r.edge.policy
	e.decided++
	d := h.say(history.KindDecide, r.name)
	d.Consumer, d.Stream, d.Pos = e.name, e.name, e.decided
	d.Source, d.SourcePos, d.Event, d.Type, d.To, d.Purpose = r.ledger, l.pos, l.event, l.typ, hub, planning
	d.Version, d.Note, d.Tier, d.Label, d.Fields = p.Version, p.Hash, internal, allow, fields
	if l.kept {
		d.Tier, d.Label, d.Fields, d.Reason = restricted, deny, nil, "tier"
	}
}

func (h *History) cross(r *region, l *leaving, from, to, purpose history.Name) *history.Record {
	c := h.say(history.KindCross, from)
	c.From, c.To, c.Purpose, c.Type = from, to, purpose, l.typ
	c.Source, c.SourcePos, c.Event = r.ledger, l.pos, l.event
	return c
}

// body returns the bytes of an event that leaves.
func (r *region) body(l *leaving, fields []string) []byte {
	b := fmt.Appendf(nil, `[{"event":"%s","type":"%s"`, l.event, l.typ)
	for _, f := range fields {
		b = fmt.Appendf(b, `,"%s":"%s"`, f, r.value(l, f))
	}
	return append(b, "}]"...)
}

// value returns what goes as a field.
func (r *region) value(l *leaving, field string) string {
	switch field {
	case "entity":
		return "order/" + r.name.Text + "/" + r.token(l, l.order.Text)
	case "customer":
		return r.token(l, "customer/"+strconv.Itoa(l.customer))
	case "terms":
		return r.sealed(l)
	case "time":
		return strconv.FormatUint(l.pos, 10)
	}
	return strconv.FormatInt(l.number, 10)
}

// token stands in place of a value for as long as a key lasts.
func (r *region) token(l *leaving, value string) string {
	epoch := strconv.FormatUint(1+l.pos/keysFor, 10)
	secret := "keys of " + r.name.Text + " " + epoch + " "
	return fmt.Sprintf("t%s-%016x%04x", epoch, history.Hash(secret+value), history.Hash(value+secret)&0xffff)
}

// sealed stands in place of the terms of one order.
func (r *region) sealed(l *leaving) string {
	sum := fmt.Appendf(nil, "%016x%016x", history.Hash("seal of "+r.name.Text+l.event.Text), history.Hash(l.event.Text+" sealed"))
	return "s1-" + base64.RawURLEncoding.EncodeToString(sum)
}
