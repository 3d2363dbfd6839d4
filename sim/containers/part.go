package containers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/process"
)

// part is one container of the run and what it was told to be.
type part struct {
	role    process.Role
	region  string // "" = of all
	vessel  *vessel
	process *process.Process // nil = not started
}

// name is by what a part goes on its networks.
func partName(role process.Role, region string) string {
	if region == "" || role == process.Hub {
		return string(role)
	}
	return string(role) + "." + region
}

// orders gives an operator's order to the outside parties.
func (p *part) orders(typ string) error {
	if p.role != process.Outside {
		return nil
	}
	return p.process.Order(typ)
}

// each does something to every part, side by side.
func (w *World) each(do func(*part) error) error { return beside(w.parts, do) }

// beside does something to all of a list at once, and joins the errors.
func beside[T any](list []T, do func(T) error) error {
	errs := make([]error, len(list))
	var all sync.WaitGroup
	for i, item := range list {
		all.Go(func() { errs[i] = do(item) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// near and far name the networks at the two ends of a link: what a region sends
// goes over the first to the link, and over the second to the hub.
func near(region string) string { return region + ">" + bus.Hub }
func far(region string) string  { return bus.Hub + ">" + region }

// openWires makes all networks, side by side as far as the daemon goes along.
func (w *World) openWires(ctx context.Context) error {
	names := []string{control, bus.Hub}
	for _, r := range w.regions() {
		names = append(names, r, near(r), far(r))
	}
	var mu sync.Mutex
	return beside(names, func(name string) error {
		n, err := w.engine.openWire(ctx, w.number, name)
		mu.Lock()
		defer mu.Unlock()
		if n != nil {
			w.wires[name] = n
		}
		return err
	})
}

// berth is a part before it is there: what it is to be and on which networks.
type berth struct {
	role   process.Role
	region string
	wires  []string // beside control
}

// berths lists the containers of the run: who shares a network may talk, nobody
// else.
func (w *World) berths() []berth {
	outside := berth{role: process.Outside, wires: []string{bus.Hub}}
	hub := berth{role: process.Hub, region: bus.Hub, wires: []string{bus.Hub}}
	var out []berth
	for _, r := range w.regions() {
		outside.wires, hub.wires = append(outside.wires, r), append(hub.wires, far(r))
		out = append(out, berth{process.Bus, r, []string{r, near(r)}}, berth{process.Pod, r, []string{r}},
			berth{process.Link, r, []string{near(r), far(r)}})
	}
	return append(out, hub, outside)
}

// openParts makes and starts every container and tells it what to be.
func (w *World) openParts(ctx context.Context) error {
	authority, err := bus.NewAuthority(bus.Config{})
	if err != nil {
		return err
	}
	secrets, err := authority.Secrets(w.regions()...)
	if err != nil {
		return err
	}
	for _, b := range w.berths() {
		wires := []*wire{w.wires[control]}
		for _, name := range b.wires {
			wires = append(wires, w.wires[name])
		}
		v := w.engine.plan(partName(b.role, b.region), b.role, wires...)
		v.means = w.cfg.Means
		w.parts = append(w.parts, &part{role: b.role, region: b.region, vessel: v})
	}
	w.group()
	return w.each(func(p *part) error {
		if err := p.vessel.make(ctx, w.number, w.image, pace(len(w.parts))); err != nil {
			return err
		}
		cfg := w.child(p)
		cfg.Secrets = secrets
		var err error
		p.process, err = process.Start(cfg)
		return err
	})
}

// child is what a part is told.
func (w *World) child(p *part) process.Config {
	c := process.Config{Region: p.region, Role: p.role, Dir: dataDir, Launch: p.vessel.launch, Recipe: w.cfg.Recipe, System: w.cfg.System,
		Topology: w.cfg.Topology, Seed: w.cfg.Seed, Transport: w.cfg.Transport, Unsafe: w.cfg.Unsafe, SyncEvery: w.syncOf(p.region), Log: w.log, Fail: w.fail}
	switch p.role {
	case process.Bus:
		c.Leaf = hostPort(w.at(process.Link, p.region, near(p.region)), leafPort)
		c.Net = process.Net{Listen: w.at(p.role, p.region, p.region).String(), Port: busPort}
	case process.Pod:
		c.Net = process.Net{Buses: map[string]string{p.region: w.url(p.region)}}
	case process.Hub:
		// Links come in over a network each.
		c.Net = process.Net{Listen: w.at(p.role, p.region, p.region).String(), Port: busPort, LeafListen: "0.0.0.0", LeafPort: leafPort}
	case process.Link:
		c.Net = process.Net{Listen: hostPort(w.at(p.role, p.region, near(p.region)), leafPort),
			Upstream: hostPort(w.at(process.Hub, bus.Hub, far(p.region)), leafPort)}
	case process.Outside:
		c.Net = process.Net{Buses: map[string]string{}, Doors: map[string]string{}}
		for _, r := range append(w.regions(), bus.Hub) {
			c.Net.Buses[r], c.Net.Doors[r] = w.url(r), w.at(p.role, "", r).String()
		}
	}
	return c
}

// at returns the address of a part on a network.
func (w *World) at(role process.Role, region, wire string) netip.Addr {
	for _, p := range w.parts {
		if p.role == role && p.region == region {
			return p.vessel.on(wire).at
		}
	}
	panic(fmt.Sprintf("no part %s of %q", role, region))
}

// url is where clients of a region's bus connect.
func (w *World) url(region string) string {
	role := process.Bus
	if region == bus.Hub {
		role = process.Hub
	}
	return "nats://" + hostPort(w.at(role, region, region), busPort)
}

func hostPort(at netip.Addr, port int) string {
	return net.JoinHostPort(at.String(), strconv.Itoa(port))
}

// syncOf is how often the streams of a region are synced: as its bus says, or as
// JetStream does by default.
func (w *World) syncOf(region string) time.Duration {
	for _, b := range w.cfg.System.Buses() {
		if b.Region == region {
			return time.Duration(b.SyncEvery)
		}
	}
	return 2 * time.Minute
}

// compareClocks measures how far the clocks of the parts may be apart.
func (w *World) compareClocks(context.Context) error {
	var mu sync.Mutex
	return w.each(func(p *part) error {
		ahead, within, err := p.process.Clocks()
		if err != nil {
			return err
		}
		if within > ClockError {
			return fmt.Errorf("the clock of %s can be compared to within %v only, want %v; the machine is too busy", p.vessel.name, within, ClockError)
		}
		mu.Lock()
		defer mu.Unlock()
		if ahead.Abs() <= within { // one clock, as far as anybody can tell
			within = max(within, ahead.Abs())
		}
		w.clocks = max(w.clocks, within)
		return nil
	})
}

// openSources makes the streams that calls to the hub rest in, where the transport
// has any.
func (w *World) openSources(context.Context) error {
	if w.cfg.Transport == bus.Forwarder {
		return nil
	}
	return w.places[bus.Hub].bus.process.Source()
}

// openMachines opens the ways of all machines to each other: first those whose
// doors the others have to know.
func (w *World) openMachines(context.Context) error {
	for _, p := range w.parts {
		if p.role != process.Outside {
			continue
		}
		var err error
		if w.doors, err = p.process.OpenTo(w.host, nil); err != nil {
			return err
		}
	}
	return w.each(func(p *part) error {
		if p.role == process.Outside {
			return nil
		}
		_, err := p.process.OpenTo(w.host, w.doors)
		return err
	})
}

// begin waits until every link passes messages, and lets the machines begin.
func (w *World) begin(context.Context) error {
	for _, p := range w.parts {
		if p.role == process.Outside {
			if err := p.process.AwaitLinks(); err != nil {
				return err
			}
		}
	}
	w.log.Begin()
	return w.each(func(p *part) error { return p.process.Begin() })
}
