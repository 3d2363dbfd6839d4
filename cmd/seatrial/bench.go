package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"
)

func newBench() *cobra.Command {
	c := &cobra.Command{Use: "bench", Short: "Measure, as ratios in one run", Args: group,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(newBenchEngine(), newBenchHotpath(), newBenchConsumer(), newBenchCheckers(), newBenchDurability(), newBenchReport())
	return c
}

const engineHelp = `Runs the whole reference system with every promise on, and the very same engine
events through a bare loop of the same queue with empty handlers, in turn. The
ratio of the two rates is what domain, network, disks, buses, history and
promises leave of the engine's ceiling. Then each promise judges the same records
alone: what it costs per record, and its part of the whole.

--json writes a result for seatrial gate and leaves out what that does not need:
the promises' parts and what the engine itself allocates. --ab measures an older binary and this
one in turn, so that the gate can compare timings as well.`

func newBenchEngine() *cobra.Command {
	var o engineOptions
	c := &cobra.Command{
		Use:   "engine",
		Short: "Measure the virtual world against a bare event loop",
		Long:  engineHelp,
		Example: `  seatrial bench engine --json new.json
  seatrial bench engine --ab ./seatrial-main --ab-json base.json --json new.json --virtual 5s`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if o.files.old != "" && !c.Flags().Changed("rounds") {
				o.rounds = turnRounds
			}
			return runEngine(c, o)
		},
	}
	fl := c.Flags()
	fl.IntVar(&o.rounds, "rounds", 5, "how often each side is measured, in turn (40 with --ab)")
	fl.DurationVar(&o.virtual, "virtual", 0, "virtual time per measurement (0 = 60s)")
	fl.BoolVar(&o.long, "long", false, "also 24 virtual hours at 10 commands/s and region, and one hour at 100/s")
	fl.StringVar(&o.profile, "cpuprofile", "", "write a CPU profile of the whole system to this file")
	o.files.flags(fl)
	return c
}

// runEngine measures this binary, or an older one and this in turn.
func runEngine(c *cobra.Command, o engineOptions) error {
	if o.virtual == 0 {
		o.virtual = time.Minute
	}
	if err := o.check(); err != nil {
		return invalid(err)
	}
	if o.files.old != "" {
		t := turn{files: o.files, rounds: o.rounds, within: turnMeasurements, args: []string{"engine", "--virtual", o.virtual.String()}}
		if err := t.run(c.Context(), c.OutOrStdout()); err != nil {
			return broken(err)
		}
		return nil
	}
	res, err := benchEngine(c.Context(), o, c.OutOrStdout())
	if err == nil && o.files.json != "" {
		err = writeResult(o.files.json, res.file())
	}
	if err != nil {
		return broken(err)
	}
	return nil
}

// check refuses flags that do not fit.
func (o *engineOptions) check() error {
	if err := o.files.check(o.rounds); err != nil {
		return err
	}
	if o.files.old != "" && (o.long || o.profile != "") {
		return errors.New("--ab measures rounds and nothing else; leave out --long and --cpuprofile")
	}
	return nil
}

// quantity prints a number with thousands separated.
func quantity(n float64) string {
	s := fmt.Sprintf("%.0f", n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}

// createFile opens a file for a profile.
func createFile(path string) (*os.File, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("create profile: %w", err)
	}
	return f, nil
}
