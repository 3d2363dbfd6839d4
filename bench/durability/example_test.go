package durability_test

import (
	"context"
	"fmt"
	"time"

	"github.com/seatrial/seatrial/bench/durability"
	"github.com/seatrial/seatrial/bench/load"
)

// Group commit loses nothing of what it acknowledged.
func Example() {
	cfg := durability.Config{Machines: 2, Callers: 4, Rate: 200, Measured: 50 * time.Millisecond, Losses: 1, Seed: 1}
	p, err := durability.Measure(context.Background(), load.Wall, cfg, durability.Setting{Policy: durability.Group, Window: time.Millisecond})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Setting, p.Losses, p.Lost)
	// Output: group 1 ms 1 0
}
