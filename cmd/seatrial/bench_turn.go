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
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/bench"
	"github.com/spf13/pflag"
)

// turnMeasurements is how often a round of the engine measures in its process: its
// sample is the median, because the processor is shared by the millisecond, too.
const turnMeasurements = 5

// turnRounds is how many rounds of each binary are measured unless told otherwise:
// on a machine so busy that rounds of one program varied by a fifth, they found every
// slowdown by a quarter, where half as many found 7 of 10 (docs/gate.md).
const turnRounds = 40

// turnFiles are the files of a benchmark whose rounds may be measured in turn with
// those of an older binary.
type turnFiles struct {
	json string // result file
	old  string // binary to measure in turn
	base string // its result file
}

// flags adds the flags that every such benchmark has.
func (t *turnFiles) flags(fl *pflag.FlagSet) {
	fl.StringVar(&t.json, "json", "", "write a result for seatrial gate to this file")
	fl.StringVar(&t.old, "ab", "", "an older binary to measure in turn with this one")
	fl.StringVar(&t.base, "ab-json", "", "write the result of the older binary to this file")
}

// check refuses files that cannot be written, and flags that do not fit.
func (t *turnFiles) check(rounds int) error {
	for _, file := range []struct{ flag, path string }{{"json", t.json}, {"ab-json", t.base}} {
		if err := writable(file.path); err != nil {
			return fmt.Errorf("--%s %s: %w", file.flag, file.path, err)
		}
	}
	switch {
	case t.old == "" && t.base != "":
		return errors.New("--ab-json is for --ab; give the older binary")
	case t.old == "":
		return nil
	case t.json == "" || t.base == "":
		return errors.New("--ab wants two files: --json for this binary, --ab-json for the older one")
	case rounds < 1:
		return fmt.Errorf("--rounds %d: want at least 1, and 10 for the gate", rounds)
	}
	if _, err := exec.LookPath(t.old); err != nil {
		return fmt.Errorf("--ab %s: %w", t.old, err)
	}
	return nil
}

// turn is a measurement of two binaries in turn.
type turn struct {
	files  turnFiles
	rounds int
	args   []string // of a round: the benchmark and its flags; --rounds and --json are added
	within int      // measurements of a round, of which the median counts; 0 = one
}

// contender is one side of a measurement in turn.
type contender struct {
	binary string
	rounds []*bench.Result
}

// run measures an older binary and this one, each round in a process of its own:
// old new, new old, old new ... The first pair warms up and is dropped. Both result
// files get one interleaving.
func (t *turn) run(ctx context.Context, w io.Writer) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this binary: %w", err)
	}
	dir, err := os.MkdirTemp("", "seatrial-bench-")
	if err != nil {
		return fmt.Errorf("make folder of rounds: %w", err)
	}
	defer os.RemoveAll(dir)
	old, fresh := &contender{binary: t.files.old}, &contender{binary: self}
	for i := range t.rounds + 1 {
		for _, c := range inOrder(i, old, fresh) {
			r, err := c.round(ctx, filepath.Join(dir, "round.json"), t.args, max(t.within, 1))
			if err != nil {
				return err
			}
			if i > 0 {
				c.rounds = append(c.rounds, r)
			}
		}
	}
	return t.write(w, old, fresh)
}

// write writes both results.
func (t *turn) write(w io.Writer, old, fresh *contender) error {
	id := rand.Text()
	for _, f := range []struct {
		c    *contender
		path string
	}{{old, t.files.base}, {fresh, t.files.json}} {
		all := bench.Join(f.c.rounds)
		all.Interleaving = id
		if err := writeResult(f.path, all); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "%d rounds each in turn; judge them: seatrial gate %s %s\n", t.rounds, t.files.base, t.files.json)
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

// round measures one round in a process of its own, so many times.
func (c *contender) round(ctx context.Context, path string, args []string, times int) (*bench.Result, error) {
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, c.binary, append(append([]string{"bench"}, args...), "--rounds", strconv.Itoa(times), "--json", path)...)
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
