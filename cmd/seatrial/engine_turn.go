package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/seatrial/seatrial/bench"
)

// turnMeasurements is how often a round measures in its process: its sample is the
// median, because the processor is shared by the millisecond, too.
const turnMeasurements = "5"

// turnRounds is how many rounds of each binary are measured unless told otherwise:
// on a machine so busy that rounds of one program varied by a fifth, they found every
// slowdown by a quarter, where half as many found 7 of 10 (docs/gate.md).
const turnRounds = 40

// contender is one side of a measurement in turn.
type contender struct {
	binary string
	rounds []*bench.Result
}

// benchInTurn measures an older binary and this one, each round in a process of
// its own: old new, new old, old new ... The first pair warms up and is dropped.
// Both result files get one interleaving.
func benchInTurn(ctx context.Context, o engineOptions, w io.Writer) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this binary: %w", err)
	}
	dir, err := os.MkdirTemp("", "seatrial-bench-")
	if err != nil {
		return fmt.Errorf("make folder of rounds: %w", err)
	}
	defer os.RemoveAll(dir)
	old, fresh := &contender{binary: o.old}, &contender{binary: self}
	for i := range o.rounds + 1 {
		for _, c := range inOrder(i, old, fresh) {
			r, err := c.round(ctx, filepath.Join(dir, "round.json"), o.virtual)
			if err != nil {
				return err
			}
			if i > 0 {
				c.rounds = append(c.rounds, r)
			}
		}
	}
	id := rand.Text()
	for _, f := range []struct {
		c    *contender
		path string
	}{{old, o.base}, {fresh, o.json}} {
		all := bench.Join(f.c.rounds)
		all.Interleaving = id
		if err := writeResult(f.path, all); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(w, "%d rounds each in turn; judge them: seatrial gate %s %s\n", o.rounds, o.base, o.json)
	return err
}

// inOrder turns the order round with each pair, so that neither always follows
// the other.
func inOrder(pair int, old, fresh *contender) []*contender {
	if pair%2 == 0 {
		return []*contender{old, fresh}
	}
	return []*contender{fresh, old}
}

// round measures one round in a process of its own, several times.
func (c *contender) round(ctx context.Context, path string, virtual time.Duration) (*bench.Result, error) {
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, c.binary, "bench", "engine", "--rounds", turnMeasurements, "--virtual", virtual.String(), "--json", path)
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("measure %s: %w: %s", c.binary, err, strings.TrimSpace(said.String()))
	}
	r, err := readResult(path)
	if err != nil {
		return nil, fmt.Errorf("measure %s: %w (a binary from before result files cannot be measured in turn)", c.binary, err)
	}
	return bench.Medians(r), nil
}

// checkTurn refuses flags of a measurement in turn that do not fit.
func (o *engineOptions) checkTurn() error {
	switch {
	case o.old == "" && o.base != "":
		return errors.New("--ab-json is for --ab; give the older binary")
	case o.old == "":
		return nil
	case o.json == "" || o.base == "":
		return errors.New("--ab wants two files: --json for this binary, --ab-json for the older one")
	case o.long || o.profile != "":
		return errors.New("--ab measures rounds and nothing else; leave out --long and --cpuprofile")
	case o.rounds < 1:
		return fmt.Errorf("--rounds %d: want at least 1, and 10 for the gate", o.rounds)
	}
	if _, err := exec.LookPath(o.old); err != nil {
		return fmt.Errorf("--ab %s: %w", o.old, err)
	}
	return nil
}
