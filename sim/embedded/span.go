package embedded

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/link"
)

// span is the link between a region and the hub, with a witness at each end.
type span struct {
	region string
	link   *link.Link
	taps   map[string]*live.Tap // by the region that speaks
}

// openSpan opens the link of a region to the hub, without delay: servers shake
// hands over it that no run waits for.
func (w *World) openSpan(region string) (*span, error) {
	s := &span{region: region, taps: map[string]*live.Tap{
		region:  live.NewTap(w.log, w.cfg.System, region, bus.Hub),
		bus.Hub: live.NewTap(w.log, w.cfg.System, bus.Hub, region),
	}}
	cfg := link.Config{Near: region, Far: bus.Hub, Upstream: w.byName[bus.Hub].server.LeafAddr(), Seed: w.cfg.Seed,
		Touch: w.touches.Touch}
	if !w.cfg.Untapped {
		cfg.Seen = s.seen
	}
	var err error
	if !w.cfg.Untapped && !w.cfg.Guards.NoTLS {
		if cfg.Accept, err = w.authority.InterceptAccept(); err != nil {
			return nil, fmt.Errorf("open link of %s: %w", region, err)
		}
		if cfg.Dial, err = w.authority.InterceptDial(region); err != nil {
			return nil, fmt.Errorf("open link of %s: %w", region, err)
		}
	}
	if s.link, err = link.Open(cfg); err != nil {
		return nil, err
	}
	w.links = append(w.links, s)
	return s, nil
}

// way is what one direction is like without faults.
func (w *World) way(from, to string) link.Way {
	l, _ := w.cfg.Topology.Link(from, to)
	return link.Way{Delay: l.Delay, Jitter: l.Jitter, Bandwidth: l.Bandwidth}
}

func (s *span) addr() string { return s.link.Addr() }

// seen shows what the wire carried. The signs of life that servers exchange
// carry nothing and are left out.
func (s *span) seen(from, _ string, f link.Frame) {
	tap := s.taps[from]
	switch {
	case f.IsMessage():
		tap.Message(f.Subject, f.Header, f.Payload)
	case f.Op == "PING" || f.Op == "PONG" || f.Op == "+OK":
	default:
		tap.Words(f.Line)
	}
}

func (s *span) close() error { return s.link.Close() }

// span returns the link between two regions, or nil: regions have none among
// themselves.
func (w *World) span(from, to string) *span {
	for _, s := range w.links {
		if from == s.region && to == bus.Hub || from == bus.Hub && to == s.region {
			return s
		}
	}
	return nil
}
