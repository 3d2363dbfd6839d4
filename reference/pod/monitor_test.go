package pod

import (
	"fmt"
	"slices"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/kpi"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// pager and monitor are tried as a world would step them, one input at a time.
func tried(m sim.Machine) func(mono int64, in sim.Input) []sim.Effect {
	return func(mono int64, in sim.Input) []sim.Effect {
		var out sim.Effects
		m.Step(sim.Clock{Mono: mono, Wall: mono}, &in, &out)
		return out.List()
	}
}

func rulesOf() *history.Watch {
	return &history.Watch{EveryNano: 1e9, ErrorNano: 1e8, SilentNano: 4e9, WithinNano: 2e9, CommitNano: 30e9, Rules: []history.Rule{
		{Name: "nothing-ships", Figure: "fulfilment-age", Above: 5e9, Why: "w", Next: "n", Owner: "o", Rota: "r"},
		{Name: history.RuleSilent, Why: "w", Next: "n", Owner: "o", Rota: "r"}, {Name: history.RuleDrift, Why: "w", Next: "n", Owner: "o", Rota: "r"}}}
}

func count(list []sim.Effect, typ string) int {
	n := 0
	for _, e := range list {
		if e.Msg != nil && e.Msg.Head.Type == typ {
			n++
		}
	}
	return n
}

// TestMonitorRestsAndWakes reports three times about nothing, rests, and reports
// again when an event comes.
func TestMonitorRestsAndWakes(t *testing.T) {
	m := NewMonitor(&Site{Region: "tx"}, rulesOf(), 7)
	step := tried(m)
	step(0, sim.Input{Kind: sim.InRecover})
	for i := int64(1); i <= restAfter; i++ {
		step(i*1e9, sim.Input{Kind: sim.InTimer, ID: timerReport})
		got := step(i*1e9+1, sim.Input{Kind: sim.InInfo, OK: true})
		if n := count(got, event.Measured); n != 1 {
			t.Fatalf("reports at %d s = %d, want 1", i, n)
		}
	}
	if !m.resting {
		t.Fatal("the monitor goes on, want it to rest after reports about nothing")
	}
	step(4e9, sim.Input{Kind: sim.InReply, ID: m.reports})
	b := &event.Body{Order: "order/tx/1", State: event.StateAccepted, LineState: event.StateAccepted}
	var s scribe
	msg := s.message(&sim.Head{ID: "e", Type: event.OrderValidated, Entity: "order/tx/1", Ledger: "pod/tx", Pos: 1, Region: "tx"}, b)
	woke := step(9e9, sim.Input{Kind: sim.InDeliver, Token: 1, Msg: msg})
	if m.resting || m.mark != 1 {
		t.Fatalf("resting %v at mark %d, want it awake at 1", m.resting, m.mark)
	}
	if n := count(woke, event.ReportFigures); n != 1 {
		t.Errorf("the pager is told %d times that the monitor is awake, want 1: it may die before it reports", n)
	}
}

// TestMonitorWaitsForABound reports while a line waits for stock, until it has waited
// longer than a rule allows: then there is nothing more to see, and it rests.
func TestMonitorWaitsForABound(t *testing.T) {
	rules := rulesOf()
	rules.Rules = append(rules.Rules, history.Rule{Name: "late", Figure: kpi.AllocationLag, Above: 9e9, Why: "w", Next: "n", Owner: "o", Rota: "r"})
	m := NewMonitor(&Site{Region: "tx"}, rules, 7)
	step := tried(m)
	step(0, sim.Input{Kind: sim.InRecover})
	m.sheet.Take(&kpi.Event{Type: event.OrderCreated, Entity: "order/tx/1", Lines: 1, Occurred: 1e9, Taken: 1e9}, false)
	rests := func(from, to int64) bool {
		for i := from; i <= to; i++ {
			step(i*1e9, sim.Input{Kind: sim.InTimer, ID: timerReport})
			step(i*1e9+1, sim.Input{Kind: sim.InInfo, OK: true})
		}
		return m.resting
	}
	if rests(2, 10) {
		t.Error("the monitor rests while a line has waited for less than a rule allows, want it to go on")
	}
	if !rests(11, 14) {
		t.Error("the monitor goes on although the rule is broken and nothing else happens, want it to rest")
	}
}

// backlogIn is the backlog that a monitor reports, and why it is not known.
func backlogIn(t *testing.T, list []sim.Effect) string {
	for _, e := range list {
		if e.Kind != sim.EffAppend || e.Msg.Head.Type != event.Measured {
			continue
		}
		b, err := event.View(e.Msg.View, e.Msg.Body)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range b.Batch.Items {
			if it.Type == kpi.Backlog {
				return fmt.Sprint(it.Qty, it.Reason)
			}
		}
	}
	return "no report"
}

// TestMonitorAsksAgain hears nothing of the bus at first: it asks again, reports what
// the bus says at last, and reports no backlog where it says nothing in time.
func TestMonitorAsksAgain(t *testing.T) {
	step := tried(NewMonitor(&Site{Region: "tx"}, rulesOf(), 7))
	silence, answer := sim.Input{Kind: sim.InInfo}, sim.Input{Kind: sim.InInfo, OK: true, Msg: &sim.Message{Head: sim.Head{Ledger: "pod/tx", Pos: 9}}}
	asks := func(list []sim.Effect) bool {
		return slices.ContainsFunc(list, func(e sim.Effect) bool { return e.Kind == sim.EffInspect })
	}
	step(0, sim.Input{Kind: sim.InRecover})
	for _, c := range []struct {
		at         int64
		in         sim.Input
		backlog    string
		asksTheBus bool
	}{
		{1e9, sim.Input{Kind: sim.InTimer, ID: timerReport}, "no report", true},
		{1.1e9, silence, "no report", false},
		{1.2e9, sim.Input{Kind: sim.InTimer, ID: timerAgain}, "no report", true},
		{1.3e9, answer, "9", false},
		{2.3e9, sim.Input{Kind: sim.InTimer, ID: timerReport}, "no report", true},
		{2.4e9, silence, "no report", false},
		{2.8e9, sim.Input{Kind: sim.InTimer, ID: timerBlind}, "0" + history.LabelNotApplicable, false},
	} {
		list := step(c.at, c.in)
		if got := backlogIn(t, list); got != c.backlog || asks(list) != c.asksTheBus {
			t.Errorf("at %d ns after %v: backlog %s, asks the bus %v, want %s, %v", c.at, c.in.Kind, got, asks(list), c.backlog, c.asksTheBus)
		}
	}
}

// TestMonitorDoesNotTellAnOldAnswer was asked, stood still, and went on: what the bus
// said meanwhile is no backlog of now, and an answer nobody waits for is no report.
func TestMonitorDoesNotTellAnOldAnswer(t *testing.T) {
	m := NewMonitor(&Site{Region: "tx"}, rulesOf(), 7)
	step := tried(m)
	answer := sim.Input{Kind: sim.InInfo, OK: true, Msg: &sim.Message{Head: sim.Head{Ledger: "pod/tx", Pos: 9}}}
	backlog := func(list []sim.Effect) string { return backlogIn(t, list) }
	step(0, sim.Input{Kind: sim.InRecover})
	step(1e9, sim.Input{Kind: sim.InTimer, ID: timerReport})
	if got := backlog(step(1e9+1, answer)); got != "9" {
		t.Errorf("backlog after an answer = %s, want 9", got)
	}
	step(2e9, sim.Input{Kind: sim.InTimer, ID: timerReport})
	if got := backlog(step(7e9, answer)); got != "no report" {
		t.Errorf("backlog after an answer of five seconds ago = %s, want no report: it asks again", got)
	}
	answer.Msg.Head.Pos = 12
	if got := backlog(step(7e9+1, answer)); got != "12" {
		t.Errorf("backlog after the next answer = %s, want 12", got)
	}
	if got := backlog(step(7e9+2, answer)); got != "no report" {
		t.Errorf("an answer that nobody waits for = backlog %s, want no report", got)
	}
}

// TestPagerTellsOnce raises one alert for a figure out of bounds however often it is
// reported, ends it when the figure has been well for a while, and does not raise it
// again after a restart.
func TestPagerTellsOnce(t *testing.T) {
	site := &Site{Region: "tx"}
	start := func() *Pager { return NewPager(site, rulesOf(), 1, 2, Settings(site)) }
	p := start()
	step := tried(p)
	step(0, sim.Input{Kind: sim.InRecover})
	var s scribe
	report := func(mono, age int64) []sim.Effect {
		b := &event.Body{Source: "pod/tx", Batch: &event.Batch{Label: history.LabelMeasured, Items: []event.Item{{Type: "fulfilment-age", Qty: age}}}}
		return step(mono, sim.Input{Kind: sim.InCall, Msg: s.message(&sim.Head{ID: "r", Type: event.ReportFigures, Region: "tx"}, b)})
	}
	first := report(1e9, 6e9)
	if n := count(first, event.AlertRaised) + count(report(2e9, 7e9), event.AlertRaised); n != 1 {
		t.Fatalf("alerts of two reports = %d, want 1", n)
	}
	var tail []*sim.Message
	for _, e := range first {
		if e.Kind == sim.EffAppend {
			tail = append(tail, e.Msg)
		}
	}
	p = start()
	step = tried(p)
	step(3e9, sim.Input{Kind: sim.InRecover, Tail: tail, Pos: uint64(len(tail))})
	if n := count(report(4e9, 8e9), event.AlertRaised); n != 0 {
		t.Fatalf("alerts after a restart = %d, want 0", n)
	}
	report(5e9, 0)
	if n := count(report(8e9, 0), event.AlertResolved); n != 1 {
		t.Fatalf("ended alerts = %d, want 1", n)
	}
	if n := count(step(20e9, sim.Input{Kind: sim.InTimer, ID: timerSilent}), event.AlertRaised); n != 1 {
		t.Fatalf("alerts about silence = %d, want 1", n)
	}
}

// TestDifferenceSaysWhatDiffers names both values.
func TestDifferenceSaysWhatDiffers(t *testing.T) {
	if got, want := difference("a=1 b=2", "a=1 b=3"), "b=3 (declared: b=2)"; got != want {
		t.Fatalf("difference = %q, want %q", got, want)
	}
	if got := difference("a=1", "a=1"); got != "" {
		t.Fatalf("difference of equals = %q, want none", got)
	}
}
