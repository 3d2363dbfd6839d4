// Command seatrial puts a multi-region, event-driven supply-chain integration
// to sea before it carries cargo: it runs it, breaks what surrounds it on a
// script, and says what held.
//
// This package wires worlds, system, promises and reports together and turns
// verdicts into exit statuses. Start at [main].
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/seatrial/seatrial/scenarios/run"
)

func main() {
	tuneCollector()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(mainWith(ctx, os.Args[1:]))
}

// mainWith runs one command line and returns its exit status.
func mainWith(ctx context.Context, args []string) int {
	if len(args) == 1 && args[0] == regionProcess {
		return serveRegion()
	}
	root := newRoot()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if left := engines.close(); left != nil && err == nil {
		err = broken(left)
	}
	var status *exit
	switch {
	case err == nil:
		return run.ExitHeld
	case errors.As(err, &status):
		if status.err != nil {
			fmt.Fprintln(os.Stderr, "seatrial:", status.err)
		}
		return status.code
	default:
		fmt.Fprintln(os.Stderr, "seatrial:", err)
		return run.ExitInvalid
	}
}

// exit is an outcome with a status of its own; err nil means that the report
// has said everything.
type exit struct {
	code int
	err  error
}

func (e *exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.code)
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

// invalid makes an error of the user's input.
func invalid(err error) error { return &exit{code: run.ExitInvalid, err: err} }

// broken makes an error of the harness itself.
func broken(err error) error { return &exit{code: run.ExitHarness, err: err} }

// ended turns a status into an error, or nil for 0.
func ended(code int) error {
	if code == run.ExitHeld {
		return nil
	}
	return &exit{code: code}
}

// worse returns the worse of two statuses; 64 is the worst, then 1, 6, 5, 3, 4.
func worse(a, b int) int {
	for _, code := range []int{run.ExitInvalid, run.ExitViolated, run.ExitHarness, run.ExitStopped, run.ExitInconclusive, run.ExitGate} {
		if a == code || b == code {
			return code
		}
	}
	return run.ExitHeld
}
