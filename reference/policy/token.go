package policy

import "github.com/seatrial/seatrial/reference/seal"

// Key is what tokens and sealed values of one region are made with. The zero
// value has no keys: contracts compile with it, and nothing can be hidden.
type Key struct{ *seal.Ring }

// NewKey derives the keys of a region from a seed. Worlds that run for real hand
// in keys of their own.
func NewKey(seed uint64, region string) Key {
	ring, err := seal.NewRing(seal.Config{Region: region, Tenant: seal.Tenant, Secret: seal.Secret(seed, region)})
	if err != nil {
		panic("keys of a seed: " + err.Error())
	}
	return Key{ring}
}

// tokens hides the values of one destination and purpose, as tokens or sealed.
// The keys go on with the positions of the owner's ledger ([seal.EpochAt]), so
// that an event that is sent again is hidden in the same way again.
type tokens struct {
	key    Key
	scope  seal.Scope
	tokens *seal.Tokens // made when the first one is asked for
	sealer *seal.Sealer
}

func newTokens(key Key, to, purpose string) tokens {
	return tokens{key: key, scope: seal.Scope{To: to, Purpose: purpose}}
}

// at returns the maker of tokens with the keys of an event.
func (t *tokens) at(ev *Event) *seal.Tokens {
	e := seal.EpochAt(ev.Pos)
	if t.tokens == nil {
		t.tokens = t.key.Tokens(t.scope, e)
	}
	t.tokens.Turn(e)
	return t.tokens
}

// seal returns a value sealed as the field of an event.
func (t *tokens) seal(ev *Event, f field, value string) string {
	if t.sealer == nil {
		t.sealer = t.key.Sealer()
	}
	return t.sealer.Seal(value, seal.Place{Entity: ev.Entity, Field: fieldNames[f], Version: ev.Version}, seal.EpochAt(ev.Pos))
}
