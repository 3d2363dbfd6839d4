package reference_test

import (
	"testing"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/scenarios/run"
)

// Every planted defect turns a scenario violated, by the promise it names.
func TestPlantedDefectsAreCaught(t *testing.T) {
	where := map[string]string{
		"M01": "duplicate-storm", "M02": "slow-dashboard", "M03": "late-and-shuffled", "M04": "tx-dc", "M05": "tx-dc",
		"M08": "carrier-half-done", "M13": "tx-dc", "M26": "full-queue", "M27": "bus-outage", "M48": "power-loss",
	}
	for _, d := range defect.All() {
		t.Run(d.ID, func(t *testing.T) {
			t.Parallel()
			for seed := uint64(1); seed <= 50; seed += 3 {
				res := try(t, where[d.ID], seed, 3, d.ID)
				if res.Exit == run.ExitViolated && broken(res, d.Promises) {
					return
				}
			}
			t.Fatalf("50 seeds of %s with %s = not violated by any of %v\nrepeat: seatrial run %s --defect %s --seeds 50", where[d.ID], d.ID, d.Promises, where[d.ID], d.ID)
		})
	}
}

func broken(res *run.Result, ids []string) bool {
	for _, p := range res.Promises {
		for _, id := range ids {
			if p.ID == id && p.Verdict == invariants.Violated {
				return true
			}
		}
	}
	return false
}

// Without a defect the same storm is weathered.
func TestTheStormIsWeathered(t *testing.T) {
	res := try(t, "tx-dc", 1, 3)
	for _, p := range res.Promises {
		if p.Verdict != invariants.Held || p.Evaluated == 0 {
			t.Errorf("%s (%s) = %v after %d evaluations %s, want held\nrepeat: seatrial run tx-dc --seed 1 --seeds 3", p.Name, p.ID, p.Verdict, p.Evaluated, p.Why)
		}
	}
}
