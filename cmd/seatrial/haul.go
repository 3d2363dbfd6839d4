package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"
)

// longHaul is a long run: is it fast, and does its memory stay bounded?
type longHaul struct {
	Virtual    time.Duration
	Rate       int64 // commands per second and region
	Commands   int64
	Events     uint64
	Wall       float64 // seconds
	Faster     float64 // times real time
	FirstHalf  uint64  // peak of the live heap, bytes
	SecondHalf uint64
	Growth     float64
}

// samples is how often a long run looks at its live heap: a prime, so that the
// looks fall into every phase of what the buses keep between two syncs. At 48
// looks the beat of the two passed for growth.
const samples = 397

// haulLong runs 24 hours at 10 commands/s and one hour at 100/s, per region.
func haulLong(ctx context.Context, w io.Writer) error {
	for _, l := range []longHaul{{Virtual: 24 * time.Hour, Rate: 10}, {Virtual: time.Hour, Rate: 100}} {
		if err := l.run(ctx); err != nil {
			return err
		}
		fmt.Fprintf(w, "%v at %d/s x 4 regions   %s commands, %s events in %.1f s: %.0f times real time\n",
			l.Virtual, l.Rate, quantity(float64(l.Commands)), quantity(float64(l.Events)), l.Wall, l.Faster)
		fmt.Fprintf(w, "  live heap, peak        %.1f MiB in the first half, %.1f MiB in the second: %.3f\n",
			float64(l.FirstHalf)/(1<<20), float64(l.SecondHalf)/(1<<20), l.Growth)
	}
	return nil
}

func (l *longHaul) run(ctx context.Context) error {
	s := benchScenario(l.Rate, l.Virtual)
	t, err := launch(s, nil, true)
	if err != nil {
		return err
	}
	var spent time.Duration
	for i := 1; i <= samples && ctx.Err() == nil; i++ {
		begun := time.Now()
		if err := t.world.Advance(l.Virtual * time.Duration(i) / samples); err != nil {
			return err
		}
		spent += time.Since(begun)
		live := liveHeap()
		if i <= samples/2 {
			l.FirstHalf = max(l.FirstHalf, live)
		} else {
			l.SecondHalf = max(l.SecondHalf, live)
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	l.Commands, l.Events, l.Wall = t.commands, t.world.Events(), spent.Seconds()
	l.Faster = l.Virtual.Seconds() / l.Wall
	l.Growth = float64(l.SecondHalf) / float64(l.FirstHalf)
	return nil
}

// liveHeap returns the bytes that survive a collection.
func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
