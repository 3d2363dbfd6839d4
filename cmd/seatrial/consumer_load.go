package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/consumer"
	"github.com/spf13/cobra"
)

// check refuses flags that make no sense, before anything starts.
func (o *consumerOptions) check() error {
	o.cfg.Mode = consumer.Mode(o.mode)
	o.cfg.Traffic = nil
	for _, word := range o.traffic {
		o.cfg.Traffic = append(o.cfg.Traffic, consumer.Class(word))
	}
	if err := o.checkWay(); err != nil {
		return err
	}
	if err := o.cfg.Complete().Validate(); err != nil {
		return err
	}
	if err := o.checkLoad(); err != nil {
		return err
	}
	for _, file := range []struct{ flag, path string }{{"history", o.history}, {"json", o.json}, {"junit", o.junit},
		{"bench-json", o.bench}, {"ab-json", o.base}} {
		if err := writable(file.path); err != nil {
			return fmt.Errorf("--%s %s: %w", file.flag, file.path, err)
		}
	}
	return nil
}

// checkWay refuses what is not exactly one way to a consumer.
func (o *consumerOptions) checkWay() error {
	switch {
	case o.attach == (o.command != ""):
		return errors.New("give either --cmd COMMAND or --attach --listen ADDR; in Go, call bench/consumer.Test")
	case !o.attach && o.listen != "":
		return errors.New("--listen is for --attach; a process of --cmd finds the address in NATS_URL")
	case !o.attach:
		return nil
	case o.listen == "":
		return errors.New("--attach wants --listen host:port, where your consumer connects")
	case o.old != "":
		return errors.New("--ab-cmd compares two commands: give --cmd, not --attach")
	}
	if _, _, err := net.SplitHostPort(o.listen); err != nil {
		return fmt.Errorf("--listen %q: want host:port, as 127.0.0.1:4222", o.listen)
	}
	return nil
}

func (o *consumerOptions) checkLoad() error {
	for _, text := range o.rates {
		rate, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return fmt.Errorf("--load %q: want events per second, as 100,500,1000", text)
		}
		o.load.Rates = append(o.load.Rates, rate)
	}
	switch {
	case len(o.rates) == 0 && (o.bench != "" || o.old != "" || o.base != ""):
		return errors.New("--bench-json, --ab-cmd and --ab-json are of a load: give --load RATES")
	case len(o.rates) == 0:
		return nil
	case (o.old == "") != (o.base == ""):
		return errors.New("--ab-cmd and --ab-json belong together: the older consumer, and where its result goes")
	case o.old != "" && o.bench == "":
		return errors.New("--ab-cmd wants --bench-json, too: where the result of --cmd goes")
	case o.old != "" && o.rounds < 1:
		return fmt.Errorf("--rounds %d: want at least 1, and 10 for the gate", o.rounds)
	}
	if err := o.load.Validate(); err != nil {
		return fmt.Errorf("--load: %w", err)
	}
	return nil
}

// measure loads what was tried, prints the steps and writes them.
func (o *consumerOptions) measure(c *cobra.Command, r *consumer.Report, said io.Writer) error {
	ctx, w := c.Context(), c.OutOrStdout()
	if o.json == "-" {
		w = c.ErrOrStderr()
	}
	if o.old != "" {
		return o.inTurn(ctx, w, said)
	}
	steps := r.Steps
	if !o.attach {
		var err error
		if steps, err = consumer.Measure(ctx, o.cfg, o.load, o.command, said); err != nil || ctx.Err() != nil {
			return err
		}
	}
	fmt.Fprintln(w)
	if err := consumer.WriteSteps(w, steps); err != nil || o.bench == "" {
		return err
	}
	return writeResult(o.bench, o.load.Outcome(benchTool(), o.cfg, steps))
}

// inTurn loads two consumers in turn and gives both results one interleaving.
func (o *consumerOptions) inTurn(ctx context.Context, w, said io.Writer) error {
	fresh, old, err := consumer.InTurn(ctx, o.cfg, o.load, o.rounds, o.command, o.old, said)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	id := rand.Text()
	for _, side := range []struct {
		name, path string
		rounds     [][]consumer.Step
	}{{"older", o.base, old}, {"this", o.bench, fresh}} {
		var results []*bench.Result
		for _, steps := range side.rounds {
			results = append(results, o.load.Outcome(benchTool(), o.cfg, steps))
		}
		all := bench.Join(results)
		all.Interleaving = id
		if err := writeResult(side.path, all); err != nil {
			return err
		}
		fmt.Fprintf(w, "\n%s, last of %d rounds\n", side.name, o.rounds)
		if err := consumer.WriteSteps(w, side.rounds[len(side.rounds)-1]); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(w, "\n%d rounds each in turn; judge them: seatrial gate %s %s\n", o.rounds, o.base, o.bench)
	return err
}

// benchTool names this binary in a result.
func benchTool() bench.Tool {
	t := tool()
	return bench.Tool{Name: "seatrial", Version: t.Version, Revision: t.Revision}
}
