package consumer

import (
	"context"
	"io"
)

// Try puts a handler on trial and returns what came of it. A consumer that breaks
// promises is no error; a configuration that is wrong is.
func Try(ctx context.Context, cfg Config, h Handler) (*Report, error) {
	return try(ctx, cfg, newInside(h), "", Load{})
}

// Run puts a process on trial: the shell runs command, with [Settings] in its
// environment; it is killed with SIGKILL and started again. What it says goes to
// output. The error wraps [ErrParty] if it never connected.
func Run(ctx context.Context, cfg Config, command string, output io.Writer) (*Report, error) {
	return try(ctx, cfg, newProcess(command, output), "", Load{})
}

// Attach puts a process on trial that somebody else runs. Listen is the host:port
// where it is to connect; what it is to find in its environment is printed to out.
// In place of a kill its connections are cut. If the trial is held and l has
// rates, it is loaded where it is: over the wire, which is in every latency.
func Attach(ctx context.Context, cfg Config, listen string, l Load, out io.Writer) (*Report, error) {
	if len(l.Rates) > 0 {
		if err := l.Validate(); err != nil {
			return nil, err
		}
	}
	return try(ctx, cfg, &attached{out: out}, listen, l)
}
