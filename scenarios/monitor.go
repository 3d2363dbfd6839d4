package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/history"
)

// Figures lists what a rule may be about, with the unit of each: ns, events or ppm.
// Package kpi of the reference defines them.
func Figures() map[string]string {
	return map[string]string{
		"order-creation-lag": "ns", "inventory-freshness": "ns", "event-backlog-depth": "events", "reconciliation-success": "ppm",
		"duplicate-event-rate": "ppm", "processing-delay": "ns", "order-allocation-lag": "ns", "fill-rate": "ppm", "perfect-order": "ppm",
		"fulfilment-age": "ns",
	}
}

// usualRules are the rules of a scenario that writes none: two purposes of one lag
// have two bounds (R101), and what matters most is whether anything leaves.
func usualRules() []history.Rule {
	const sec = int64(time.Second)
	return []history.Rule{
		{Name: "nothing-ships", Figure: "fulfilment-age", Above: 8 * sec, Owner: "transport-integration", Rota: "transport-oncall",
			Why:  "goods that are promised do not leave, whatever the infrastructure looks like: every minute more orders miss their date",
			Next: "ask the carrier whether it takes bookings; if not, book with the second carrier and tell customer service"},
		{Name: "same-day-lag", Figure: "order-allocation-lag", Above: 10 * sec, Owner: "order-management", Rota: "orders-oncall",
			Why:  "an order for today that has no stock yet will not be picked today",
			Next: "look at the oldest backorder; move stock or tell the customer"},
		{Name: "reporting-lag", Figure: "order-allocation-lag", Above: 45 * sec, Owner: "planning", Rota: "planning-office-hours",
			Why:  "the figures of demand are behind by more than planners reckon with",
			Next: "mark the figures as late; look at the receipts that are due"},
		{Name: "region-behind", Figure: "processing-delay", Above: 2 * sec, Owner: "integration-platform", Rota: "platform-oncall",
			Why:  "what the region shows is older than anybody may decide by",
			Next: "look at the bus and the relay of the region; do not failover to it"},
		{Name: "backlog", Figure: "event-backlog-depth", Above: 400, Owner: "integration-platform", Rota: "platform-oncall",
			Why:  "events wait; beyond the declared bound commands will be refused",
			Next: "find the consumer that is slow and give it room"},
	}
}

// standingRules are what somebody is woken for wherever anything is measured, whatever
// else a scenario asks for.
func standingRules() []history.Rule {
	return []history.Rule{
		{Name: history.RuleSilent, Owner: "integration-platform", Rota: "platform-oncall",
			Why:  "nobody knows how the region does: no alert is no good news",
			Next: "restart the monitor; look at the dashboard by hand meanwhile"},
		{Name: history.RuleDrift, Owner: "platform-configuration", Rota: "platform-oncall",
			Why:  "the region runs with a limit that nobody reviewed, and a restart would change it again",
			Next: "set it back, or declare it and let it be reviewed"},
	}
}

// withRules adds what people are told of, unless nobody tells them of anything or the
// scenario says it otherwise.
func withRules(h *history.Header, rules ...history.Rule) {
	if h.Watch == nil {
		return
	}
	watch := *h.Watch
	watch.Rules = slices.Clone(watch.Rules)
	for _, r := range rules {
		if !slices.ContainsFunc(watch.Rules, func(x history.Rule) bool { return x.Name == r.Name }) {
			watch.Rules = append(watch.Rules, r)
		}
	}
	h.Watch = &watch
}

// usualWatch is what a scenario gets that only says monitor: {}.
func usualWatch() history.Watch {
	return history.Watch{EveryNano: int64(time.Second), ErrorNano: int64(500 * time.Millisecond), SilentNano: int64(4 * time.Second),
		WithinNano: int64(5 * time.Second), CommitNano: int64(30 * time.Second), FreshNano: int64(7 * time.Second)}
}

var monitorForm = strict.Checked(strict.Object("a monitor", []strict.Key[*history.Watch]{
	spanKey("every", "between two reports; 1s if left out", func(w *history.Watch, d int64) { w.EveryNano = d }),
	spanKey("error", "declared error of every measured duration; 500ms if left out", func(w *history.Watch, d int64) { w.ErrorNano = d }),
	spanKey("silent", "a monitor that says nothing for longer is alarmed; 4s if left out", func(w *history.Watch, d int64) { w.SilentNano = d }),
	spanKey("within", "an alert is raised within this after its rule is broken; 5s if left out", func(w *history.Watch, d int64) { w.WithinNano = d }),
	spanKey("commit", "an order is promised to be delivered within this; 30s if left out", func(w *history.Watch, d int64) { w.CommitNano = d }),
	spanKey("fresh", "what somebody is shown is behind its owner by no more after something was broken: longer than a bus waits before it hands out again; 7s if left out", func(w *history.Watch, d int64) { w.FreshNano = d }),
	strict.Into("rules", "what somebody is woken for; the usual rules if left out; that a monitor is silent or a configuration was changed by hand wakes somebody in any case", strict.List(ruleForm), func(w **history.Watch, r []history.Rule) {
		watchOf(w).Rules = r
	}),
}, nil), func(_ strict.Node, w **history.Watch) {
	if watchOf(w).Rules == nil {
		(*w).Rules = append(usualRules(), standingRules()...)
	}
})

func watchOf(w **history.Watch) *history.Watch {
	if *w == nil {
		usual := usualWatch()
		*w = &usual
	}
	return *w
}

func spanKey(name, doc string, put func(*history.Watch, int64)) strict.Key[*history.Watch] {
	return strict.Into(name, doc, strict.Duration, func(w **history.Watch, d time.Duration) { put(watchOf(w), int64(d)) })
}

var ruleForm = strict.Object("a rule", []strict.Key[history.Rule]{
	strict.At("name", "name of the rule", name, func(r *history.Rule) *string { return &r.Name }).Needed(),
	strict.At("figure", "which figure it is about; none if left out", strict.Choice[string]("figure", figureNames()),
		func(r *history.Rule) *string { return &r.Figure }),
	strict.At("above", "broken while the figure is above this: 12s, 20% or a number of events", limit,
		func(r *history.Rule) *int64 { return &r.Above }),
	strict.At("why", "why it matters", strict.Text, func(r *history.Rule) *string { return &r.Why }).Needed(),
	strict.At("next", "what to do next", strict.Text, func(r *history.Rule) *string { return &r.Next }).Needed(),
	strict.At("owner", "who owns it", name, func(r *history.Rule) *string { return &r.Owner }).Needed(),
	strict.At("rota", "who is called", name, func(r *history.Rule) *string { return &r.Rota }).Needed(),
}, nil)

func figureNames() []string {
	var out []string
	for n := range Figures() {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// limit is a length of time, a share or a number.
var limit = strict.Scalar("a bound such as 12s, 20% or 400", map[string]any{"type": []string{"string", "integer"}}, func(s string) (int64, bool) {
	if d, ok := strict.ParseDuration(s); ok {
		return int64(d), true
	}
	if strings.HasSuffix(s, "%") {
		n, ok := strict.Permille(s)
		return n * 1000, ok
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n >= 0
})

// bound writes a limit in the unit of its figure.
func bound(r history.Rule) string {
	switch Figures()[r.Figure] {
	case "ns":
		return span(time.Duration(r.Above))
	case "ppm":
		return strict.FormatShare(uint32(r.Above))
	}
	return strconv.FormatInt(r.Above, 10)
}

// encodeMonitor writes what is measured and alarmed, and who owns what.
func (s *Scenario) encodeMonitor(w *writer) {
	if m := s.Monitor; m != nil {
		w.line(0, "monitor:")
		for _, x := range []struct {
			key string
			v   int64
		}{{"every", m.EveryNano}, {"error", m.ErrorNano}, {"silent", m.SilentNano}, {"within", m.WithinNano}, {"commit", m.CommitNano}, {"fresh", m.FreshNano}} {
			w.line(1, "%s: %s", x.key, span(time.Duration(x.v)))
		}
		w.line(1, "rules:")
		for _, r := range m.Rules {
			figure := ""
			if r.Figure != "" {
				figure = fmt.Sprintf("figure: %s, above: %s, ", r.Figure, bound(r))
			}
			w.line(2, "- {name: %s, %swhy: %s, next: %s, owner: %s, rota: %s}", r.Name, figure, scalar(r.Why), scalar(r.Next), r.Owner, r.Rota)
		}
	}
	if len(s.Owners) > 0 {
		w.line(0, "owners:")
	}
	for _, o := range s.Owners {
		w.line(1, "- {of: %s, owner: %s, rota: %s, recovery: %s, test: %s}", scalar(o.Of), scalar(o.Owner), scalar(o.Rota), scalar(o.Recovery), scalar(o.Test))
	}
}

// errorLive is the least error of a measured duration in real time: what happened
// and when it is on record lie apart by as long as a disk takes that others use.
const errorLive = 2 * time.Second

// watchLive measures and alarms in real time as in virtual time: a rule is about
// people, who are not faster there. Only what a machine adds is allowed for.
func watchLive(w *history.Watch) *history.Watch {
	if w == nil {
		return nil
	}
	out := *w
	out.ErrorNano = max(w.ErrorNano, int64(errorLive))
	return &out
}
