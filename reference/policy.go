package reference

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/reference/hub"
	"github.com/seatrial/seatrial/reference/outside"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// checkPolicies checks every policy that is published.
func checkPolicies(cfg *Config) error {
	if err := policy.Check(&cfg.Policy); err != nil {
		return err
	}
	last := &cfg.Policy
	for i := range cfg.Later {
		p := &cfg.Later[i].Policy
		if p.Name != last.Name || p.Version <= last.Version {
			return fmt.Errorf("policy %s %d follows %s %d: want the same name and a higher version", p.Name, p.Version, last.Name, last.Version)
		}
		if err := policy.Check(p); err != nil {
			return err
		}
		last = p
	}
	return nil
}

// policyKey returns the public key of the policy office.
func (b *builder) policyKey() ed25519.PublicKey {
	return policy.AuthorityKey(b.cfg.Seed).Public().(ed25519.PublicKey)
}

func (b *builder) authority() sim.Addr { return b.aggregator() + 2 } // after the hub's reader

// policy adds who publishes policies, who hands them out, and who would like to.
func (b *builder) policy(site *outside.Site) {
	home := site.Region
	authority := &hub.AuthoritySite{Region: home, PolicyKey: b.policyKey()}
	stranger := &outside.StrangerSite{Hub: home, Edges: map[string]sim.Addr{}, Forge: b.forge}
	for i, r := range b.cfg.Topology.Regions {
		authority.Edges = append(authority.Edges, b.addr(i, atEgress))
		stranger.Edges[r.Name] = b.addr(i, atEgress)
	}
	for i := range b.cfg.Topology.Regions {
		if b.cfg.Failover != nil {
			authority.Edges = append(authority.Edges, b.at(i, atMirror))
		}
	}
	office := &outside.OfficeSite{Authority: b.authority()}
	for _, a := range slices.Concat([]Amendment{{Policy: b.cfg.Policy}}, b.cfg.Later) {
		office.Publications = append(office.Publications, outside.Publication{Name: a.Policy.Name, Version: a.Policy.Version,
			At: int64(a.At), Effective: int64(a.Effective), TTL: a.Policy.TTLNano, Sign: b.signer(a.Policy)})
	}
	b.add(sim.Spec{Name: "authority", Region: home, Ledger: true, Edge: true, New: func() sim.Machine { return hub.NewAuthority(authority) }})
	b.party("policy-office", home, func() sim.Machine { return outside.NewOffice(site, office) })
	b.add(sim.Spec{Name: "stranger", Region: home, Outside: true, Edge: true, New: func() sim.Machine { return outside.NewStranger(site, stranger) }})
}

// signer returns what the office does with a policy that it publishes.
func (b *builder) signer(p history.Policy) func(effective, issued int64) (signed, hash string) {
	key := policy.AuthorityKey(b.cfg.Seed)
	return func(effective, issued int64) (string, string) {
		q := p
		q.EffectiveNano = effective
		s := policy.Sign(&q, issued, key)
		return base64.StdEncoding.EncodeToString(s.Encode()), q.Digest()
	}
}

// forge returns a policy of a stranger's own making: everything may go, under a
// version that nobody has reached.
func (b *builder) forge(n uint64, issued int64) string {
	p := b.cfg.Policy
	p.Version += 1000 + n
	p.Contracts = slices.Clone(p.Contracts)
	for i := range p.Contracts {
		fields := slices.Clone(p.Contracts[i].Fields)
		for k := range fields {
			fields[k].How = policy.Clear
		}
		p.Contracts[i].Fields = fields
	}
	s := policy.Sign(&p, issued, policy.AuthorityKey(^b.cfg.Seed))
	return base64.StdEncoding.EncodeToString(s.Encode())
}
