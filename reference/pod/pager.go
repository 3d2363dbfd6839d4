package pod

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/kpi"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Timers of a pager.
const timerSilent = 1

// Pager holds the rules of a region against the figures that its monitor reports,
// and tells somebody: once when a rule is broken, once when it is kept again, with
// what changed, why it matters, what to do next and who owns it. A monitor that says
// nothing is alarmed like a figure out of bounds.
//
// What it raised stands in its ledger, so that a restart raises nothing twice.
type Pager struct {
	site   *Site
	name   string
	rules  *history.Watch
	pos    uint64
	groups []group // by rule
	silent group
	drift  group
	change uint64 // number of the last change of the stage that somebody was told of
	hands  uint64 // and of who takes the commands of the neighbour
	settings
	scribe
	clock sim.Clock
	out   *sim.Effects
}

// group is what is known of one rule: whether it is alarmed, and since when it has
// been kept again.
type group struct {
	open bool
	n    uint64 // groups so far
	well int64  // wall clock; 0 = it is broken
}

// NewPager returns the pager of a site, before its recovery.
func NewPager(site *Site, rules *history.Watch, pod, monitor sim.Addr, declared string) *Pager {
	return &Pager{site: site, name: "pager/" + site.Region, rules: rules, groups: make([]group, len(rules.Rules)),
		settings: settings{pod: pod, monitor: monitor, declared: declared}}
}

// Step reacts to one input.
func (p *Pager) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	p.clock, p.out = clock, out
	switch in.Kind {
	case sim.InCall:
		p.heardOf(in)
	case sim.InReply:
		p.told(in)
	case sim.InTimer:
		p.raise(&p.silent, history.RuleSilent, p.rules.SilentNano, fmt.Sprintf("the monitor of %s has said nothing for %s", p.site.Region, span(p.rules.SilentNano)))
	case sim.InRecover:
		p.recover(in)
		p.ask()
		out.Timer(timerSilent, p.rules.SilentNano)
	}
	p.out = nil
}

// ask lets the monitor report although it rests.
func (p *Pager) ask() {
	b := p.bodies.New()
	b.Source, b.Batch = "pod/"+p.site.Region, &event.Batch{}
	p.out.Call(p.settings.monitor, 0, p.message(&sim.Head{ID: p.name + "?", Type: event.ReportFigures, Source: p.name, Entity: "monitor/" + p.site.Region,
		Region: p.site.Region, Tier: sim.Internal, Time: p.clock.Wall}, b))
}

// heard takes a report.
func (p *Pager) heard(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || in.Msg.Head.Type != event.ReportFigures || event.Validate(in.Msg.Head.Type, b) != nil {
		return
	}
	if p.silent.open {
		p.end(&p.silent, history.RuleSilent, 0, "the monitor reports again")
	}
	for i := range b.Batch.Items {
		it := &b.Batch.Items[i]
		if it.Reason == "" {
			p.weigh(it.Type, it.Qty)
		}
	}
	r := p.bodies.New()
	r.Status = event.OK
	p.out.Reply(in.From, in.ID, p.answer(in, p.name, p.site.Region, sim.Internal, p.clock.Wall, r))
	if b.Batch.Label == history.ReasonResting {
		p.out.Cancel(timerSilent)
		return
	}
	p.out.Timer(timerSilent, p.rules.SilentNano)
	p.compare()
}

// weigh holds the rules about a figure against its value. An alert ends when the
// figure has been within its bound for as long as a breach may go unnoticed.
func (p *Pager) weigh(figure string, value int64) {
	for i := range p.rules.Rules {
		r, g := &p.rules.Rules[i], &p.groups[i]
		switch {
		case r.Figure != figure:
		case value > r.Above:
			g.well = 0
			p.raise(g, r.Name, value, fmt.Sprintf("%s of %s is %s, allowed are %s", figure, p.site.Region, quantity(figure, value), quantity(figure, r.Above)))
		case !g.open:
		case g.well == 0:
			g.well = p.clock.Wall
		case p.clock.Wall-g.well >= p.rules.WithinNano:
			p.end(g, r.Name, value, fmt.Sprintf("%s of %s is %s again", figure, p.site.Region, quantity(figure, value)))
		}
	}
}

func (p *Pager) raise(g *group, rule string, value int64, what string) {
	if g.open && !p.site.Defects.TellsAgain() {
		return
	}
	g.open, g.well = true, 0
	g.n++
	p.out.Reach("alert-raised")
	p.write(event.AlertRaised, g, rule, value, what)
}

func (p *Pager) end(g *group, rule string, value int64, what string) {
	g.open, g.well = false, 0
	p.out.Reach("alert-resolved")
	p.write(event.AlertResolved, g, rule, value, what)
}

// Items of an alert, in their order.
const (
	alertWhat = iota
	alertWhy
	alertNext
	alertOwner
	alertRota
	alertItems
)

func (p *Pager) write(typ string, g *group, rule string, value int64, what string) {
	texts := [alertItems]string{alertWhat: what}
	for i := range p.rules.Rules {
		if r := &p.rules.Rules[i]; r.Name == rule {
			texts[alertWhy], texts[alertNext], texts[alertOwner], texts[alertRota] = r.Why, r.Next, r.Owner, r.Rota
		}
	}
	b := p.bodies.New()
	b.Reason, b.Qty = rule, value
	b.Batch = &event.Batch{Items: make([]event.Item, 0, alertItems)}
	for i, name := range [alertItems]string{"what", "why", "next", "owner", "rota"} {
		b.Batch.Items = append(b.Batch.Items, event.Item{Type: name, Reason: texts[i]})
	}
	p.pos++
	entity := fmt.Sprintf("alert/%s/%s/%d", p.site.Region, rule, g.n)
	p.out.Append(p.pos, p.message(&sim.Head{ID: fmt.Sprintf("%s!%d", p.name, p.pos), Type: typ, Source: p.name, Entity: entity, Region: p.site.Region,
		Tier: sim.Internal, Time: p.clock.Wall, Ledger: p.name, Pos: p.pos}, b))
}

// recover reads what was raised and has not ended.
func (p *Pager) recover(in *sim.Input) {
	p.pos = in.Pos
	for _, m := range in.Tail {
		b, err := event.View(m.View, m.Body)
		if err != nil {
			panic(fmt.Sprintf("%s cannot read its own ledger: %v", p.name, err))
		}
		if g := p.group(b.Reason); g != nil {
			g.open = m.Head.Type == event.AlertRaised
			if g.open {
				g.n++
			}
			p.recall(b)
		}
	}
}

func (p *Pager) group(rule string) *group {
	switch rule {
	case history.RuleSilent:
		return &p.silent
	case history.RuleDrift:
		return &p.drift
	}
	for i := range p.rules.Rules {
		if p.rules.Rules[i].Name == rule {
			return &p.groups[i]
		}
	}
	return nil
}

// quantity writes a value in the unit of its figure.
func quantity(figure string, v int64) string {
	for _, d := range kpi.Definitions() {
		switch {
		case d.Name != figure:
		case d.Unit == kpi.Nanoseconds:
			return span(v)
		case d.Unit == kpi.Share:
			return fmt.Sprintf("%d.%02d%%", v/10_000, v%10_000/100)
		}
	}
	return fmt.Sprint(v)
}

// span writes a length of time in seconds.
func span(ns int64) string {
	return fmt.Sprintf("%d.%03d s", ns/1_000_000_000, ns%1_000_000_000/1_000_000)
}
