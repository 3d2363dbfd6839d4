package invariants

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Alerts is I-37: whoever must act is told once, in time and with what they need;
// nobody is woken for nothing.
//
// ALWAYS, of each alert (alert, with Type as the rule, Label raised or resolved):
// it says what changed (Note), why it matters (Reason), what to do next (Purpose) and
// who owns it (To); its group is the only one open of its rule and region; and its
// rule was broken within the declared time before, by the figure computed from what
// witnesses saw (see [MetricTruth]).
//
// ALWAYS: while a rule of the header is broken for longer than the declared time, by
// the same computation, an alert of it is open. How long goods and orders wait is
// computed from the ledger alone, whatever a monitor has taken in: nothing but that
// has to be wrong, and a clock that was set off counts as what it was off. While a
// monitor is alarmed as silent, or is down, or who raises the region's alerts is down,
// nothing is asked of it, and the time begins when it is up.
//
// ALWAYS: what is resolved was raised, and its rule was not broken all the time
// before; and what is kept again for twice the declared time, by figures that the
// monitor goes on to report, is resolved.
//
// Each alert and each broken rule is one evaluation.
var Alerts = Promise{
	ID: "I-37", Name: "alerts", Mode: Always,
	Title: "Whoever must act is told once, in time and why; nobody is woken for nothing.",
	Sees:  gaugeKinds | history.Of(history.KindMetric, history.KindAlert),
	Needs: history.Of(history.KindMetric),
	New:   newAlerts,
}

type alerts struct {
	gauge *gauge              // at what monitors have taken in
	sides map[uint64]*alarmed // by region
	order []*alarmed
	asked int64 // when ages were computed last

	pagers pagers
}

// alarmed is what is known of the rules of one region.
type alarmed struct {
	region history.Name
	book   orderBook // at the end of the ledger
	rules  []broken  // of the header
	silent bool
	down   bool
	free   int64 // since when the monitor is up and not alarmed as silent
	heard  int64 // the last report
}

// broken is one rule in one region.
type broken struct {
	since int64 // it is broken, without a pause; -1 = it is not
	over  int64 // when it was broken last
	open  bool
	found bool  // that it went unnoticed
	well  int64 // since when every report says that it is kept; -1 = not
	ref   Ref
}

func newAlerts(h *history.Header) Checker {
	c := &alerts{sides: make(map[uint64]*alarmed), pagers: newPagers()}
	if h.Watch != nil {
		c.gauge = newGauge(h)
	}
	return c
}

func (c *alerts) side(region history.Name) *alarmed {
	s := c.sides[region.Key]
	if s == nil {
		s = &alarmed{region: region, book: newOrderBook(), rules: make([]broken, len(c.gauge.watch.Rules))}
		for i := range s.rules {
			s.rules[i].since, s.rules[i].over, s.rules[i].well = -1, -1<<62, -1
		}
		c.sides[region.Key] = s
		c.order = append(c.order, s)
	}
	return s
}

func (c *alerts) See(r *history.Record, out *Result) {
	if c.gauge == nil {
		out.Missing = "the header declares nothing that is alarmed"
		return
	}
	c.gauge.see(r)
	switch r.Kind {
	case history.KindAppend:
		if s := c.gauge.sides[r.Stream.Key]; s != nil {
			e := note(r, s.wrote)
			c.side(r.Region).book.take(&e, 0, 0, &window{}, false)
		}
	case history.KindDown, history.KindUp:
		c.pagers.see(r)
		s := c.side(r.Region)
		if monitors(r.Witness) {
			s.down, s.free = r.Kind == history.KindDown, r.At
		}
		s.unwell() // whoever raises alerts may have to hear it all again
	case history.KindMetric:
		c.metric(r, out)
	case history.KindAlert:
		c.ages(r.At, out)
		c.alert(r, out)
	}
	if r.At-c.asked >= c.gauge.watch.EveryNano {
		c.ages(r.At, out)
	}
}

// ages holds the rules about what waits against the ledgers.
func (c *alerts) ages(now int64, out *Result) {
	c.asked = now
	for _, s := range c.order {
		waits, owed := s.book.ages()
		slack := c.gauge.slack[s.region.Key]
		early := c.gauge.watch.ErrorNano + slack
		for i := range c.gauge.watch.Rules {
			var since moment
			switch c.gauge.watch.Rules[i].Figure {
			case "fulfilment-age":
				since = owed
			case "order-allocation-lag":
				since = waits
			default:
				continue
			}
			above := c.gauge.watch.Rules[i].Above
			c.weigh(s, i, now, since.is() && now-since.to > above+slack, since.is() && now-since.from > above-early, out)
		}
	}
}

// metric holds the other rules against what a report must say. What was within
// the window of a report counts for the moment, and asks for no alert.
func (c *alerts) metric(r *history.Record, out *Result) {
	report, first := c.gauge.report(r)
	if !first {
		return
	}
	s := c.side(r.Region)
	if c.gauge.relic(r) { // whatever it says, somebody may have been told
		for i := range s.rules {
			s.rules[i].over, s.rules[i].well = r.At, -1
		}
		return
	}
	if r.At-s.heard > 2*c.gauge.watch.EveryNano {
		s.unwell()
	}
	s.heard = r.At
	for i := range c.gauge.watch.Rules {
		rule := &c.gauge.watch.Rules[i]
		want, ok := report[rule.Figure]
		if !ok || !want.known || !want.judged {
			s.rules[i].well = -1
			if ok && !want.judged { // nobody can tell: it may be broken, and it may be kept
				c.weigh(s, i, r.At, false, true, out)
			}
			continue
		}
		switch rule.Figure {
		case "fulfilment-age", "order-allocation-lag":
			if want.high > rule.Above {
				s.rules[i].over = r.At
			}
		default:
			c.weigh(s, i, r.At, want.low > rule.Above, want.high > rule.Above, out)
		}
		c.kept(s, i, r, out)
	}
}

// kept looks for an alert that has not ended although its rule is kept.
func (c *alerts) kept(s *alarmed, i int, r *history.Record, out *Result) {
	b, w := &s.rules[i], c.gauge.watch
	switch {
	case c.pagers.down(s.region), r.At-b.over <= w.EveryNano+w.ErrorNano:
		b.well = -1
	case b.well < 0:
		b.well = r.At
	case b.open && r.At-b.well > 2*w.WithinNano+w.EveryNano+w.ErrorNano:
		out.Evaluated++
		since := time.Duration(b.well)
		b.well = r.At
		out.Breach(r, func() string {
			return fmt.Sprintf("%s of %s is kept since %v, and its alarm never ended", w.Rules[i].Name, s.region, since)
		}, b.ref)
	}
}

// unwell forgets since when rules are kept.
func (s *alarmed) unwell() {
	for i := range s.rules {
		s.rules[i].well = -1
	}
}

// weigh notes whether a rule is broken for certain, or may be.
func (c *alerts) weigh(s *alarmed, i int, now int64, certain, perhaps bool, out *Result) {
	b := &s.rules[i]
	if perhaps {
		b.over = now
	}
	if !certain {
		b.since, b.found = -1, false
		return
	}
	if b.since < 0 {
		b.since = now
		out.Evaluated++
	}
	w := c.gauge.watch
	if b.open || b.found || s.silent || s.down || c.pagers.down(s.region) || now-c.pagers.since(s.region, max(b.since, s.free)) <= w.WithinNano+w.EveryNano+w.ErrorNano {
		return
	}
	b.found = true
	out.Breach(nil, func() string {
		return fmt.Sprintf("%s of %s is broken since %v, and nobody was told", w.Rules[i].Name, s.region, time.Duration(b.since))
	})
}

func (c *alerts) alert(r *history.Record, out *Result) {
	s := c.side(r.Region)
	raised := r.Label.Text == history.LabelRaised
	if r.Type.Text == history.RuleSilent {
		s.silent, s.free = raised, r.At
	}
	i := c.rule(r.Type.Text)
	if i < 0 {
		out.Evaluated++
		out.Breach(r, func() string { return fmt.Sprintf("%s was alarmed of %s, which no rule asks for", r.Type, r.Region) })
		return
	}
	b := &s.rules[i]
	if !raised {
		c.resolve(s, i, r, out)
		return
	}
	out.Evaluated++
	switch {
	case r.Note == "" || r.Reason == "" || r.Purpose.IsZero() || r.To.IsZero():
		out.Breach(r, func() string { return fmt.Sprintf("%s of %s was alarmed without %s", r.Type, r.Region, lacks(r)) })
	case b.open:
		out.Breach(r, func() string { return fmt.Sprintf("%s of %s was alarmed twice", r.Type, r.Region) }, b.ref)
	case c.gauge.watch.Rules[i].Figure != "" && c.pagers.wrote(r, c.gauge.soon(r))-b.over > c.gauge.watch.WithinNano+c.gauge.watch.EveryNano:
		out.Breach(r, func() string { return fmt.Sprintf("%s of %s was alarmed, and is as it should be", r.Type, r.Region) })
	}
	b.open, b.ref = true, refer(r)
}

// resolve judges the end of an alert.
func (c *alerts) resolve(s *alarmed, i int, r *history.Record, out *Result) {
	b, w := &s.rules[i], c.gauge.watch
	out.Evaluated++
	switch {
	case !b.open:
		out.Breach(r, func() string {
			return fmt.Sprintf("%s of %s was called over, and nobody was alarmed", r.Type, r.Region)
		}, b.ref)
	case b.since >= 0 && r.At-b.since > w.WithinNano+w.EveryNano+w.ErrorNano:
		since := time.Duration(b.since)
		out.Breach(r, func() string {
			return fmt.Sprintf("%s of %s was called over, and is broken since %v", r.Type, r.Region, since)
		}, b.ref)
	}
	b.open = false
}

func (c *alerts) rule(name string) int {
	for i := range c.gauge.watch.Rules {
		if c.gauge.watch.Rules[i].Name == name {
			return i
		}
	}
	return -1
}

// lacks says what an alert does not say.
func lacks(r *history.Record) string {
	switch {
	case r.Note == "":
		return "what changed"
	case r.Reason == "":
		return "why it matters"
	case r.Purpose.IsZero():
		return "what to do next"
	}
	return "an owner"
}

func (c *alerts) Quiet(out *Result) {
	if c.gauge != nil && c.gauge.full {
		out.Missing = fmt.Sprintf("a ledger has more than %d entries that no report covers", entriesMax)
	}
}
