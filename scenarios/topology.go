package scenarios

import (
	"slices"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/topology"
)

// regionsMax is the most regions of a topology.
const regionsMax = 16

var localDefault = local()

func local() topology.Local {
	us, _ := topology.US(1)
	return us.Local
}

// locations are the places whose round trips are known.
var locations = []string{topology.USEast, topology.USWest, topology.USNorth, topology.USCentral}

var topologyForm = strict.Object("a topology", []strict.Key[topologyFile]{
	strict.At("regions", "how many of Texas, Virginia, Oregon and California, or a list of regions",
		strict.Either(
			strict.Lift(strict.Whole[int](1, 4), func(t *topologyFile) *int { return &t.count }),
			strict.Lift(strict.List(regionForm), func(t *topologyFile) *[]topology.Region { return &t.regions })),
		func(t *topologyFile) *topologyFile { return t }),
	strict.At("hub", "where the aggregator stands; California if left out", regionForm,
		func(t *topologyFile) *topology.Region { return &t.hub }),
	strict.At("links", "what differs from the round trips between the locations", strict.List(linkForm),
		func(t *topologyFile) *[]linkFile { return &t.links }),
	strict.At("local", "the network and the disks inside a region", localForm,
		func(t *topologyFile) *topology.Local { return &t.local }),
	strict.Into("form", "who decides on a write, and what leaves a region; active-active if left out", strict.Choice[string]("form", topology.FormNames()),
		func(t *topologyFile, name string) { t.form, _ = topology.ParseForm(name) }),
}, func(m strict.Mapping, t *topologyFile) { t.place = m })

var regionForm = strict.Object("a region", regionKeys, nil)

var regionKeys = []strict.Key[topology.Region]{
	strict.At("name", "short name: tx", pattern("a short name such as tx", `^[a-z][a-z0-9]{0,11}$`),
		func(r *topology.Region) *string { return &r.Name }).Needed(),
	strict.At("title", "name for people", strict.Text,
		func(r *topology.Region) *string { return &r.Title }),
	strict.At("location", "place in the table of round trips", strict.Choice[string]("location", locations),
		func(r *topology.Region) *string { return &r.Location }).Needed(),
}

var linkForm = strict.Object("a link", []strict.Key[linkFile]{
	strict.Into("between", "both directions between two regions", strict.Pair(strict.Text),
		func(l *linkFile, ends [2]string) { l.ends, l.both = ends, true }),
	strict.At("from", "one direction: where it begins", strict.Text,
		func(l *linkFile) *string { return &l.ends[0] }),
	strict.At("to", "one direction: where it ends", strict.Text,
		func(l *linkFile) *string { return &l.ends[1] }),
	strict.At("delay", "one way, without queueing", strict.Duration,
		func(l *linkFile) *time.Duration { return &l.link.Delay }),
	strict.At("jitter", "added, up to", strict.Duration,
		func(l *linkFile) *time.Duration { return &l.link.Jitter }),
	strict.At("loss", "share of messages lost", strict.Share,
		func(l *linkFile) *uint32 { return &l.link.Loss }),
	strict.At("bandwidth", "bytes per second", strict.Speed,
		func(l *linkFile) *int64 { return &l.link.Bandwidth }),
}, func(m strict.Mapping, l *linkFile) {
	l.place = m
	if m.Has("between") == (m.Has("from") || m.Has("to")) || m.Has("from") != m.Has("to") {
		m.Report("write between: [tx, hub], or from: tx and to: hub", "a link without two ends")
	}
})

var localForm = strict.Object("the local network", []strict.Key[topology.Local]{
	strict.At("delay", "one way inside a region", strict.Duration,
		func(l *topology.Local) *time.Duration { return &l.Delay }),
	strict.At("jitter", "added, up to", strict.Duration,
		func(l *topology.Local) *time.Duration { return &l.Jitter }),
	strict.At("sync", "one fsync of a ledger", strict.Duration,
		func(l *topology.Local) *time.Duration { return &l.Sync }),
}, nil)

// build returns the topology, and reports what cannot be one at its place.
func (f *topologyFile) build() topology.Topology {
	t, err := topology.US(f.count)
	switch {
	case err != nil:
		return t // reported where it was read
	case len(f.regions) > regionsMax:
		f.place.Key("regions").Report("", "%d regions, at most %d are run", len(f.regions), regionsMax)
		return t
	case len(f.regions) > 0:
		t.Name, t.Regions = "custom", titled(f.regions)
	}
	if f.hub.Name != "" {
		t.Name, t.Hub = "custom", titled([]topology.Region{f.hub})[0]
	}
	if t.Name == "custom" {
		t.Links = mesh(append(slices.Clone(t.Regions), t.Hub))
	}
	t.Local, t.Form = f.local, f.form
	for _, l := range f.links {
		l.apply(&t)
	}
	if err := t.Validate(); err != nil {
		f.place.Key("regions").Report("give each region, and the hub, a name of its own", "%v", err)
	}
	return t
}

// titled returns the regions with a title each.
func titled(regions []topology.Region) []topology.Region {
	out := slices.Clone(regions)
	for i := range out {
		if out[i].Title == "" {
			out[i].Title = out[i].Name
		}
	}
	return out
}

// mesh links every two regions by the round trip between their locations: half
// of it each way, with a tenth as jitter.
func mesh(regions []topology.Region) []topology.Link {
	var out []topology.Link
	for _, a := range regions {
		for _, b := range regions {
			rtt, ok := topology.RoundTrip(a.Location, b.Location)
			if a.Name != b.Name && ok {
				out = append(out, topology.Link{From: a.Name, To: b.Name, Delay: rtt / 2, Jitter: rtt / 20})
			}
		}
	}
	return out
}

// apply changes the link in the topology, or both directions of it.
func (l linkFile) apply(t *topology.Topology) {
	for _, end := range l.ends {
		if end == "" {
			return // reported where it was read
		}
		if !slices.Contains(t.Names(), end) {
			l.place.Report(strict.Suggest(end, t.Names()), "unknown region %q", end)
			return
		}
	}
	hits := 0
	for i := range t.Links {
		k := &t.Links[i]
		if k.From == l.ends[0] && k.To == l.ends[1] || l.both && k.From == l.ends[1] && k.To == l.ends[0] {
			l.change(k)
			hits++
		}
	}
	if hits == 0 {
		l.place.Report("name two different regions", "no link between %s and %s", l.ends[0], l.ends[1])
	}
}

// change overwrites what the file gives.
func (l linkFile) change(k *topology.Link) {
	if l.place.Has("delay") {
		k.Delay = l.link.Delay
	}
	if l.place.Has("jitter") {
		k.Jitter = l.link.Jitter
	}
	if l.place.Has("loss") {
		k.Loss = l.link.Loss
	}
	if l.place.Has("bandwidth") {
		k.Bandwidth = l.link.Bandwidth
	}
}
