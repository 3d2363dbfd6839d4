package reference

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/outside"
	"github.com/seatrial/seatrial/reference/seal"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// CanaryKey is the field of a canary that is the secret of its region: the keys
// are derived from it, and the promises look for it in what leaves.
const CanaryKey = "key"

// ring returns the keys of a region: from its canary, or else from the seed.
func ring(cfg *Config, region string) *seal.Ring {
	secret := seal.Secret(cfg.Seed, region)
	for _, c := range cfg.Canaries {
		if c.Region == region && c.Field == CanaryKey {
			secret = c.Value
		}
	}
	r, err := seal.NewRing(seal.Config{Region: region, Tenant: seal.Tenant, Secret: secret, Defects: cfg.Defects})
	if err != nil {
		panic("keys that were never checked: " + err.Error())
	}
	return r
}

// checkKeys refuses secrets that no keys can be made from.
func checkKeys(canaries []history.Canary) error {
	for _, c := range canaries {
		if c.Field != CanaryKey {
			continue
		}
		if _, err := seal.NewRing(seal.Config{Region: c.Region, Secret: c.Value}); err != nil {
			return fmt.Errorf("canary %q of region %s: %w", c.Field, c.Region, err)
		}
	}
	return nil
}

// keepers adds the vault of the i-th region and the desk that asks it.
func (b *builder) keepers(i int, site *outside.Site) {
	name := b.cfg.Topology.Regions[i].Name
	lock := outside.Lock{Ring: b.rings[i], Scope: seal.Scope{To: b.cfg.Topology.Hub.Name, Purpose: event.DemandPlanning},
		Places: func(a sim.Addr) string { return b.place(a) }}
	b.edge("vault/"+name, name, func() sim.Machine { return outside.NewVault(site, lock) })
	drawers := []outside.Drawer{b.drawer(i, true)}
	b.edge("desk/"+name, name, func() sim.Machine { return outside.NewDesk(site, drawers) })
}

func (b *builder) drawer(i int, home bool) outside.Drawer {
	return outside.Drawer{Source: "pod/" + b.cfg.Topology.Regions[i].Name, Hub: b.aggregator(), Vault: b.addr(i, atVault), Home: home}
}

// edge adds an outside party that others reach across the boundary.
func (b *builder) edge(name, region string, start func() sim.Machine) {
	b.add(sim.Spec{Name: name, Region: region, Outside: true, Edge: true, New: start})
}

// place returns the region of an address, "" of one that nobody has.
func (b *builder) place(a sim.Addr) string {
	if int(a) >= len(b.machines) {
		return ""
	}
	return b.machines[a].Region
}
