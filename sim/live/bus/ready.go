package bus

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
)

// Ready returns when the link between the hub and a region passes messages both
// ways. Servers tell each other in order who listens to what; so whatever was
// subscribed to before the call is known at the other end when it returns.
func Ready(ctx context.Context, hub, region *Server) error {
	return ready(ctx, hub.end(), region.end())
}

// ReadyFar is [Ready] for a region whose server runs in another process, where
// clients connect at url.
func ReadyFar(ctx context.Context, hub *Server, region, url string) error {
	a := hub.authority
	return ready(ctx, hub.end(), end{region: region, guards: a.guards, connect: a.Connector(url, region)})
}

// ReadyBetween is [Ready] for a hub and a region whose servers both run elsewhere,
// where clients connect at the URLs.
func ReadyBetween(ctx context.Context, a *Authority, hubURL, region, url string) error {
	return ready(ctx, end{region: Hub, guards: a.guards, connect: a.Connector(hubURL, Hub)},
		end{region: region, guards: a.guards, connect: a.Connector(url, region)})
}

func ready(ctx context.Context, hub, region end) error {
	atHub, err := hub.dial()
	if err != nil {
		return fmt.Errorf("wait for link of %s: %w", region.region, err)
	}
	defer atHub.Close()
	atRegion, err := region.dial()
	if err != nil {
		return fmt.Errorf("wait for link of %s: %w", region.region, err)
	}
	defer atRegion.Close()
	for _, way := range []struct {
		from, to          string
		speaker, listener *nats.Conn
	}{
		{hub.region, region.region, atHub, atRegion},
		{region.region, hub.region, atRegion, atHub},
	} {
		if err := passes(ctx, between(way.from, way.to)+"ready", way.speaker, way.listener); err != nil {
			return fmt.Errorf("wait for link %s>%s: %w", way.from, way.to, err)
		}
	}
	return nil
}

// end is one end of a link.
type end struct {
	region  string
	guards  Guards
	connect func(account Account, name string, opts ...nats.Option) (*nats.Conn, error)
	options []nats.Option
}

func (s *Server) end() end {
	return end{region: s.cfg.Region, guards: s.authority.guards, connect: s.Connect, options: []nats.Option{nats.InProcessServer(s)}}
}

// dial connects to the account that leaf links are bound to at this end.
func (e end) dial() (*nats.Conn, error) {
	account := EXPORT
	if e.region != Hub && e.guards.NoAccountIsolation {
		account = TX
	}
	return e.connect(account, "ready/"+e.region, e.options...)
}

// readyEvery is how often a message is sent until one is heard.
const readyEvery = 2 * time.Millisecond

// passes returns when a message from one end is heard at the other.
func passes(ctx context.Context, subject string, speaker, listener *nats.Conn) error {
	heard, err := listener.SubscribeSync(subject)
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		if err := speaker.Publish(subject, nil); err != nil {
			return err
		}
		if _, err := heard.NextMsg(readyEvery); err == nil {
			return nil
		}
	}
	return ctx.Err()
}
