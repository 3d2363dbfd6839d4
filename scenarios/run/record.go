package run

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// record puts the recorder, if any, before the observers: the history is
// written first and judged later.
func (t *trial) record(h *history.Header, observe func(*history.Record)) (sink func(*history.Record), closing func() error, err error) {
	if t.out == nil {
		return observe, func() error { return nil }, nil
	}
	rec, err := t.out(h)
	if err != nil {
		return nil, nil, fmt.Errorf("record history: %w", err)
	}
	var failed error
	sink = func(r *history.Record) {
		if failed == nil {
			failed = rec.Write(r)
		}
		observe(r)
	}
	closing = func() error {
		if err := rec.Close(); failed == nil {
			failed = err
		}
		if failed != nil {
			return fmt.Errorf("record history: %w", failed)
		}
		return nil
	}
	return sink, closing, nil
}

// settle is how long nothing may move before a run counts as quiet: longer than
// any retry, or a silence between two attempts would pass for the end.
func (t *trial) settle() time.Duration {
	return max(3*time.Second, 2*t.scenario.Workload.Retry, t.scenario.Workload.Supply.Rest(), t.scenario.Failover.Rest())
}
