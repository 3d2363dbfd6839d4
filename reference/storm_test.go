package reference_test

import (
	"testing"

	"github.com/seatrial/seatrial/invariants"
)

// Without a defect the storm of tx-dc is weathered.
func TestTheStormIsWeathered(t *testing.T) {
	res := try(t, "tx-dc", 1, 3)
	for _, p := range res.Promises {
		if p.Verdict != invariants.Held || p.Evaluated == 0 {
			t.Errorf("%s (%s) = %v after %d evaluations %s, want held\nrepeat: seatrial run tx-dc --seed 1 --seeds 3", p.Name, p.ID, p.Verdict, p.Evaluated, p.Why)
		}
	}
}
