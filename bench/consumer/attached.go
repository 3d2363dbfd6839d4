package consumer

import (
	"context"
	"fmt"
	"io"
)

// attached is a consumer that somebody else runs, in an IDE or in a container. It
// cannot be killed: it loses its connections.
type attached struct {
	out io.Writer // where its settings are printed
}

func (p *attached) killable() bool      { return false }
func (p *attached) ended() <-chan error { return nil }
func (p *attached) kill() error         { return nil }
func (p *attached) stop() error         { return nil }

// start prints what the consumer is to find in its environment.
func (p *attached) start(_ context.Context, s Settings) error {
	for _, line := range s.Environment() {
		if _, err := fmt.Fprintf(p.out, "export %s\n", line); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(p.out, "# waiting for the consumer to connect")
	return err
}
