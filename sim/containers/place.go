package containers

import (
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/process"
)

// place is what stands in one region, or at the hub.
type place struct {
	region string
	bus    *part        // whose container has the bus
	pod    *part        // whose container has the machines; at the hub the same
	dark   live.Holders // faults that killed all of it, or took its power
	sunk   live.Holders // faults that killed the container of its machines
	still  live.Holders // faults that make it stand still
}

// parts are the containers of the place, each once, the bus first.
func (p *place) parts() []*part {
	if p.bus == p.pod {
		return []*part{p.bus}
	}
	return []*part{p.bus, p.pod}
}

// group sorts the parts by what they are.
func (w *World) group() {
	at := func(region string) *place {
		if w.places[region] == nil {
			w.places[region] = &place{region: region}
		}
		return w.places[region]
	}
	for _, p := range w.parts {
		switch p.role {
		case process.Bus:
			at(p.region).bus = p
		case process.Pod:
			at(p.region).pod = p
		case process.Hub:
			at(bus.Hub).bus, at(bus.Hub).pod = p, p
		case process.Link:
			w.links = append(w.links, &span{region: p.region, link: p, cuts: map[string]*live.Holders{near(p.region): {}, far(p.region): {}}})
		}
	}
	for _, s := range w.links {
		s.bus = w.places[s.region].bus
	}
}
