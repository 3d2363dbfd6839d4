package run

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// calendar is a session in which nothing happens but what the harness does.
type calendar struct {
	now    time.Duration
	log    []string
	orders []string
	sink   func(*history.Record)
}

func (c *calendar) note(what, id string, on bool) {
	if !on {
		what = "un" + what
	}
	c.log = append(c.log, c.now.String()+" "+what+" "+id)
}

func (c *calendar) Cut(id, from, _ string, on bool)                  { c.note("cut", id, on) }
func (c *calendar) Shape(string, string, string, faults.Shape, bool) {}
func (c *calendar) Stop(id, _ string, _ faults.StopKind, on bool)    { c.note("stop", id, on) }
func (c *calendar) Power(string, string, bool)                       {}
func (c *calendar) Bus(string, string, bool, bool)                   {}
func (c *calendar) Clock(string, string, time.Duration, bool)        {}
func (c *calendar) Messages(string, faults.Rule, bool)               {}
func (c *calendar) Disk(string, string, time.Duration, bool)         {}
func (c *calendar) Node(string, string, faults.StopKind, bool)       {}
func (c *calendar) Silence(string, string, bool)                     {}
func (c *calendar) Calls(string, faults.CallRule, bool)              {}
func (c *calendar) Turn(string, string, string, string, bool)        {}
func (c *calendar) Tell(string, string, string, bool)                {}
func (c *calendar) Effects(string) int64                             { return 1 }
func (c *calendar) Busy() string                                     { return "" }
func (c *calendar) Order(typ string)                                 { c.orders = append(c.orders, c.now.String()+" "+typ) }
func (c *calendar) Stats() Stats                                     { return Stats{} }
func (c *calendar) Close() error                                     { return nil }
func (c *calendar) Now() time.Duration                               { return c.now }

func (c *calendar) Advance(_ context.Context, until time.Duration) error {
	c.now = max(c.now, until)
	return nil
}

func (c *calendar) Note(fill func(*history.Record)) {
	var r history.Record
	fill(&r)
	r.At = int64(c.now)
	if c.sink != nil {
		c.sink(&r)
	}
}

const second = time.Second

// outing is a voyage with two faults, and somebody at the controls.
func outing(cues chan Cue, auto bool) (*voyage, *calendar) {
	c := &calendar{}
	s := &scenarios.Scenario{Baseline: second, Drain: second, Workload: topology.Workload{Duration: 10 * second}}
	plan := faults.Plan{Faults: []faults.Fault{
		{ID: "a", Kind: faults.Kill, Target: "pod/tx", At: 2 * second, Hold: 3 * second},
		{ID: "b", Kind: faults.Kill, Target: "pod/va", At: 4 * second, Hold: second},
	}}
	w := newWatch(sampleHeader(), nil, 0)
	c.sink = w.see
	return &voyage{ctx: context.Background(), session: c, scenario: s, plan: plan, measure: w, agenda: newAgenda(c, plan),
		lead: &lead{auto: auto, cues: cues, watch: w}}, c
}

// typing gives cues at instants, as a person would: the screen is what they see.
func (v *voyage) typing(cues chan<- Cue, at map[time.Duration][]Cue) {
	v.lead.show = func(s Sight) {
		for _, c := range at[s.At] {
			cues <- c
		}
	}
}

func TestRehearsalFollowsPlan(t *testing.T) {
	v, c := outing(nil, true)
	if err := v.sail(); err != nil {
		t.Fatal(err)
	}
	want := []string{"2s stop a", "4s stop b", "5s unstop a", "5s unstop b"}
	if !slices.Equal(c.log, want) {
		t.Errorf("with nobody waited for = %q, want %q", c.log, want)
	}
	if !slices.Contains(c.orders, "10s EndLoad") {
		t.Errorf("orders = %q, want the load to end at 10s", c.orders)
	}
}

// TestRehearsalWaits holds up the plan, but not what holds: a ends at its time
// while b waits, and the load goes on for as long as people took.
func TestRehearsalWaits(t *testing.T) {
	cues := make(chan Cue, 8)
	v, c := outing(cues, false)
	goes := []Cue{{Kind: CueGo}}
	v.typing(cues, map[time.Duration][]Cue{1500 * time.Millisecond: goes, 3 * second: goes, 9 * second: goes})
	if err := v.sail(); err != nil {
		t.Fatal(err)
	}
	want := []string{"3.1s stop a", "6.1s unstop a", "9.1s stop b", "10.1s unstop b"}
	if !slices.Equal(c.log, want) {
		t.Errorf("with waits = %q, want %q: the word at 1.5s came too early", c.log, want)
	}
	if !slices.Contains(c.orders, "15.1s EndLoad") {
		t.Errorf("orders = %q, want the load to end at 15.1s: it was held up for 1.1s and 4s", c.orders)
	}
	if got := v.agenda.close()[1].Fault.At; got != 9100*time.Millisecond {
		t.Errorf("b is in the ledger at %v, want 9.1s", got)
	}
}

func TestRehearsalPausesAndEnds(t *testing.T) {
	cues := make(chan Cue, 8)
	v, c := outing(cues, true)
	var notes []string
	c.sink = func(r *history.Record) {
		v.lead.watch.see(r)
		if r.Reason == noteReason {
			notes = append(notes, r.Note)
		}
	}
	v.typing(cues, map[time.Duration][]Cue{
		2500 * time.Millisecond: {{Kind: CuePause}}, 4500 * time.Millisecond: {{Kind: CueNote, Text: "look"}}, 6 * second: {{Kind: CuePause}},
		6500 * time.Millisecond: {{Kind: CueQuit}}})
	if err := v.sail(); err != nil {
		t.Fatal(err)
	}
	want := []string{"2s stop a", "5s unstop a", "6.1s stop b", "6.6s unstop b"}
	if !slices.Equal(c.log, want) {
		t.Errorf("with a pause and an end = %q, want %q", c.log, want)
	}
	if v.log.stopped == "" || len(notes) != 1 || notes[0] != "look" {
		t.Errorf("stopped = %q, notes = %q, want a reason and one note", v.log.stopped, notes)
	}
}

func TestRehearsalEndsWithItsInput(t *testing.T) {
	cues := make(chan Cue)
	close(cues)
	v, _ := outing(cues, false)
	if err := v.sail(); err != nil || v.log.stopped == "" {
		t.Errorf("sail() = %v, stopped %q, want a reason", err, v.log.stopped)
	}
	v, _ = outing(cues, true)
	if err := v.sail(); err != nil || v.log.stopped != "" {
		t.Errorf("sail() with nobody needed = %v, stopped %q, want the end of the plan", err, v.log.stopped)
	}
}

// party sets a timer when it starts, one more for each, and one about something
// else.
type party struct{ fired []uint64 }

func (p *party) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	switch in.Kind {
	case sim.InStart:
		out.Timer(1, 10)
	case sim.InTimer:
		p.fired = append(p.fired, in.ID)
		out.Timer(in.ID, 10)
		out.Timer(7, 10)
	}
}

func TestTurnstileEndsLoad(t *testing.T) {
	p := &party{}
	m := &turnstile{party: p}
	step := func(in sim.Input) {
		var out sim.Effects
		m.Step(sim.Clock{}, &in, &out)
	}
	step(sim.Input{Kind: sim.InStart})
	step(sim.Input{Kind: sim.InTimer, ID: 1})
	step(sim.Input{Kind: sim.InOperator, Msg: &sim.Message{Head: sim.Head{Type: endLoad}}})
	step(sim.Input{Kind: sim.InTimer, ID: 1})
	step(sim.Input{Kind: sim.InTimer, ID: 7})
	if want := []uint64{1, 7}; !slices.Equal(p.fired, want) {
		t.Errorf("timers that fired = %v, want %v: what is under way goes on, nothing new begins", p.fired, want)
	}
}
