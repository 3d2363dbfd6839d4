package containers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Reach tries from every container to connect to every address of every other, at
// the ports of buses and links, and returns by the name of who tried the names of
// those that answered. What is not on a network of its own gets no answer, whatever
// the route.
func (w *World) Reach() (map[string][]string, error) {
	var all []string
	whose := map[string]string{}
	for _, p := range w.parts {
		for _, m := range p.vessel.moored {
			for _, port := range []int{busPort, leafPort} {
				at := hostPort(m.at, port)
				all, whose[at] = append(all, at), p.vessel.name
			}
		}
	}
	out := map[string][]string{}
	var mu sync.Mutex
	err := w.each(func(p *part) error {
		reached, err := p.process.Probe(all...)
		if err != nil {
			return err
		}
		var names []string
		for _, at := range reached {
			names = append(names, whose[at])
		}
		slices.Sort(names)
		mu.Lock()
		defer mu.Unlock()
		out[p.vessel.name] = slices.Compact(names)
		return nil
	})
	return out, err
}

// Places describes where every container is: its networks, its address and its
// names on each, as the daemon says now.
func (w *World) Places() string {
	ctx, cancel := bounded()
	defer cancel()
	var out strings.Builder
	for _, p := range w.parts {
		for _, m := range p.vessel.moored {
			fmt.Fprintf(&out, "%s on %s: %s\n", p.vessel.name, m.wire.name, p.vessel.describe(ctx, m))
		}
	}
	return out.String()
}

// describe says how the daemon knows the container on a network.
func (v *vessel) describe(ctx context.Context, m *mooring) string {
	at, names, on, err := v.tied(ctx, m)
	if err != nil || !on {
		return "not there"
	}
	slices.Sort(names)
	return fmt.Sprint(at, " ", strings.Join(names, " "))
}
