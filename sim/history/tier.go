package history

// Tier is the data classification of a field or a message. The five tiers are a
// lattice in a line: what is made of several parts is as sensitive as its most
// sensitive one ([Tier.Join]).
type Tier uint8

// The five tiers, lowest first. The zero value is no tier: whoever meets it
// refuses, as CloudEvents' dataclassification demands.
const (
	Public Tier = iota + 1
	Internal
	Confidential
	Regulated
	Restricted
)

var tiers = [...]string{"", "public", "internal", "confidential", "regulated", "restricted"}

func (t Tier) String() string {
	if int(t) < len(tiers) {
		return tiers[t]
	}
	return "unknown"
}

// Known reports whether t is one of the five.
func (t Tier) Known() bool { return t >= Public && t <= Restricted }

// Join returns the tier of what holds both.
func (t Tier) Join(o Tier) Tier { return max(t, o) }

// ParseTier returns the tier of a name; an unknown name is refused, as
// CloudEvents' dataclassification demands.
func ParseTier(name string) (Tier, bool) {
	for i, n := range tiers {
		if i > 0 && n == name {
			return Tier(i), true
		}
	}
	return 0, false
}

// Tiers lists the names of the tiers, lowest first.
func Tiers() []string { return append([]string(nil), tiers[1:]...) }
