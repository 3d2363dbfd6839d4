package specimen

import (
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Every so many orders of a region its probe is looked at and a monitor reports;
// now and then, for a while, the probe is too slow and somebody is told.
const (
	measureEvery        = 16
	slowEvery, slowFor  = 40, 4 // reports
	slowRule, slowDelay = "probe-slow", 20 * time.Millisecond
)

var (
	probeSeen       = history.N("ProbeSeen")
	processingDelay = history.N("processing-delay")
	measured        = history.N(history.LabelMeasured)
	raised          = history.N(history.LabelRaised)
	resolved        = history.N(history.LabelResolved)
)

// probe is a ledger beside that of the orders, which a monitor measures.
type probe struct {
	ledger, entity, monitor, group history.Name
	pos                            uint64
}

func newProbe(name string) probe {
	return probe{ledger: history.N("pod/" + name + "-probe"), entity: history.N("probe/" + name), monitor: history.N("monitor/" + name + "-probe"),
		group: history.N("alert/" + name)}
}

// watch says what is measured and alarmed.
func watch() *history.Watch {
	return &history.Watch{EveryNano: int64(time.Second), ErrorNano: int64(5 * time.Millisecond), SilentNano: int64(time.Hour), WithinNano: int64(time.Hour),
		CommitNano: int64(time.Minute), Rules: []history.Rule{{Name: slowRule, Figure: processingDelay.Text, Above: int64(slowDelay),
			Why: "what is shown is old", Next: "look at the probe", Owner: "platform", Rota: "nights"}, stageRule()}}
}

func owners() []history.Owner {
	var out []history.Owner
	for _, of := range []string{"pod", "bus", "planner", "archive", "monitor", "partner", "shop", "aggregator", "egress", "audit", "buyer", "slips", "stages"} {
		out = append(out, history.Owner{Of: of, Owner: "platform", Rota: "nights", Recovery: "restart", Test: "drill"})
	}
	return out
}

// measure lets the probe of a region write, the monitor take it in and report how
// long that took, and somebody be told if that was too long.
func (h *History) measure(r *region) {
	if r.orders%measureEvery != 0 {
		return
	}
	p := &r.probe
	p.pos++
	e := h.say(history.KindAppend, r.name)
	e.Stream, e.Pos, e.Epoch, e.Type, e.Entity, e.Version = p.ledger, p.pos, 1, probeSeen, p.entity, p.pos
	e.Event = history.N(p.entity.Text + "-" + time.Duration(p.pos).String())
	seen := *e
	turn := p.pos % slowEvery
	if turn < slowFor {
		h.at += 2 * int64(slowDelay)
	}
	h.deliver(r, p.monitor, &seen, 1)
	a := h.say(history.KindApply, r.name)
	about(a, &seen)
	a.Consumer = p.monitor
	took := a.At - seen.At
	m := h.say(history.KindMetric, r.name)
	m.Consumer, m.Type, m.Label, m.Qty, m.Version = p.monitor, processingDelay, measured, took, 1
	m.Source, m.SourcePos, m.Pos = p.ledger, p.pos, p.pos
	switch {
	case turn == 0:
		h.alert(r, raised)
	case turn == slowFor && p.pos > slowEvery: // the first turn begins too late to be told of
		h.alert(r, resolved)
	}
}

func (h *History) alert(r *region, how history.Name) {
	a := h.say(history.KindAlert, r.name)
	a.Type, a.Entity, a.Label, a.Note, a.Reason = history.N(slowRule), r.probe.group, how, "the probe of "+r.name.Text, "what is shown is old"
	a.Purpose, a.To, a.Cause = history.N("look at the probe"), history.N("platform"), history.N("nights")
}
