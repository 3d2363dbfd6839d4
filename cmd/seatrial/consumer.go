package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/seatrial/seatrial/bench/consumer"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/spf13/cobra"
)

const consumerHelp = `Puts anybody's consumer of a NATS stream on trial: starts a nats-server with
JetStream, sends duplicates, reordered and stale versions, gaps, poison and other
schemas, kills the consumer between an effect and its acknowledgement, and says
promise by promise what held. With --load it then offers rates step by step, open
loop, and prints the latencies.

The consumer finds NATS_URL, NATS_CREDS, STREAM, CONSUMER, EFFECTS_SUBJECT,
EFFECTS_URL and STATE_DIR in its environment. docs/consumer.md is the contract.`

// consumerOptions are the flags of `bench consumer`.
type consumerOptions struct {
	cfg     consumer.Config
	mode    string
	traffic []string
	command string
	old     string
	attach  bool
	listen  string
	load    consumer.Load
	rates   []string
	rounds  int
	history string
	json    string
	junit   string
	bench   string
	base    string
	verbose bool
}

func newBenchConsumer() *cobra.Command {
	var o consumerOptions
	c := &cobra.Command{
		Use:   "consumer --cmd COMMAND | --attach --listen ADDR",
		Short: "Put a consumer on trial, then load it step by step",
		Long:  consumerHelp,
		Example: `  seatrial bench consumer --cmd 'python3 app.py'
  seatrial bench consumer --cmd ./app --traffic order,duplicate,crash --history seen.jsonl
  seatrial bench consumer --attach --listen 127.0.0.1:4222
  seatrial bench consumer --cmd ./app --load 100,500,1000 --step 10s --bench-json new.json
  seatrial bench consumer --cmd ./new --ab-cmd ./old --load 500 --rounds 20 --bench-json new.json --ab-json old.json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return runConsumer(c, &o) },
	}
	o.register(c)
	return c
}

func (o *consumerOptions) register(c *cobra.Command) {
	def := consumer.Config{}.Complete()
	fl := c.Flags()
	fl.StringVar(&o.command, "cmd", "", "the consumer: a command for the shell; it is started, killed and started again")
	fl.BoolVar(&o.attach, "attach", false, "print the settings and wait for a consumer that you start")
	fl.StringVar(&o.listen, "listen", "", "with --attach: host:port where it connects")
	fl.StringVar(&o.cfg.Stream, "stream", def.Stream, "name of the stream")
	fl.StringSliceVar(&o.cfg.Subjects, "subjects", def.Subjects, "subjects of the stream")
	fl.StringVar(&o.cfg.Consumer, "consumer", def.Consumer, "name of the durable pull consumer")
	fl.StringVar(&o.cfg.EffectsSubject, "effects-subject", "", "where effects are told (effects.CONSUMER)")
	fl.DurationVar(&o.cfg.AckWait, "ack-wait", def.AckWait, "AckWait of the consumer")
	fl.IntVar(&o.cfg.MaxAckPending, "max-ack-pending", def.MaxAckPending, "MaxAckPending of the consumer")
	fl.StringVar(&o.mode, "ce-mode", string(def.Mode), "CloudEvents mode: binary or structured")
	fl.StringSliceVar(&o.traffic, "traffic", words(def.Traffic), "what is sent")
	fl.StringSliceVar(&o.cfg.Promises, "promises", nil, "promises that must have an answer (all that the traffic is for)")
	fl.IntVar(&o.cfg.MaxAttempts, "max-attempts", def.MaxAttempts, "deliveries after which what nobody can read must be put away")
	fl.IntVar(&o.cfg.Crashes, "crashes", def.Crashes, "how often it is killed")
	fl.DurationVar(&o.cfg.StallAfter, "stall-after", 5*time.Second, "messages wait and nothing moves for this long: a stall")
	fl.DurationVar(&o.cfg.Patience, "patience", def.Patience, "how long one class of traffic may take")
	fl.StringVar(&o.cfg.State, "state", "", "a command that prints what the consumer has, when all is quiet; then nothing need be told")
	fl.StringVar(&o.history, "history", "", "write what was seen to this file, for seatrial check --history")
	fl.StringVar(&o.json, "json", "", "write the verdict as JSON to this file (- for stdout)")
	fl.StringVar(&o.junit, "junit", "", "write JUnit XML to this file")
	fl.StringSliceVar(&o.rates, "load", nil, "events per second to offer, step by step (100,500,1000)")
	fl.DurationVar(&o.load.Step, "step", 10*time.Second, "length of a step")
	fl.StringVar(&o.bench, "bench-json", "", "write the load steps for seatrial gate to this file")
	fl.StringVar(&o.old, "ab-cmd", "", "an older consumer to load in turn with this one")
	fl.StringVar(&o.base, "ab-json", "", "write the load steps of the older consumer to this file")
	fl.IntVar(&o.rounds, "rounds", turnRounds, "how often each consumer is loaded with --ab-cmd")
	fl.BoolVarP(&o.verbose, "verbose", "v", false, "what the trial does and what the consumer says, on stderr")
}

func words[S ~string](list []S) []string {
	out := make([]string, 0, len(list))
	for _, s := range list {
		out = append(out, string(s))
	}
	return out
}

// runConsumer tries, and then loads what was held.
func runConsumer(c *cobra.Command, o *consumerOptions) error {
	if err := o.check(); err != nil {
		return invalid(err)
	}
	said := io.Discard
	if o.verbose {
		said = c.ErrOrStderr()
		o.cfg.Log = said
	}
	r, err := o.try(c.Context(), c.ErrOrStderr(), said)
	switch {
	case errors.Is(err, consumer.ErrParty) && (r == nil || len(r.Steps) == 0):
		return invalid(err)
	case err != nil:
		return broken(err)
	}
	code, err := o.conclude(c, r)
	if err != nil {
		return broken(err)
	}
	if code != run.ExitHeld || len(o.load.Rates) == 0 {
		return ended(code)
	}
	if err := o.measure(c, r, said); err != nil {
		return broken(err)
	}
	if c.Context().Err() != nil {
		return ended(run.ExitStopped)
	}
	return nil
}

func (o *consumerOptions) try(ctx context.Context, out, said io.Writer) (*consumer.Report, error) {
	if o.attach {
		return consumer.Attach(ctx, o.cfg, o.listen, o.load, out)
	}
	return consumer.Run(ctx, o.cfg, o.command, said)
}

// conclude prints and writes the verdict, and returns the exit status.
func (o *consumerOptions) conclude(c *cobra.Command, r *consumer.Report) (int, error) {
	res := o.result(r)
	if o.json != "-" {
		if err := r.WriteText(c.OutOrStdout()); err != nil {
			return 0, err
		}
	}
	if o.history != "" {
		if err := toFile(o.history, r.WriteHistory); err != nil {
			return 0, err
		}
	}
	return res.Exit, writeReports(c, []*run.Result{res}, runFlags{json: o.json, junit: o.junit})
}

// result makes a result, as `check` makes it of a stored history.
func (o *consumerOptions) result(r *consumer.Report) *run.Result {
	measure := run.NewMeasure(r.Header, false)
	for i := range r.Records {
		measure.See(&r.Records[i])
	}
	judged := run.Judged{Header: r.Header, Findings: r.Promises, Measure: measure, Records: uint64(len(r.Records)), Truncated: r.Ended}
	var asked []string
	for _, f := range r.Promises {
		asked = append(asked, f.ID)
	}
	res := judged.Result(tool(), r.Header.Scenario, asked)
	res.Scenario.Title = "A consumer meets a bad week"
	res.Scenario.Hypothesis = "Each promise of a consumer holds."
	res.WallSeconds = r.Spent.Seconds()
	res.Repeat = o.repeat()
	if r.Stall != nil {
		res.Reasons = append(res.Reasons, r.Stall.String())
	}
	res.Resettle()
	if r.Stopped && res.Exit != run.ExitViolated {
		res.Exit = run.ExitStopped
	}
	return res
}

// repeat is the command that tries the same again.
func (o *consumerOptions) repeat() string {
	if o.attach {
		return "seatrial bench consumer --attach --listen " + o.listen
	}
	out := "seatrial bench consumer --cmd " + quoted(o.command)
	if o.cfg.State != "" {
		out += " --state " + quoted(o.cfg.State)
	}
	if len(o.traffic) < len(consumer.Classes()) {
		out += " --traffic " + strings.Join(o.traffic, ",")
	}
	return out
}

// quoted returns a word as a shell takes it.
func quoted(word string) string {
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
