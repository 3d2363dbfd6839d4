package consumer_test

import (
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/consumer"
)

// A handler and a process under load lose nothing and do nothing twice, and the
// result is one that the gate reads.
func TestLoad(t *testing.T) {
	l := consumer.Load{Rates: []int64{50, 200}, Step: 500 * time.Millisecond}
	byState := consumer.Config{State: "true"}
	for _, c := range []struct {
		name string
		cfg  consumer.Config
		run  func(cfg consumer.Config) ([]consumer.Step, error)
	}{
		{"handler", consumer.Config{}, func(cfg consumer.Config) ([]consumer.Step, error) {
			return consumer.MeasureHandler(t.Context(), cfg, l, newShop("").handle)
		}},
		{"process", consumer.Config{}, func(cfg consumer.Config) ([]consumer.Step, error) {
			return consumer.Measure(t.Context(), cfg, l, shopCommand(t, "plant:", "subject"), t.Output())
		}},
		{"process over http", consumer.Config{}, func(cfg consumer.Config) ([]consumer.Step, error) {
			return consumer.Measure(t.Context(), cfg, l, shopCommand(t, "plant:", "http"), t.Output())
		}},
		{"process by its acknowledgements", byState, func(cfg consumer.Config) ([]consumer.Step, error) {
			return consumer.Measure(t.Context(), cfg, l, shopCommand(t, "plant:", "none"), t.Output())
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			steps, err := c.run(c.cfg)
			if err != nil || len(steps) != len(l.Rates) {
				t.Fatalf("load = %d steps, %v, want %d", len(steps), err, len(l.Rates))
			}
			for _, s := range steps {
				if want := uint64(float64(s.Rate) * 0.45); s.Result.Answered != want || s.Lost() != 0 || s.Duplicated != 0 {
					t.Errorf("at %d/s: %d answered, %d lost, %d twice, want %d, 0, 0", s.Rate, s.Result.Answered, s.Lost(), s.Duplicated, want)
				}
			}
			r := l.Outcome(bench.Tool{Name: "shop", Version: "1", Revision: "r"}, c.cfg, steps)
			if err := r.Validate(); err != nil {
				t.Errorf("outcome = %v, want valid", err)
			}
			for i, s := range r.Steps {
				if s.Offered != float64(l.Rates[i]) || s.Rate <= 0 || s.P99 < s.P50 || s.P50 <= 0 {
					t.Errorf("step %d = %+v, want what %d/s came to", i, s, l.Rates[i])
				}
			}
			if len(r.Steps) != len(l.Rates) {
				t.Errorf("load steps in the outcome = %d, want %d", len(r.Steps), len(l.Rates))
			}
			var b strings.Builder
			if err := consumer.WriteSteps(&b, steps); err != nil || strings.Count(b.String(), "\n") != 3 {
				t.Errorf("WriteSteps = %q, %v, want a heading and two rows", b.String(), err)
			}
			t.Log("\n" + b.String())
		})
	}
}
