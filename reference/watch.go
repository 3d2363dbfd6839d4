package reference

import (
	"github.com/seatrial/seatrial/reference/outside"
	"github.com/seatrial/seatrial/reference/pod"
	"github.com/seatrial/seatrial/sim"
)

// lookEvery is how many reports of a monitor lie between two looks of a reader.
const lookEvery = 2

// looking lets a reader look at figures while the load lasts, if anything is to be
// measured.
func (b *builder) looking(r *outside.Reader) *outside.Reader {
	if w := b.cfg.Watch; w != nil {
		return r.Watching(lookEvery*w.EveryNano, int64(b.cfg.Workload.Duration))
	}
	return r
}

// watch adds a monitor and a pager to every region, if anything is to be measured,
// and what a planted defect wires. They come last, so that all others keep their
// addresses.
func (b *builder) watch() {
	for i, r := range b.cfg.Topology.Regions {
		site, name := b.podSite(i), r.Name
		if w := b.cfg.Watch; w != nil {
			monitor := sim.Addr(len(b.machines))
			b.add(sim.Spec{Name: "monitor/" + name, Region: name, Ledger: true, Follows: []sim.Follow{readModel(sim.Bus(i))},
				New: func() sim.Machine { return pod.NewMonitor(site, w, monitor+1) }})
			b.add(sim.Spec{Name: "pager/" + name, Region: name, Ledger: true,
				New: func() sim.Machine { return pod.NewPager(site, w, b.addr(i, atPod), monitor, pod.Settings(site)) }})
		}
		if b.cfg.Defects.WiresAFeed() {
			b.add(sim.Spec{Name: "feed/" + name, Region: name, Ledger: true, Follows: []sim.Follow{readModel(sim.Bus(i))},
				New: func() sim.Machine { return pod.NewFeed(site) }})
		}
	}
}
