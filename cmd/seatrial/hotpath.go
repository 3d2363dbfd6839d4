package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/hist"
	"github.com/seatrial/seatrial/bench/hotpath"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/spf13/cobra"
)

// hotpathOptions say what is measured, and how much.
type hotpathOptions struct {
	rounds    int
	each      time.Duration
	window    int
	rate      float64
	steps     []float64
	profile   string
	inProcess bool
	untapped  bool
	cpu       string
	curves    string
	files     turnFiles
}

const hotpathHelp = `Runs the reference in the embedded world and measures the way of a command:

  commit      client -> pod -> durable ledger -> reply
  consumer    durable -> relay -> bus -> read model, durable
  hub         delivered to egress -> batch -> link -> hub, durable
  end-to-end  from the intended instant until all of that is done

Beside it, in turn, runs a ceiling program: the same messages over the same
servers, links and stores, with nothing that decides. First the highest rate of
each is found in a closed loop, then latencies are taken in an open loop at half
of the reference's, from the instant each command was intended. --steps takes
further loads, for the chart of throughput against latency (seatrial bench report).
Garbage is collected when 3 GiB are full, unless GOGC says otherwise.

--json writes a result for seatrial gate. --ab measures an older binary and this
one in turn, so that the gate can compare timings as well.`

func newBenchHotpath() *cobra.Command {
	var o hotpathOptions
	c := &cobra.Command{
		Use:   "hotpath",
		Short: "Measure the hot path in world embedded against a ceiling program",
		Long:  hotpathHelp,
		Example: `  seatrial bench hotpath --json new.json --hgrm curves
  seatrial bench hotpath --profile unsafe --in-process --no-tap`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return runHotpath(c, o) },
	}
	fl := c.Flags()
	fl.IntVar(&o.rounds, "rounds", 4, "how often each program is measured, in turn")
	fl.DurationVar(&o.each, "time", 3*time.Second, "time per measurement, without its warm-up")
	fl.IntVar(&o.window, "window", 256, "orders under way in the closed loop")
	fl.Float64Var(&o.rate, "rate", 0, "events per second offered in the open loop (0 = half of what the reference sustains)")
	fl.Float64SliceVar(&o.steps, "steps", nil, "further load steps, as shares of what the reference sustains (0.25,0.75,1), each measured once")
	fl.StringVar(&o.profile, "profile", run.Safe, "safe: answers wait for fsync; unsafe: they do not")
	fl.BoolVar(&o.inProcess, "in-process", false, "connect without sockets instead of TCP")
	fl.BoolVar(&o.untapped, "no-tap", false, "no witness on the link to the hub")
	fl.StringVar(&o.cpu, "cpuprofile", "", "write a CPU profile to this file (pprof -tagfocus=system or ceiling)")
	fl.StringVar(&o.curves, "hgrm", "", "write a percentile curve of each leg into this folder")
	o.files.flags(fl)
	completeFlags(c)
	return c
}

func (o hotpathOptions) unsafe() bool { return o.profile == run.Unsafe }

func (o hotpathOptions) config() hotpath.Config {
	return hotpath.Config{Rounds: o.rounds, Each: o.each, Window: o.window, Rate: o.rate, Steps: o.steps, CPU: cpuTime}
}

// benchHotpath measures and prints.
func benchHotpath(ctx context.Context, o hotpathOptions, w io.Writer) (*hotpath.Report, error) {
	lab, err := newHotLab(ctx, o)
	if err != nil {
		return nil, err
	}
	defer collectByBudget()()
	var r *hotpath.Report
	if err := profiled(o.cpu, func() (err error) {
		r, err = hotpath.Measure(ctx, lab, o.config())
		return err
	}); err != nil {
		return nil, err
	}
	r.Print(w)
	return r, o.writeCurves(r)
}

// runHotpath measures this binary, or an older one and this in turn.
func runHotpath(c *cobra.Command, o hotpathOptions) error {
	if err := o.check(); err != nil {
		return invalid(err)
	}
	if o.files.old != "" {
		t := turn{files: o.files, rounds: o.rounds, args: o.args()}
		if err := t.run(c.Context(), c.OutOrStdout()); err != nil {
			return broken(err)
		}
		return nil
	}
	r, err := benchHotpath(c.Context(), o, c.OutOrStdout())
	if err == nil && o.files.json != "" {
		err = writeResult(o.files.json, hotpathFile(r, o))
	}
	if err != nil {
		return broken(err)
	}
	return nil
}

// check refuses what cannot be measured, before anything starts.
func (o *hotpathOptions) check() error {
	if err := o.config().Validate(); err != nil {
		return err
	}
	switch {
	case o.rounds < 1 || o.window < 1 || o.each <= 0: // 0 is not what the flag says
		return fmt.Errorf("--rounds %d, --window %d, --time %v: want more than nothing of each", o.rounds, o.window, o.each)
	case o.profile != run.Safe && o.profile != run.Unsafe:
		return fmt.Errorf("no profile %q: want %s or %s", o.profile, run.Safe, run.Unsafe)
	case o.files.old != "" && o.rate == 0:
		return errors.New("--ab compares latencies at one rate: give --rate, half of what either binary sustains")
	case o.files.old != "" && (o.cpu != "" || o.curves != "" || len(o.steps) > 0):
		return errors.New("--ab measures rounds and nothing else; leave out --cpuprofile, --hgrm and --steps")
	}
	return o.files.check(o.rounds)
}

// args are the arguments that measure the same in another process.
func (o *hotpathOptions) args() []string {
	out := []string{"hotpath", "--time", o.each.String(), "--window", strconv.Itoa(o.window), "--rate", strconv.FormatFloat(o.rate, 'g', -1, 64),
		"--profile", o.profile}
	if o.inProcess {
		out = append(out, "--in-process")
	}
	if o.untapped {
		out = append(out, "--no-tap")
	}
	return out
}

// writeCurves writes a file for each leg of each program.
func (o *hotpathOptions) writeCurves(r *hotpath.Report) error {
	if o.curves == "" {
		return nil
	}
	if err := os.MkdirAll(o.curves, 0o755); err != nil {
		return fmt.Errorf("write curves: %w", err)
	}
	return r.Curves(func(name string, h *hdrhistogram.Histogram) error {
		return toFile(filepath.Join(o.curves, name+".hgrm"), func(w io.Writer) error { return hist.WriteCurve(w, name, h) })
	})
}

// hotpathFile returns what was measured as a result file.
func hotpathFile(r *hotpath.Report, o hotpathOptions) *bench.Result {
	t := tool()
	out := r.Result()
	out.Tool = bench.Tool{Name: "seatrial", Version: t.Version, Revision: t.Revision}
	out.Profile = bench.Profile{Name: "hotpath", Settings: map[string]string{"profile": o.profile, "connections": "tcp", "tap": "on",
		"time": o.each.String(), "window": strconv.Itoa(o.window)}}
	if o.inProcess {
		out.Profile.Settings["connections"] = "in-process"
	}
	if o.untapped {
		out.Profile.Settings["tap"] = "off"
	}
	if o.rate > 0 {
		out.Profile.Settings["rate"] = strconv.FormatFloat(o.rate, 'g', -1, 64) + " events/s"
	}
	return out
}
