package link

import (
	"fmt"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/topology"
)

// Span is the link between a region and the hub, with a witness at each end.
type Span struct {
	Region string
	*Link
	taps map[string]*live.Tap // by the region that speaks
}

// SpanConfig says where a span leads and who watches it.
type SpanConfig struct {
	Region    string
	Listen    string // as in [Config]
	Upstream  string // host:port where the hub takes leaf links
	Seed      uint64
	Authority *bus.Authority
	System    sim.Decoder
	Log       *live.Log
	Touch     func(fault string)
	Untapped  bool // nobody reads what it carries; TLS passes through it
}

// OpenSpan opens the link of a region to the hub, without delay: servers shake
// hands over it that no run waits for. [Span.Stretch] makes it as long as it is.
func OpenSpan(cfg SpanConfig) (*Span, error) {
	s := &Span{Region: cfg.Region, taps: map[string]*live.Tap{
		cfg.Region: live.NewTap(cfg.Log, cfg.System, cfg.Region, bus.Hub),
		bus.Hub:    live.NewTap(cfg.Log, cfg.System, bus.Hub, cfg.Region),
	}}
	c := Config{Near: cfg.Region, Far: bus.Hub, Listen: cfg.Listen, Upstream: cfg.Upstream, Seed: cfg.Seed, Touch: cfg.Touch}
	var err error
	if !cfg.Untapped {
		c.Seen = s.seen
		if c.Accept, err = cfg.Authority.InterceptAccept(); err != nil {
			return nil, fmt.Errorf("open link of %s: %w", cfg.Region, err)
		}
		if c.Dial, err = cfg.Authority.InterceptDial(cfg.Region); err != nil {
			return nil, fmt.Errorf("open link of %s: %w", cfg.Region, err)
		}
	}
	if s.Link, err = Open(c); err != nil {
		return nil, err
	}
	return s, nil
}

// Stretch makes the link as long as the topology says.
func (s *Span) Stretch(t topology.Topology) error {
	return s.Become(way(t, s.Region, bus.Hub), way(t, bus.Hub, s.Region))
}

// Joins reports whether it is the link between two regions, in whatever order.
func (s *Span) Joins(from, to string) bool {
	return from == s.Region && to == bus.Hub || from == bus.Hub && to == s.Region
}

// way is what one direction is like without faults.
func way(t topology.Topology, from, to string) Way {
	l, _ := t.Link(from, to)
	return Way{Delay: l.Delay, Jitter: l.Jitter, Bandwidth: l.Bandwidth}
}

// seen shows what the wire carried. The signs of life that servers exchange
// carry nothing and are left out.
func (s *Span) seen(from, _ string, f Frame) {
	tap := s.taps[from]
	switch {
	case f.IsMessage():
		tap.Message(f.Subject, f.Header, f.Payload)
	case f.Op == "PING" || f.Op == "PONG" || f.Op == "+OK":
	default:
		tap.Words(f.Line)
	}
}
