package consumer

import (
	"context"
	"fmt"
	"io"
)

// InTurn loads two processes in turn, old fresh, fresh old, old fresh ..., so that
// a drift of the machine meets both. The first pair warms up and is dropped. It
// returns the steps of each round.
func InTurn(ctx context.Context, cfg Config, l Load, rounds int, fresh, old string, output io.Writer) (ofFresh, ofOld [][]Step, err error) {
	sides := [2]struct {
		command string
		rounds  *[][]Step
	}{{old, &ofOld}, {fresh, &ofFresh}}
	for i := range rounds + 1 {
		for j := range sides {
			s := sides[(i+j)%2]
			steps, err := Measure(ctx, cfg, l, s.command, output)
			if err == nil && len(steps) < len(l.Rates) {
				err = context.Cause(ctx)
			}
			if err != nil {
				return nil, nil, fmt.Errorf("round %d of %q: %w", i, s.command, err)
			}
			if i > 0 {
				*s.rounds = append(*s.rounds, steps)
			}
		}
	}
	return ofFresh, ofOld, nil
}
