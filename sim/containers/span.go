package containers

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/moby/moby/client"
	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
)

// span is the link between a region and the hub, with what cuts it.
type span struct {
	region string
	link   *part // the container of the link
	bus    *part // of the region, which dials it
	cuts   map[string]*live.Holders
	off    bool // the bus was taken off the link's network
	// What the link swallows itself, while the network is there: fault and way.
	swallowed [][2]string
}

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

// Cut implements [faults.Target]. One direction alone is always cut in the link:
// a network carries both.
func (w *World) Cut(id, from, to string, on bool) {
	s := w.span(from, to)
	switch {
	case s == nil: // what regions send to each other the hub passes on
		w.check(w.places[bus.Hub].bus.process.Cut(id, from, to, on))
	case w.cfg.Means.Network:
		w.check(w.pull(s, id, from+">"+to, on))
	default:
		w.check(s.link.process.Cut(id, from, to, on))
	}
}

// pull takes the region's bus off its network once both directions are cut, until
// none is. What is cut in one direction alone the link cuts.
func (w *World) pull(s *span, id, way string, on bool) error {
	s.cuts[way].Set(id, 0, on)
	there, back := s.cuts[near(s.region)].Held(), s.cuts[far(s.region)].Held()
	ctx, cancel := bounded()
	defer cancel()
	v := s.bus.vessel
	switch {
	case s.off && (there || back):
		return nil
	case s.off:
		s.off = false
		return v.moor(ctx, v.on(near(s.region)))
	case there && back:
		if err := s.yield(); err != nil {
			return err
		}
		s.off = true
		w.touches.Touch(id)
		return v.cast(ctx, v.on(near(s.region)))
	}
	from, to, _ := strings.Cut(way, ">")
	if on {
		s.swallowed = append(s.swallowed, [2]string{id, way})
	}
	return s.link.process.Cut(id, from, to, on)
}

// yield lets the link go of what it cut alone.
func (s *span) yield() error {
	for _, cut := range s.swallowed {
		from, to, _ := strings.Cut(cut[1], ">")
		if err := s.link.process.Cut(cut[0], from, to, false); err != nil {
			return err
		}
	}
	s.swallowed = nil
	return nil
}

// Shape implements [faults.Target].
func (w *World) Shape(id, from, to string, shape faults.Shape, on bool) {
	if s := w.span(from, to); s != nil {
		w.check(s.link.process.Shape(id, from, to, shape, on))
	}
}

// cast takes the container off a network, and returns when it is off.
func (v *vessel) cast(ctx context.Context, m *mooring) error {
	o := client.NetworkDisconnectOptions{Container: v.id, Force: true}
	if _, err := v.engine.docker.NetworkDisconnect(ctx, m.wire.id, o); err != nil {
		return fmt.Errorf("take %s off network %s: %w", v.name, m.wire.name, err)
	}
	m.off = true
	if _, _, on, err := v.tied(ctx, m); err != nil || on {
		return fmt.Errorf("container %s is still on network %s: %w", v.name, m.wire.name, err)
	}
	return nil
}

// moor puts the container back on a network, under the address and the names that
// it had, and returns when it has them.
func (v *vessel) moor(ctx context.Context, m *mooring) error {
	if err := v.tie(ctx, m); err != nil {
		return err
	}
	m.off = false
	at, names, on, err := v.tied(ctx, m)
	switch {
	case err != nil:
		return err
	case !on || at != m.at:
		return fmt.Errorf("container %s came back on network %s at %v, want %v", v.name, m.wire.name, at, m.at)
	}
	for _, name := range m.aliases {
		if !slices.Contains(names, name) {
			return fmt.Errorf("container %s came back on network %s as %v, want %s", v.name, m.wire.name, names, name)
		}
	}
	return nil
}

// tied returns under which address and which names the daemon knows the container
// on a network.
func (v *vessel) tied(ctx context.Context, m *mooring) (at netip.Addr, names []string, on bool, err error) {
	found, err := v.engine.docker.ContainerInspect(ctx, v.id, client.ContainerInspectOptions{})
	if err != nil {
		return at, nil, false, fmt.Errorf("ask after container %s: %w", v.name, err)
	}
	for _, s := range found.Container.NetworkSettings.Networks {
		if s.NetworkID == m.wire.id {
			return s.IPAddress, s.Aliases, true, nil
		}
	}
	return at, nil, false, nil
}
