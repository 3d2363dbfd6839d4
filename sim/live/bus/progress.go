package bus

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// Backlog is what a durable consumer has before it.
type Backlog struct {
	Open    int    // delivered and not acknowledged
	Pending uint64 // not delivered yet
}

// Backlogs returns the backlog of each durable consumer of the region's bus, in
// the order asked. A server or streams that are down are an error.
func (s *Server) Backlogs(ctx context.Context, durables ...string) ([]Backlog, error) {
	out := make([]Backlog, len(durables))
	err := s.with(TX, func(js jetstream.JetStream) error {
		for i, name := range durables {
			c, err := js.Consumer(ctx, BusStream, name)
			if err != nil {
				return err
			}
			info := c.CachedInfo()
			out[i] = Backlog{Open: info.NumAckPending, Pending: info.NumPending}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look at consumers of %s: %w", s.cfg.Region, err)
	}
	return out, nil
}
