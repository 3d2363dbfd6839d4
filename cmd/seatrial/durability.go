package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/durability"
	"github.com/seatrial/seatrial/bench/load"
	"github.com/seatrial/seatrial/reports"
)

const durabilityHelp = `Measures what an acknowledgement of the ledger store is worth: how many events a
second it can give, how long one takes at an offered rate, and how many of them a
power loss takes back. Clients keep their own list of what was acknowledged; the
power goes while load is offered; what a client was promised and no ledger has
afterwards is lost.

  always     acknowledged after a sync of its own
  group W    after a sync shared with others; the next one waits W
  written W  once it is written; a sync follows, the next one waits W
  unsafe     once it is written; no sync follows`

// durabilityOptions say how much to measure, and where to write.
type durabilityOptions struct {
	cfg     durability.Config
	windows []time.Duration
	json    string
	html    string
}

func newBenchDurability() *cobra.Command {
	var o durabilityOptions
	c := &cobra.Command{
		Use:     "durability",
		Short:   "Measure sync policies: rate, latency, and what a power loss takes back",
		Long:    durabilityHelp,
		Example: `  seatrial bench durability --html durability.html --json durability.json`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := o.check(); err != nil {
				return invalid(err)
			}
			if err := benchDurability(c.Context(), o, c.OutOrStdout()); err != nil {
				return broken(err)
			}
			return nil
		},
	}
	fl := c.Flags()
	fl.DurationSliceVar(&o.windows, "windows", []time.Duration{0, time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond}, "how long after a sync the next one waits")
	fl.Int64Var(&o.cfg.Rate, "rate", 1000, "commands/s offered for latency and loss")
	fl.DurationVar(&o.cfg.Measured, "measured", time.Second, "how long each part is measured; the power goes at its end")
	fl.IntVar(&o.cfg.Losses, "losses", 5, "power losses of each setting")
	fl.IntVar(&o.cfg.Machines, "ledgers", 8, "ledgers in the store")
	fl.IntVar(&o.cfg.Callers, "callers", 64, "callers that wait for their answer, to find the highest rate")
	fl.Uint64Var(&o.cfg.Seed, "seed", 1, "of the arrivals, and of what a power loss leaves")
	fl.StringVar(&o.cfg.Dir, "dir", "", "folder for the stores, on the disk to be measured (default: that for temporary files)")
	fl.StringVar(&o.json, "json", "", "write the table and the curves to this file")
	fl.StringVar(&o.html, "html", "", "write the chart and the table as one page")
	return c
}

// check refuses what cannot be measured, before anything starts.
func (o *durabilityOptions) check() error {
	for _, f := range []struct {
		flag string
		n    int64
	}{{"rate", o.cfg.Rate}, {"measured", int64(o.cfg.Measured)}, {"losses", int64(o.cfg.Losses)}, {"ledgers", int64(o.cfg.Machines)}, {"callers", int64(o.cfg.Callers)}} {
		if f.n < 1 {
			return fmt.Errorf("--%s: want more than nothing", f.flag)
		}
	}
	if o.cfg.Rate > 1_000_000 {
		return fmt.Errorf("--rate %d: want at most 1000000 commands/s", o.cfg.Rate)
	}
	for _, w := range o.windows {
		if w < 0 || w > time.Second {
			return fmt.Errorf("--windows %v: want 0 to 1s each", w)
		}
	}
	for _, f := range []struct{ flag, path string }{{"json", o.json}, {"html", o.html}} {
		if err := writable(f.path); err != nil {
			return fmt.Errorf("--%s %s: %w", f.flag, f.path, err)
		}
	}
	return nil
}

func benchDurability(ctx context.Context, o durabilityOptions, w io.Writer) error {
	t := tool()
	r := &durability.Report{Schema: durability.Schema, Tool: bench.Tool{Name: "seatrial", Version: t.Version, Revision: t.Revision}, Machine: bench.ThisMachine(),
		Offered: o.cfg.Rate, Measured: o.cfg.Measured.Seconds(), Machines: o.cfg.Machines, Callers: o.cfg.Callers}
	for _, s := range durability.Settings(o.windows) {
		p, err := durability.Measure(ctx, load.Wall, o.cfg, s)
		if err != nil {
			return err
		}
		r.Rows = append(r.Rows, p.Row())
	}
	err := r.Text(w)
	if o.json != "" {
		err = errors.Join(err, toFile(o.json, r.Write))
	}
	if o.html != "" {
		err = errors.Join(err, toFile(o.html, func(w io.Writer) error { return reports.Durability(w, r) }))
	}
	return err
}
