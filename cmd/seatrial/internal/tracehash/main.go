// Command tracehash prints the trace hash of one run of a shipped scenario in the
// virtual world: tracehash SCENARIO SEED. It is `seatrial run` without all that
// needs a real server, so that a test can build it for many settings of the compiler.
// Start at [main].
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
)

func main() {
	hash, err := traceHash(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "tracehash:", err)
		os.Exit(run.ExitInvalid)
	}
	fmt.Println(hash)
}

func traceHash(args []string) (string, error) {
	if len(args) != 2 {
		return "", fmt.Errorf("%d arguments, want a scenario and a seed", len(args))
	}
	seed, err := strconv.ParseUint(args[1], 10, 64)
	if err != nil {
		return "", err
	}
	e, ok := scenarios.Find(args[0])
	if !ok {
		return "", fmt.Errorf("no scenario %q", args[0])
	}
	s, err := e.Load(scenarios.Options{})
	if err != nil {
		return "", err
	}
	lab := run.Lab{World: assembly.Virtual{}, Build: assembly.System, Workers: 1}
	res, err := lab.Run(context.Background(), s, run.Options{Seed: seed, Bare: true})
	if err != nil {
		return "", err
	}
	return res.Runs[0].TraceHash, nil
}
