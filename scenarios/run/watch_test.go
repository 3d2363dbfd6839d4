package run

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// seen is a watch that is shown records at instants in milliseconds.
type seen struct{ w *watch }

func newSeen() seen { return seen{newWatch(sampleHeader(), nil, 0)} }

func (s seen) see(at int64, k history.Kind, fill func(*history.Record)) {
	r := history.Record{At: at * ms, Kind: k, Region: history.N("tx")}
	fill(&r)
	s.w.see(&r)
}

func (s seen) command(at int64, k history.Kind, op string) {
	s.see(at, k, func(r *history.Record) { r.Op, r.Type = history.N(op), history.N(placeOrder) })
}

// calm is a baseline in which a command takes 5 ms.
func (s seen) calm() {
	for i := int64(0); i < 10; i++ {
		op := string(rune('a' + i))
		s.command(i*100, history.KindInvoke, op)
		s.command(i*100+5, history.KindOK, op)
	}
	s.w.arm()
}

func (s seen) only(t *testing.T) Symptom {
	t.Helper()
	if len(s.w.signs.symptoms) != 1 {
		t.Fatalf("symptoms = %v, want one", s.w.signs.symptoms)
	}
	return *s.w.signs.symptoms[0]
}

// TestSignUnanswered: a command is overdue when it took more than twice the
// slowest of the baseline and 20 ms, and that is over when it is answered.
func TestSignUnanswered(t *testing.T) {
	s := newSeen()
	s.calm()
	s.command(2000, history.KindInvoke, "late")
	s.w.look(2029 * time.Millisecond)
	if len(s.w.signs.symptoms) != 0 {
		t.Fatalf("symptoms after 29 ms = %v, want none", s.w.signs.symptoms)
	}
	if got := s.w.look(2500 * time.Millisecond); got.figures.Overdue != 1 || len(got.showing) != 1 {
		t.Errorf("after 500 ms: overdue %d, showing %v, want one of each", got.figures.Overdue, got.showing)
	}
	s.command(2700, history.KindOK, "late")
	s.w.look(4 * time.Second)
	x := s.only(t)
	if x.Sign != SignUnanswered || x.From != 2030*time.Millisecond || x.To != 2700*time.Millisecond || x.Open {
		t.Errorf("symptom = %+v, want %s from 2.03 s to 2.7 s", x, SignUnanswered)
	}
}

// TestSignsWarmUp: what happens while everything is starting is not normal.
func TestSignsWarmUp(t *testing.T) {
	s := seen{newWatch(sampleHeader(), nil, 600*time.Millisecond)}
	s.command(0, history.KindInvoke, "cold")
	s.command(400, history.KindOK, "cold")
	s.calm()
	if got, want := s.w.signs.patient, int64(30*time.Millisecond); got != want {
		t.Errorf("a command is overdue after %v, want %v", time.Duration(got), time.Duration(want))
	}
}

// TestSignBacklog: events pile up for a moment now and then; for longer than
// that, it is a sign from when it began.
func TestSignBacklog(t *testing.T) {
	s := newSeen()
	pos := uint64(0)
	write := func(at int64, n int) {
		for range n {
			pos++
			s.see(at, history.KindAppend, func(r *history.Record) { r.Stream, r.Pos, r.Type = history.N("pod/tx"), pos, history.N("x") })
		}
	}
	store := func(at int64) {
		s.see(at, history.KindStore, func(r *history.Record) {
			r.Stream, r.Source, r.SourcePos = history.N("bus/tx"), history.N("pod/tx"), pos
		})
	}
	write(1, 1)
	store(2)
	s.calm()
	write(2000, 30)
	s.w.look(2010 * time.Millisecond)
	store(2100)
	s.w.look(2110 * time.Millisecond)
	write(3000, 30)
	s.w.look(3020 * time.Millisecond)
	s.w.look(3600 * time.Millisecond)
	store(4000)
	s.w.look(4001 * time.Millisecond)
	s.w.look(6 * time.Second)
	var found []*Symptom // beside the dashboard, which is shown nothing here
	for _, x := range s.w.signs.symptoms {
		if x.Sign == SignBacklog {
			found = append(found, x)
		}
	}
	if len(found) != 1 {
		t.Fatalf("symptoms of the bus = %v, want one", found)
	}
	x := found[0]
	if x.From != 3020*time.Millisecond || x.To.Round(10*time.Millisecond) != 4*time.Second || x.Open || x.Peak != 30 {
		t.Errorf("symptom = %+v, want 30 of %s from 3.02 s to 4 s", x, SignBacklog)
	}
}

// TestSignEvents: what never happened in the baseline is out of the ordinary at
// once, and over when it has not come again for a second.
func TestSignEvents(t *testing.T) {
	s := newSeen()
	s.calm()
	again := func(at int64) {
		s.see(at, history.KindReject, func(r *history.Record) {
			r.Consumer, r.Source, r.SourcePos, r.Reason = history.N("planner/tx"), history.N("pod/tx"), 1, history.ReasonDuplicate
		})
	}
	for _, at := range []int64{3000, 3400, 4300} {
		again(at)
	}
	s.w.look(6 * time.Second)
	x := s.only(t)
	if x.Sign != SignDuplicate || x.From != 3*time.Second || x.To != 4300*time.Millisecond || x.Open || x.Peak != 3 {
		t.Errorf("symptom = %+v, want 3 %s from 3 s to 4.3 s", x, SignDuplicate)
	}
}

// TestSignRefused: what is refused in the baseline as well is everyday business.
func TestSignRefused(t *testing.T) {
	s := newSeen()
	refuse := func(at int64, op, why string) {
		s.command(at, history.KindInvoke, op)
		s.see(at+1, history.KindFail, func(r *history.Record) { r.Op, r.Reason = history.N(op), why })
	}
	refuse(10, "x", "too late: order 4 is shipped")
	s.calm()
	refuse(2000, "y", "too late: order 9 is shipped")
	refuse(2100, "z", history.ReasonShed)
	if x := s.only(t); x.Sign != SignRefused || x.From != 2101*time.Millisecond {
		t.Errorf("symptom = %+v, want %s from 2.101 s", x, SignRefused)
	}
}

// TestObservedAssigns gives a symptom to the fault that strikes its place.
func TestObservedAssigns(t *testing.T) {
	v := &voyage{scenario: &scenarios.Scenario{Topology: topology.Topology{Hub: topology.Region{Name: "hub"}}},
		agenda: newAgenda(&calendar{}, faults.Plan{Faults: []faults.Fault{{ID: "cut", Kind: faults.Partition, Region: "tx", Peer: "hub"},
			{ID: "kill", Kind: faults.Kill, Target: "pod/va"}}})}
	for i := range v.agenda.reports {
		v.agenda.reports[i].Injected, v.agenda.ended[i] = 10*second, 20*second
	}
	symptom := func(sign string, from, to time.Duration, places ...string) *Symptom {
		return &Symptom{Sign: sign, Places: places, From: from, To: to}
	}
	all := []*Symptom{
		symptom("before", 9*second, 11*second, "tx"), symptom("elsewhere", 11*second, 12*second, "or"),
		symptom("other link", 11*second, 12*second, "hub", "va"), symptom("second", 12*second, 23*second, "hub", "tx"),
		symptom("first", 11*second, 12*second, "tx"), symptom("after", 20500*time.Millisecond, 22*second, "tx"),
		symptom("too late", 22*second, 30*second, "tx"),
	}
	o := Observed{FaultReport: v.agenda.reports[0], Ended: 20 * second}
	o.assign(v, all)
	first, after, ok := o.Detected()
	if !ok || first.Sign != "first" || after != second || len(o.Symptoms) != 3 || len(o.Before) != 1 {
		t.Errorf("assigned %v, before %v; first %v after %v, want first, second and after; before; first after 1s", o.Symptoms, o.Before, first, after)
	}
	if took, ok := o.WellAfter(); !ok || took != 3*second {
		t.Errorf("WellAfter() = %v, %v, want 3s", took, ok)
	}
	if len(o.Beside) != 0 {
		t.Errorf("beside the cut of tx = %v, want nothing: the other fault strikes va", o.Beside)
	}
}
