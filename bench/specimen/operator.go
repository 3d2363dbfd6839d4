package specimen

import (
	"strconv"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Every so many orders of a region somebody acts on it.
const (
	actEvery   = 64
	credential = 5 * time.Minute
	approval   = 15 * time.Minute
)

var (
	requested, executed = history.N("requested"), history.N("executed")
	replay              = history.N("replay")
	requestExport       = history.N("request-export")
	approveExport       = history.N("approve-export")
	exportAct           = history.N("export")
	troubleshooting     = history.N("troubleshooting")
	operatorRole        = history.N("operator")
	officerRole         = history.N("officer")
)

// grants is who may do what.
func grants() []history.Grant {
	return []history.Grant{
		{Role: operatorRole.Text, Actions: []string{replay.Text, requestExport.Text}},
		{Role: operatorRole.Text, Actions: []string{exportAct.Text}, Approved: true, ForNano: int64(approval)},
		{Role: officerRole.Text, Actions: []string{approveExport.Text}},
	}
}

// operators are those who act on a region.
type operators struct {
	acts              int
	operator, officer history.Name
}

// operate lets an operator replay events or export something.
func (h *History) operate(r *region) {
	switch r.orders % actEvery {
	case actEvery / 2:
		h.replay(r)
	case actEvery - 1:
		h.takeOut(r)
	}
}

// act is a request and what becomes of it.
type act struct {
	typ, on       history.Name
	who, role     history.Name
	from          history.Name
	expired       bool
	label         history.Name // executed or refused
	purpose, note string
}

func (h *History) act(r *region, a act) {
	r.operators.acts++
	op, expires := history.N("act/"+r.name.Text+"/"+strconv.Itoa(r.operators.acts)), h.at+int64(credential)
	if a.expired {
		expires = h.at - int64(credential)
	}
	for _, label := range []history.Name{requested, a.label} {
		x := h.say(history.KindAct, r.name)
		x.Type, x.Op, x.Entity, x.Consumer, x.State, x.From, x.AsOf = a.typ, op, a.on, a.who, a.role, a.from, expires
		x.Label, x.Purpose, x.Note = label, history.N(a.purpose), a.note
	}
}

// replay lets the bus store the last events once more; the planner has them.
func (h *History) replay(r *region) {
	o := &r.operators
	h.act(r, act{typ: replay, on: r.bus, who: o.operator, role: operatorRole, from: r.name, expired: true, label: refused})
	h.act(r, act{typ: replay, on: r.bus, who: o.operator, role: operatorRole, from: r.name, label: executed, purpose: troubleshooting.Text})
	for i := range r.last {
		h.store(r, &r.last[i])
	}
	for i := range r.last {
		h.deliver(r, r.planner, &r.last[i], 2)
		h.reject(r, &r.last[i], history.ReasonDuplicate)
	}
}

// takeOut lets an operator export something that an officer has approved, after some
// attempts that may not succeed: before it is approved, by somebody of another
// region, and with an approval of their own.
func (h *History) takeOut(r *region) {
	o := &r.operators
	on, elsewhere := history.N("export/"+r.name.Text+"/"+strconv.Itoa(o.acts)), h.regions[(h.placed+1)%len(h.regions)].name
	ask := act{typ: requestExport, on: on, who: o.operator, role: operatorRole, from: r.name, label: executed, note: "ticket " + strconv.Itoa(o.acts)}
	use := act{typ: exportAct, on: on, who: o.operator, role: operatorRole, from: r.name, label: refused, purpose: troubleshooting.Text}
	approve := act{typ: approveExport, on: on, who: o.operator, role: officerRole, from: r.name, label: refused}
	h.act(r, ask)
	h.act(r, use)
	h.act(r, approve)
	approve.who, approve.label = o.officer, executed
	h.act(r, approve)
	use.label = executed
	h.act(r, use)
	use.from, use.label = elsewhere, refused
	h.act(r, use)
}
