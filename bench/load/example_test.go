package load_test

import (
	"context"
	"fmt"
	"time"

	"github.com/seatrial/seatrial/bench/load"
)

// A thousand sends per second, at intervals of chance, to a system that answers
// at once. The clock of the example is a test's; yours is [load.Wall].
func Example() {
	system := load.TargetFunc(func(op load.Op) { op.Done(nil) })
	cfg := load.Config{Drain: time.Second, WarmUp: time.Second,
		Schedule: load.Schedule{Kind: load.Poisson, Rate: 1_000_000, Duration: 3 * time.Second, Seed: 42}}
	r, err := load.Open(context.Background(), &clockwork{}, cfg, system)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Sent == r.Answered, r.Unanswered, time.Duration(r.Latency.ValueAtPercentile(99)))
	// Output: true 0 0s
}
