package live

import (
	"context"
	"time"
)

// glance is how often whoever lets time pass looks whether something has failed.
const glance = 200 * time.Millisecond

// Pass lets time pass until an instant of the run, or until ctx ends. It ends early with
// what fault returns, which it asks now and then.
func Pass(ctx context.Context, log *Log, until time.Duration, fault func() error) error {
	for {
		if err := fault(); err != nil {
			return err
		}
		left := until - time.Duration(log.Now())
		if left <= 0 || ctx.Err() != nil {
			return nil
		}
		timer := time.NewTimer(min(left, glance))
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}
