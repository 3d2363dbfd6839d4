package gate_test

import (
	"fmt"

	"github.com/seatrial/seatrial/bench/gate"
)

// Two results of one benchmark: the newer allocates more per event.
func ExampleJudge() {
	base, fresh := engine(), engine()
	*fresh.Counters.AllocationsPerEvent = 0.33
	v, err := gate.Judge(base, fresh, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(v.Outcome)
	for _, f := range v.Counters {
		if f.Outcome != gate.Fine {
			fmt.Printf("%s: %v to %v, %s\n", f.Name, f.Base, f.New, f.Text)
		}
	}
	// Output:
	// regressed
	// allocations per event: 0.31 to 0.33, may rise by 2 %
}
