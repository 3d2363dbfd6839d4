package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/spf13/cobra"
)

func newCheck() *cobra.Command {
	var f runFlags
	var path string
	var require []string
	c := &cobra.Command{
		Use:   "check DIR | --history FILE.jsonl",
		Short: "Judge a stored run, or the history of any system",
		Example: `  seatrial check trial-out
  seatrial check --history export.jsonl --require I-05,I-06`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if (len(args) == 1) == (path != "") {
				return invalid(errors.New("check wants either a folder that `run --out` left or --history FILE"))
			}
			promises, err := askedFor(require)
			if err == nil {
				err = f.checkOutputs()
			}
			if err != nil {
				return err
			}
			if path != "" {
				return checkHistory(c, path, promises, require, f)
			}
			return checkFolder(c, args[0], require, f)
		},
	}
	fl := c.Flags()
	fl.StringVar(&path, "history", "", "a history as JSON Lines (.zst is unpacked; - for stdin)")
	fl.StringSliceVar(&require, "require", nil, "promises that must have an answer (I-05,I-06 ...)")
	fl.StringVar(&f.json, "json", "", "write the result as JSON to this file (- for stdout)")
	fl.StringVar(&f.junit, "junit", "", "write JUnit XML to this file")
	fl.StringVar(&f.markdown, "markdown", "", "append a Markdown summary to this file")
	fl.StringVar(&f.colour, "color", "auto", "colour on the terminal: auto, always, never")
	completeFlags(c)
	return c
}

// askedFor checks the ids of --require; every promise is judged all the same.
func askedFor(require []string) ([]invariants.Promise, error) {
	for _, id := range require {
		if _, ok := invariants.ByID(id); !ok {
			return nil, invalid(fmt.Errorf("--require %s: no such promise; `seatrial list --promises` names them", id))
		}
	}
	return invariants.All(), nil
}

// checkHistory judges one file.
func checkHistory(c *cobra.Command, path string, promises []invariants.Promise, require []string, f runFlags) error {
	judged, err := judgeFile(path, promises)
	if err != nil {
		return invalid(inHistory(path, err))
	}
	res := judged.Result(tool(), strings.TrimSuffix(filepath.Base(path), ".jsonl"), require)
	res.Repeat = "seatrial check --history " + path
	if len(require) > 0 {
		res.Repeat += " --require " + strings.Join(require, ",")
	}
	return conclude(c, []*run.Result{res}, f)
}

// conclude prints results, writes their files and sets the exit status.
func conclude(c *cobra.Command, results []*run.Result, f runFlags) error {
	out := c.OutOrStdout()
	code := run.ExitHeld
	for _, res := range results {
		code = worse(code, res.Exit)
		if f.json == "-" {
			continue
		}
		if err := reports.Text(out, res, f.style(out)); err != nil {
			return broken(err)
		}
	}
	if err := writeReports(c, results, f); err != nil {
		return broken(err)
	}
	return ended(code)
}

// judgeFile opens a history, packed or plain, and judges it.
func judgeFile(path string, promises []invariants.Promise) (*run.Judged, error) {
	in, closing, err := openHistory(path)
	if err != nil {
		return nil, err
	}
	defer closing()
	rd, err := history.NewReader(in)
	if err != nil {
		return nil, err
	}
	return run.Check(rd, promises)
}

func openHistory(path string) (io.Reader, func(), error) {
	if path == "-" {
		return os.Stdin, func() {}, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	if !strings.HasSuffix(path, ".zst") {
		return file, func() { file.Close() }, nil
	}
	pack, err := zstd.NewReader(file, zstd.WithDecoderConcurrency(1))
	if err != nil {
		file.Close()
		return nil, nil, fmt.Errorf("unpack: %w", err)
	}
	return pack, func() { pack.Close(); file.Close() }, nil
}

// checkFolder judges the histories of a stored run again and says whether the
// verdict is repeated.
func checkFolder(c *cobra.Command, dir string, require []string, f runFlags) error {
	stored, err := findResults(dir)
	if err != nil {
		return invalid(err)
	}
	var results []*run.Result
	for _, path := range stored {
		res, err := rejudge(path, require)
		if err != nil {
			return invalid(err)
		}
		results = append(results, res)
	}
	return conclude(c, results, f)
}

// findResults lists the folders below dir that hold the history of a run.
func findResults(dir string) ([]string, error) {
	var out []string
	for _, pattern := range []string{"history-*.jsonl.zst", filepath.Join("*", "history-*.jsonl.zst")} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	sort.Strings(out)
	if len(out) == 0 {
		return nil, fmt.Errorf("%s holds no history-*.jsonl.zst: give a folder that `seatrial run --out` left", dir)
	}
	return out, nil
}
