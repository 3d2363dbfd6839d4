package embedded

import (
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/link"
)

// openSpan opens the link of a region to the hub.
func (w *World) openSpan(region string) (*link.Span, error) {
	s, err := link.OpenSpan(link.SpanConfig{Region: region, Upstream: w.byName[bus.Hub].server.LeafAddr(), Seed: w.cfg.Seed,
		Authority: w.authority, System: w.cfg.System, Log: w.log, Touch: w.touches.Touch, Untapped: w.cfg.Untapped})
	if err == nil {
		w.links = append(w.links, s)
	}
	return s, err
}

// span returns the link between two regions, or nil: regions have none among
// themselves.
func (w *World) span(from, to string) *link.Span {
	for _, s := range w.links {
		if s.Joins(from, to) {
			return s
		}
	}
	return nil
}
