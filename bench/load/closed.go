package load

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Saturation is what a closed loop found. It has no latencies on purpose: callers
// that wait for an answer before they ask again do not ask while the system
// stalls, so their latencies leave out what matters.
type Saturation struct {
	Answered uint64
	Failed   uint64
	Elapsed  time.Duration
}

// Rate returns the answers per second: the highest rate at that many callers. An
// open loop at 70 to 75 % of it is where latency usually begins to climb.
func (s Saturation) Rate() float64 {
	if s.Elapsed <= 0 {
		return 0
	}
	return float64(s.Answered) / s.Elapsed.Seconds()
}

// Saturate calls a system from several callers at once, each again as soon as it
// is answered, and counts what came back after the warm-up. Call gets the number
// of its caller.
func Saturate(ctx context.Context, clock Clock, callers int, warmUp, measured time.Duration, call func(caller int) error) (Saturation, error) {
	if callers < 1 || warmUp < 0 || measured <= 0 {
		return Saturation{}, fmt.Errorf("saturate by %d callers for %v after %v: want at least one caller and some time", callers, measured, warmUp)
	}
	from := clock.Now() + warmUp
	parts := make([]Saturation, callers)
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() { parts[i] = saturate(ctx, clock, from, from+measured, func() error { return call(i) }) })
	}
	wg.Wait()
	all := Saturation{}
	for _, p := range parts {
		all.Answered += p.Answered
		all.Failed += p.Failed
		all.Elapsed = max(all.Elapsed, p.Elapsed)
	}
	return all, nil
}

// saturate is one caller. An answer counts where it comes in.
func saturate(ctx context.Context, clock Clock, from, until time.Duration, call func() error) Saturation {
	s := Saturation{}
	for ctx.Err() == nil {
		err := call()
		now := clock.Now()
		if now > until {
			break
		}
		if now <= from {
			continue
		}
		s.Elapsed = now - from
		if err != nil {
			s.Failed++
		} else {
			s.Answered++
		}
	}
	return s
}
