package reference

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/hub"
	"github.com/seatrial/seatrial/reference/pod"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Machines of a failover, in the order of their addresses: the leases of the hub, and
// then these for each region.
const (
	atWarden = iota
	atMirror
	atStandby
	perStandby
)

// leases is the address of who grants leases: the next one after the machines of the
// hub, the last of which is its desk.
func (b *builder) leases() sim.Addr { return b.authority() + 4 }

func (b *builder) at(region, which int) sim.Addr {
	return b.leases() + 1 + sim.Addr(region*perStandby+which)
}

func (b *builder) warden(i int) sim.Addr  { return b.at(i, atWarden) }
func (b *builder) standby(i int) sim.Addr { return b.at(i, atStandby) }

// mirrorWait is until an event comes to a mirror again whose standby has not got it: that
// may take as long as a region is lost.
func mirrorWait(terms *history.Failover) int64 {
	return min(max(terms.RenewNano, readAckWait), mirrorWaitMax)
}

const mirrorWaitMax = 8 * sec

// standbyMost is how many commands a standby keeps at most.
const standbyMost = 4096

// failover adds who grants leases, and for each region who asks for its lease, who
// copies what a standby needs, and its standby in the next region, if the
// configuration asks for it.
func (b *builder) failover() {
	terms := b.cfg.Failover
	if terms == nil {
		return
	}
	home, n := b.cfg.Topology.Hub.Name, len(b.cfg.Topology.Regions)
	site := &hub.LeasesSite{Region: home, Terms: *terms, Defects: b.cfg.Defects}
	for i, r := range b.cfg.Topology.Regions {
		site.Owner = append(site.Owner, "pod/"+r.Name)
		site.Standby = append(site.Standby, "standby/"+r.Name)
		site.Peer = append(site.Peer, (i+1)%n)
	}
	if int(b.leases()) != len(b.machines) {
		panic("the leases do not stand where others look for them")
	}
	b.add(sim.Spec{Name: "leases", Region: home, Ledger: true, Edge: true, New: func() sim.Machine { return hub.NewLeases(site) }})
	for i, r := range b.cfg.Topology.Regions {
		around, there := b.podSite(i), b.cfg.Topology.Regions[(i+1)%n].Name
		ward := &pod.WardenSite{Region: r.Name, Pod: around.Pod, Mirror: b.at(i, atMirror), Standby: b.standby(i), Leases: b.leases(), Terms: *terms,
			Defects: b.cfg.Defects}
		b.add(sim.Spec{Name: "warden/" + r.Name, Region: r.Name, Ledger: true, Edge: true, New: func() sim.Machine { return pod.NewWarden(ward) }})
		b.add(sim.Spec{Name: "mirror/" + r.Name, Region: r.Name, Ledger: true, Edge: true,
			Follows: []sim.Follow{{Bus: around.Bus, AckWait: mirrorWait(terms), MaxAckPending: exportPending}},
			New:     func() sim.Machine { return pod.NewMirror(around, b.standby(i), there) }})
		stand := &pod.StandbySite{Home: r.Name, Region: there, Pod: b.addr((i+1)%n, atPod), Leases: b.leases(), Terms: *terms, Most: standbyMost, Catalog: around.Catalog, Queue: around.Limit(), Defects: b.cfg.Defects, Pager: sim.Nowhere}
		b.stands = append(b.stands, stand)
		b.add(sim.Spec{Name: "standby/" + r.Name, Region: there, Ledger: true, Edge: true, New: func() sim.Machine { return pod.NewStandby(stand) }})
	}
}

// pagers names to each standby who tells people about it, once everybody has an address.
func (b *builder) pagers() {
	for _, s := range b.stands {
		s.Pager = b.named("pager/" + s.Region)
	}
}

// ofLease reports whether an entry is of a failover.
func ofLease(typ string) bool {
	switch typ {
	case event.LeaseGranted, event.LeaseRefused, event.IntakeOpened, event.IntakeTaken, event.IntakeClosed, event.IntakeReturned, event.IntakeListed,
		event.IntakeHanded, event.CommandsReopened, event.LineRedriven:
		return true
	}
	return false
}

// leased describes a change of hands, or what became of a command that a standby
// took.
func (d *decoder) leased(m *sim.Message, b *event.Body, r *history.Record) bool {
	label := ""
	switch m.Head.Type {
	case event.LeaseGranted:
		label = history.LabelGranted
	case event.LeaseRefused:
		label = history.LabelWithheld
	case event.IntakeOpened, event.CommandsReopened:
		label = history.LabelOpened
	case event.IntakeTaken:
		label = history.LabelTaken
		r.Type = history.N(b.Reason)
	case event.IntakeClosed:
		label = history.LabelClosed
	case event.IntakeReturned:
		label = history.LabelReturned
	case event.IntakeListed:
		label = history.LabelListed
	case event.IntakeHanded:
		label = history.LabelHanded
	case event.LineRedriven:
		label = history.LabelRedriven
		r.Line, r.Cause = b.Line, history.N(b.Reason)
	}
	r.Kind, r.Label, r.Consumer, r.Stream = history.KindLease, history.N(label), history.N(b.Lease.Holder), history.N(b.Source)
	r.Version, r.Qty, r.Pos = b.Lease.Term, int64(b.Lease.Copied), b.Pos
	r.Op, r.Entity = history.N(b.Key), history.N(b.Order)
	if label != history.LabelTaken && label != history.LabelRedriven {
		r.Reason = b.Reason
	}
	if b.Batch != nil {
		r.Type = history.N(b.Batch.Label)
	}
	return true
}
