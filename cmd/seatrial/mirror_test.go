package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/history"
)

// mirror is the virtual world under another name, which claims that its time is
// real. One that lies shows an effect twice. It cannot kill.
type mirror struct {
	name string
	lies bool
}

func (m mirror) Name() string { return m.name }

func (mirror) Real() bool { return true }

func (mirror) Check(run.Terms) error { return nil }

func (mirror) Supports(kind faults.Kind) (bool, string) {
	return kind != faults.Kill, "a mirror cannot kill"
}

func (m mirror) Start(s run.Setup, sink func(*history.Record)) (run.Session, error) {
	applied := 0
	return assembly.Virtual{}.Start(s, func(r *history.Record) {
		sink(r)
		if r.Kind != history.KindApply {
			return
		}
		if applied++; m.lies && applied == 100 {
			again := *r
			sink(&again)
		}
	})
}

func loaded(t *testing.T, id string) *scenarios.Scenario {
	t.Helper()
	s, err := pickScenario(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSupportedSaysWhere(t *testing.T) {
	s := loaded(t, "tx-dc")
	err := supported(mirror{name: "mirror"}, s)
	if err == nil {
		t.Fatal("supported(mirror, tx-dc) = nil, want an error: it kills")
	}
	line, column := 0, 0
	for i, text := range strings.Split(string(s.Source), "\n") {
		if at := strings.Index(text, "fault: kill"); at >= 0 && line == 0 {
			line, column = i+1, at+len("fault: ")+1
		}
	}
	place := fmt.Sprintf("%s:%d:%d: ", s.Path, line, column)
	for _, want := range []string{place, "a mirror cannot kill", "leave the step out, or run it in world virtual"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("supported(mirror, tx-dc) = %v, want %q in it", err, want)
		}
	}
}

func TestFeasible(t *testing.T) {
	places := []run.World{assembly.Virtual{}, mirror{name: "mirror"}}
	list := []*scenarios.Scenario{loaded(t, "tx-dc"), loaded(t, "hub-cut-43s")}
	can, left, err := feasible(places, list, true)
	if err != nil || len(can) != 1 || can[0].ID != "hub-cut-43s" {
		t.Errorf("feasible(a selection) = %d scenarios, %v, want hub-cut-43s", len(can), err)
	}
	if len(left) != 1 || left[0].Scenario != "tx-dc" || left[0].World != "mirror" || !strings.Contains(left[0].Why, "a mirror cannot kill") {
		t.Errorf("feasible(a selection) left out %+v, want tx-dc with the reason", left)
	}
	if _, _, err := feasible(places, list, false); err == nil {
		t.Error("feasible(scenarios by name) = nil, want an error")
	}
	if _, _, err := feasible(places, list[:1], true); err == nil {
		t.Error("feasible(a selection of which nothing is left) = nil, want an error")
	}
}

func TestPickWorlds(t *testing.T) {
	for list, ok := range map[string]bool{"virtual": true, "virtual,virtual": false, "virtual,moon": false, "": false, "virtual,": false} {
		if _, err := pickWorlds(list, run.Terms{}); (err == nil) != ok {
			t.Errorf("pickWorlds(%q) = %v, want ok %v", list, err, ok)
		}
	}
	for _, terms := range []run.Terms{{Profile: run.Unsafe}, {Transport: run.Durable}} {
		if _, err := pickWorlds("virtual", terms); err == nil {
			t.Errorf("pickWorlds(virtual, %+v) = nil, want an error", terms)
		}
	}
	if names := worldNames(); names[0] != "virtual" || !slices.Contains(names, "embedded") {
		t.Errorf("worldNames() = %v, want virtual first and embedded", names)
	}
}

// A plan is stored in the time of its scenario, and shrinks where time is real.
func TestStagedPlan(t *testing.T) {
	s := loaded(t, "late-and-shuffled")
	plan := s.Plan(1)
	staged, factor := run.Staged(mirror{}, s, false)
	quick := run.StagedPlan(mirror{}, s, plan, false)
	if factor < 2 {
		t.Fatalf("Staged(late-and-shuffled) divides by %d, want a factor to test with", factor)
	}
	for i, f := range quick.Faults {
		if want := plan.Faults[i].Hold / time.Duration(factor); f.Hold != want {
			t.Errorf("StagedPlan: fault %s holds %v, want %v", f.ID, f.Hold, want)
		}
	}
	if err := staged.CheckPlan(quick); err != nil {
		t.Error(err)
	}
	if same := run.StagedPlan(assembly.Virtual{}, s, plan, false); fmt.Sprint(same) != fmt.Sprint(plan) {
		t.Error("StagedPlan in virtual time changed the plan")
	}
}

func TestClockLine(t *testing.T) {
	got := clockLine("tx-dc", 12*time.Second, 47*time.Second, 2)
	if want := "tx-dc: 12s of at most 47s, 2 seeds done"; got != want {
		t.Errorf("clockLine() = %q, want %q", got, want)
	}
}
