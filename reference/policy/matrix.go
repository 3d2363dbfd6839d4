package policy

import (
	"maps"
	"slices"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

// Matrix is everything that a bundle decides among some regions, worked out by
// the same code that decides at an edge.
type Matrix struct {
	Regions   []string
	Holdings  []Holding
	Crossings []Crossing
}

// Holding says in which kinds of store something may lie in a region that is
// not its home and be used there for a purpose; none means it may not be there.
type Holding struct {
	Tier    string
	Home    string
	Region  string
	Purpose string
	Stores  []string
}

// Crossing says how a field goes from its home to another region, or why a
// contract that names it does not let it go.
type Crossing struct {
	Type    string
	Home    string
	To      string
	Purpose string
	Field   string
	How     string // clear, token, sealed; drop if Reason is given
	Reason  string
}

// OtherPurpose stands for every purpose that a bundle does not name.
const OtherPurpose = "(any other)"

// NewMatrix works out what a bundle decides among regions. The error is that of
// [Check].
func NewMatrix(b *Bundle, regions []string) (*Matrix, error) {
	if err := Check(b); err != nil {
		return nil, err
	}
	m := &Matrix{Regions: slices.Clone(regions)}
	purposes := append(Purposes(b), OtherPurpose)
	for _, name := range history.Tiers() {
		tier, _ := history.ParseTier(name)
		for _, home := range regions {
			m.hold(b, tier, home, purposes)
		}
	}
	for _, home := range regions {
		d, err := Compile(b, Place{Region: home, Regions: regions}, Key{})
		if err != nil {
			return nil, err
		}
		m.cross(b, d, home)
	}
	return m, nil
}

// Decisions counts the decisions on where something may lie and be used: tiers,
// homes, regions, purposes and kinds of store.
func (m *Matrix) Decisions() int { return len(m.Holdings) * len(Stores()) }

func (m *Matrix) hold(b *Bundle, tier Tier, home string, purposes []string) {
	for _, region := range m.Regions {
		if region == home {
			continue
		}
		for _, purpose := range purposes {
			h := Holding{Tier: tier.String(), Home: home, Region: region, Purpose: purpose}
			for _, s := range Stores() {
				if MayLie(b, tier, home, region, s) && MayUse(b, tier, home, region, purpose) {
					h.Stores = append(h.Stores, s)
				}
			}
			m.Holdings = append(m.Holdings, h)
		}
	}
}

// cross lists what the decider of a home lets go, and which fields a contract
// names in vain.
func (m *Matrix) cross(b *Bundle, d *Decider, home string) {
	contracts := slices.Clone(b.Contracts)
	slices.SortStableFunc(contracts, byContract)
	for _, c := range contracts {
		if c.To == home {
			continue
		}
		rule := d.route(c.To, c.Purpose).rules[c.Type]
		known := c.To == history.Home || slices.Contains(m.Regions, c.To)
		for _, name := range event.Fields() {
			f, named := fieldIn(c, name)
			k := Crossing{Type: c.Type, Home: home, To: c.To, Purpose: c.Purpose, Field: name, How: Drop}
			switch {
			case !named || f.How == Drop:
				continue
			case !known:
				k.Reason = ReasonUnknownRegion
			case rule.How(name) != Drop:
				k.How = rule.How(name)
			default:
				class, _ := classOf(b, c.Type, name)
				how, _ := parseWay(f.How)
				k.Reason = mayCross(b, class, how, home, c.To, c.Purpose)
			}
			m.Crossings = append(m.Crossings, k)
		}
	}
}

func byContract(a, b history.Contract) int {
	return slices.Compare([]string{a.Type, a.To, a.Purpose}, []string{b.Type, b.To, b.Purpose})
}

func fieldIn(c history.Contract, name string) (history.Field, bool) {
	for _, f := range c.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return history.Field{}, false
}

// Purposes lists the purposes that a bundle names, in order.
func Purposes(b *Bundle) []string {
	seen := map[string]bool{}
	for _, c := range b.Contracts {
		seen[c.Purpose] = true
	}
	for _, r := range b.Processing {
		for _, p := range r.Purposes {
			seen[p] = true
		}
	}
	for _, c := range b.Classes {
		for _, p := range c.Purposes {
			seen[p] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
