package scenarios

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
)

const drifting = `timeline:
  - {id: b, fault: kill, target: pod/va, at: 20s, hold: 2s, spread: 5s}
  - {id: a, fault: kill, target: pod/tx, at: 10s, hold: 1s, spread: 3s, times: 4, every: 6s}
  - {id: gone, fault: region-outage, region: or, at: 30s, hold: 3s}`

func TestPlanFollowsTheSeed(t *testing.T) {
	s := load(t, drifting)
	p := s.Plan(1)
	if !reflect.DeepEqual(p, s.Plan(1)) {
		t.Errorf("Plan(1) = %v, then %v, want the same", p, s.Plan(1))
	}
	if reflect.DeepEqual(p.Faults, s.Plan(2).Faults) {
		t.Errorf("Plan(2) = Plan(1) = %v, want other instants", p.Faults)
	}
	for _, step := range s.Timeline {
		for seed := range uint64(200) {
			f := find(t, s.Plan(seed), step.Fault.ID)
			if f.At < step.Fault.At || f.At > step.Fault.At+step.Spread || f.At%time.Millisecond != 0 {
				t.Fatalf("Plan(%d): %s at %v, want %v to %v later by whole ms", seed, f.ID, f.At, step.Fault.At, step.Spread)
			}
		}
	}
}

func find(t testing.TB, p faults.Plan, id string) faults.Fault {
	t.Helper()
	for _, f := range p.Faults {
		if f.ID == id {
			return f
		}
	}
	t.Fatalf("Plan has no fault %q", id)
	return faults.Fault{}
}

// Taking one step out moves no other.
func TestPlanStepsAreIndependent(t *testing.T) {
	all := load(t, drifting)
	fewer := load(t, drifting)
	fewer.Timeline = fewer.Timeline[1:]
	for seed := range uint64(20) {
		p := fewer.Plan(seed)
		for _, f := range p.Faults {
			if got := find(t, all.Plan(seed), f.ID).At; got != f.At {
				t.Errorf("Plan(%d): %s at %v with all steps, at %v without the first, want the same", seed, f.ID, got, f.At)
			}
		}
	}
}

func TestPlanIsSortedAndComesBack(t *testing.T) {
	s := load(t, drifting)
	p := s.Plan(3)
	for i := 1; i < len(p.Faults); i++ {
		if p.Faults[i].At < p.Faults[i-1].At {
			t.Errorf("Plan(3)[%d] = %v, want it after %v", i, p.Faults[i], p.Faults[i-1])
		}
	}
	if got := find(t, p, "gone").Peers; !reflect.DeepEqual(got, []string{"tx", "va", "hub"}) {
		t.Errorf("Plan(3): a region outage cuts off %v, want every other region", got)
	}
	back, err := faults.LoadPlan("p.yaml", p.Encode())
	if err != nil || !reflect.DeepEqual(back, p) {
		t.Errorf("LoadPlan(Encode(Plan(3))) = %v, %v, want %v", back, err, p)
	}
	if p.File != "dir/s.yaml" {
		t.Errorf("Plan(3).File = %q, want the scenario's file", p.File)
	}
}

func TestCheckPlan(t *testing.T) {
	s := load(t, drifting)
	if err := s.CheckPlan(s.Plan(1)); err != nil {
		t.Errorf("CheckPlan(Plan(1)) = %v, want nil", err)
	}
	p := s.Plan(1)
	p.Faults[0].Target = "pod/txx"
	want := `fault "a-1": unknown machine "pod/txx"; did you mean "pod/tx"?`
	if err := s.CheckPlan(p); err == nil || err.Error() != want {
		t.Errorf("CheckPlan(edited) = %v, want %s", err, want)
	}
	p.Faults[0].Hold = 0
	if err := s.CheckPlan(p); err == nil || !strings.Contains(err.Error(), "lasts no time") {
		t.Errorf("CheckPlan(no hold) = %v, want that it lasts no time", err)
	}
}

// Without a timeline nothing goes wrong, and the scenario lasts for its load.
func TestPlanOfNothing(t *testing.T) {
	s := load(t, "timeline: []")
	if p := s.Plan(1); len(p.Faults) != 0 || s.Length() != 2*time.Minute {
		t.Errorf("Plan(1) = %v, Length() = %v, want nothing for 2m", p.Faults, s.Length())
	}
}
