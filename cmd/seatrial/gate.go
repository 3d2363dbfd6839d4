package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/gate"
	"github.com/seatrial/seatrial/scenarios/run"
)

// gateFlags are what `gate` was asked.
type gateFlags struct {
	inconclusive string
	reason       string
	accepted     string
	markdown     string
	junit        string
	benchstat    string
}

const gateHelp = `Compares two results of one benchmark. Counters decide: allocations per event may
rise by 2 %, bytes per event by 10 %, engine events and messages per order must be
the same, and nothing may be lost or duplicated. Timings decide only if both files
were measured in turn (bench engine --ab).

Exit status: 0 nothing is worse; 4 a regression; 3 inconclusive; 64 a file or the
command line is wrong. A regression outranks what is inconclusive.

--accept records the changes of counters that were found, with your reason, in a
file to be committed; later gates read it and let exactly these changes pass.`

func newGate() *cobra.Command {
	var f gateFlags
	c := &cobra.Command{
		Use:   "gate BASE.json NEW.json",
		Short: "Fail the build if a benchmark became worse beyond noise",
		Long:  gateHelp,
		Example: `  seatrial gate base.json new.json --markdown "$GITHUB_STEP_SUMMARY"
  seatrial gate base.json new.json --accepted bench/accepted.json --accept "orders carry lots"`,
		Args: exactly(2, "two results: BASE.json NEW.json, as `seatrial bench engine --json` writes them"),
		RunE: func(c *cobra.Command, args []string) error { return runGate(c, args[0], args[1], f) },
	}
	fl := c.Flags()
	fl.StringVar(&f.inconclusive, "inconclusive", "fail", "what becomes of no answer: fail (exit 3) or warn (exit 0)")
	fl.StringVar(&f.reason, "accept", "", "record the changed counters as intended, for this reason")
	fl.StringVar(&f.accepted, "accepted", "", "file of accepted changes (default NEW.accepted.json beside NEW)")
	fl.StringVar(&f.markdown, "markdown", "", "append a Markdown summary to this file")
	fl.StringVar(&f.junit, "junit", "", "write JUnit XML to this file")
	fl.StringVar(&f.benchstat, "benchstat", "", "write both results for benchstat -col side to this file")
	return c
}

// runGate reads, judges, accepts what it is told to, and reports.
func runGate(c *cobra.Command, basePath, newPath string, f gateFlags) error {
	if f.accepted == "" {
		f.accepted = strings.TrimSuffix(newPath, ".json") + ".accepted.json"
	}
	if err := f.check(c.Flags().Changed("accept")); err != nil {
		return invalid(err)
	}
	base, err := readResult(basePath)
	if err != nil {
		return invalid(err)
	}
	fresh, err := readResult(newPath)
	if err != nil {
		return invalid(err)
	}
	accepted, err := readAccepted(f.accepted, c.Flags().Changed("accepted") && f.reason == "")
	if err != nil {
		return invalid(err)
	}
	v, err := gate.Judge(base, fresh, accepted)
	if err != nil {
		return invalid(err)
	}
	if f.reason != "" {
		if v, err = f.accept(c.ErrOrStderr(), v, accepted); err != nil {
			return err
		}
	}
	if err := f.write(c.OutOrStdout(), v); err != nil {
		return broken(err)
	}
	return f.ended(c.ErrOrStderr(), v)
}

// check refuses flags before anything is read.
func (f *gateFlags) check(accepts bool) error {
	if f.inconclusive != "fail" && f.inconclusive != "warn" {
		return fmt.Errorf("--inconclusive %q: want fail or warn", f.inconclusive)
	}
	if accepts && strings.TrimSpace(f.reason) == "" {
		return errors.New("--accept wants a reason: it is what the reviewer reads")
	}
	for _, file := range []struct{ flag, path string }{{"accepted", f.accepted}, {"markdown", f.markdown}, {"junit", f.junit}, {"benchstat", f.benchstat}} {
		if err := writable(file.path); err != nil {
			return fmt.Errorf("--%s %s: %w", file.flag, file.path, err)
		}
	}
	return nil
}

// accept records the changed counters and judges again. With nothing to accept it
// writes nothing.
func (f *gateFlags) accept(w io.Writer, v *gate.Verdict, accepted *bench.Accepted) (*gate.Verdict, error) {
	changes := v.Accept(f.reason)
	if len(changes) == 0 {
		_, err := fmt.Fprintln(w, "seatrial: no changed counter to accept; nothing was written")
		return v, err
	}
	for _, change := range changes {
		accepted.Put(change)
	}
	if err := toFile(f.accepted, accepted.Write); err != nil {
		return nil, broken(err)
	}
	if _, err := fmt.Fprintf(w, "seatrial: accepted %d of the counters in %s; commit that file\n", len(changes), f.accepted); err != nil {
		return nil, broken(err)
	}
	again, err := gate.Judge(v.Base, v.New, accepted)
	if err != nil {
		return nil, invalid(err)
	}
	return again, nil
}

// write prints the verdict and writes the files that the flags ask for.
func (f *gateFlags) write(stdout io.Writer, v *gate.Verdict) error {
	if err := v.Text(stdout); err != nil {
		return err
	}
	if f.junit != "" {
		if err := toFile(f.junit, func(w io.Writer) error { return v.JUnit(w, f.inconclusive == "warn") }); err != nil {
			return err
		}
	}
	if f.benchstat != "" {
		if err := toFile(f.benchstat, v.Benchstat); err != nil {
			return err
		}
	}
	if f.markdown == "" {
		return nil
	}
	file, err := os.OpenFile(f.markdown, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("append markdown: %w", err)
	}
	err = v.Markdown(file)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

// ended turns a verdict into an exit status.
func (f *gateFlags) ended(w io.Writer, v *gate.Verdict) error {
	switch v.Outcome {
	case gate.Regressed:
		return ended(run.ExitGate)
	case gate.Inconclusive:
		if f.inconclusive == "warn" {
			_, err := fmt.Fprintln(w, "seatrial: warning: the gate has no answer, and was told to pass all the same")
			return err
		}
		return ended(run.ExitInconclusive)
	}
	return nil
}

// readResult reads a result and puts the place in front of what is wrong.
func readResult(path string) (*bench.Result, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read result: %w", err)
	}
	defer file.Close()
	r, err := bench.Read(file)
	if err != nil {
		return nil, inResult(path, err)
	}
	return r, nil
}

// readAccepted reads accepted changes; without a file there are none, unless one
// was named.
func readAccepted(path string, named bool) (*bench.Accepted, error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) && !named {
		return &bench.Accepted{Schema: bench.AcceptedSchema}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read accepted changes: %w", err)
	}
	defer file.Close()
	a, err := bench.ReadAccepted(file)
	if err != nil {
		return nil, inResult(path, err)
	}
	return a, nil
}

// inResult puts file, line and column in front of an error of a result.
func inResult(path string, err error) error {
	var wrong *bench.Error
	if errors.As(err, &wrong) {
		return fmt.Errorf("%s:%d:%d: %s: %s", path, wrong.Line, wrong.Column, wrong.What, wrong.Remedy)
	}
	return fmt.Errorf("%s: %w", path, err)
}
