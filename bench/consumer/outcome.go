package consumer

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/seatrial/seatrial/bench"
)

// WriteSteps writes a table of what each rate came to. Latency counts from the
// intended instant of a send to its effect; the pacer's lateness is in it.
func WriteSteps(w io.Writer, steps []Step) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "offered/s\tachieved/s\tp50\tp99\tp99.9\tmax\tpacer p99\tlost\ttwice\t")
	for i := range steps {
		s := &steps[i]
		h := s.Result.Latency
		fmt.Fprintf(t, "%d\t%.0f\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t\n", s.Rate, s.Result.Rate(), millis(h.ValueAtPercentile(50)), millis(h.ValueAtPercentile(99)),
			millis(h.ValueAtPercentile(99.9)), millis(h.Max()), millis(s.Result.Lateness.ValueAtPercentile(99)), s.Lost(), s.Duplicated)
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("write steps: %w", err)
	}
	return nil
}

func millis(ns int64) string { return fmt.Sprintf("%.2fms", float64(ns)/float64(time.Millisecond)) }

// Outcome returns one round of steps as a result that the gate compares.
func (l Load) Outcome(tool bench.Tool, cfg Config, steps []Step) *bench.Result {
	cfg = cfg.Complete()
	var rates []string
	for _, r := range l.Rates {
		rates = append(rates, strconv.FormatInt(r, 10))
	}
	var lost, twice int64
	out := &bench.Result{Schema: bench.Schema, Tool: tool, Machine: bench.ThisMachine(), Profile: bench.Profile{Name: "consumer",
		Settings: map[string]string{"rates": strings.Join(rates, ","), "step": l.Step.String(), "ack_wait": cfg.AckWait.String(),
			"max_ack_pending": strconv.Itoa(cfg.MaxAckPending), "ce_mode": string(cfg.Mode), "counted_to": countedTo(cfg)}}}
	for i := range steps {
		s := &steps[i]
		leg := fmt.Sprintf("%d/s", s.Rate)
		out.Add(leg, bench.Rate, s.Result.Rate())
		out.AddLatency(leg, s.Result.Latency)
		if s.Result.Answered > 0 {
			out.Steps = append(out.Steps, bench.StepOf(countedTo(cfg), float64(s.Rate), s.Result.Rate(), s.Result.Latency, s.Result.Lateness))
		}
		lost, twice = lost+s.Lost(), twice+s.Duplicated
	}
	out.Counters.Lost, out.Counters.Duplicated = &lost, &twice
	return out
}

func countedTo(cfg Config) string {
	if cfg.State != "" {
		return "acknowledgement"
	}
	return "effect"
}
