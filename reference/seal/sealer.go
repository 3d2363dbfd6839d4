package seal

import (
	"encoding/base64"
	"errors"
	"strconv"

	"github.com/tink-crypto/tink-go/v2/daead/subtle"
)

// Schema is the form of what is sealed; it is part of what a sealed value is
// bound to, so that a value sealed for one form is never read as another.
const Schema = "item/v1"

// ErrOpen is the error of a sealed value that does not open: it is not one, or
// was made in another region, for another tenant, entity, field or version. It
// does not say which, as whoever tries should not learn it.
var ErrOpen = errors.New("does not open")

// Place is where a sealed value belongs, beside region and tenant. It opens
// there and nowhere else.
type Place struct {
	Entity  string // its name at home, not the token
	Field   string
	Version uint64 // of the entity
}

// Sealer seals and opens values of one region with AES-SIV: deterministic, so
// that a batch sent again is the same again, and bound to where a value belongs
// by the associated data. It shows how long the value is. Not safe for
// concurrent use: it remembers the keys that it derived.
type Sealer struct {
	ring *Ring
	keys map[Epoch]*subtle.AESSIV // looked up, never ranged over
	room []byte
}

// Sealer returns a sealer of the ring.
func (r *Ring) Sealer() *Sealer { return &Sealer{ring: r, keys: map[Epoch]*subtle.AESSIV{}} }

// Seal returns the sealed value: "s1-" and base64url, 1 being the epoch. The
// empty value stays empty.
func (s *Sealer) Seal(value string, at Place, e Epoch) string {
	if value == "" {
		return ""
	}
	sealed, err := s.key(e).EncryptDeterministically([]byte(value), s.bound(at))
	if err != nil {
		panic("seal a value: " + err.Error()) // only for one as large as the memory
	}
	text := strconv.AppendUint(append(make([]byte, 0, 8+2*len(sealed)), 's'), uint64(e), 10)
	return string(base64.RawURLEncoding.AppendEncode(append(text, '-'), sealed))
}

// Open returns the value of a sealed one, or [ErrOpen].
func (s *Sealer) Open(text string, at Place) (string, error) {
	e, rest, ok := marked(text, 's')
	if !ok {
		return "", ErrOpen
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(rest)
	if err != nil {
		return "", ErrOpen
	}
	value, err := s.fresh(e).DecryptDeterministically(sealed, s.bound(at))
	if err != nil || len(value) == 0 {
		return "", ErrOpen
	}
	return string(value), nil
}

// Sealed reports whether a text looks like a sealed value, and with which keys
// it was made.
func Sealed(text string) (Epoch, bool) {
	e, rest, ok := marked(text, 's')
	if !ok {
		return 0, false
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(rest)
	return e, err == nil && len(sealed) > overhead
}

// overhead is how many bytes sealing adds: the synthetic vector of AES-SIV.
const overhead = 16

// key returns the key of an epoch and remembers it.
func (s *Sealer) key(e Epoch) *subtle.AESSIV {
	if k := s.keys[e]; k != nil {
		return k
	}
	s.keys[e] = s.derive(e)
	return s.keys[e]
}

// fresh returns the key of an epoch without remembering one that nobody sealed
// with: whoever makes up epochs must not fill the memory.
func (s *Sealer) fresh(e Epoch) *subtle.AESSIV {
	if k := s.keys[e]; k != nil {
		return k
	}
	return s.derive(e)
}

func (s *Sealer) derive(e Epoch) *subtle.AESSIV {
	c := &s.ring.cfg
	k, err := subtle.NewAESSIV(s.ring.derive(subtle.AESSIVKeySize, "seal", c.Region, c.Tenant, number(uint64(e))))
	if err != nil {
		panic("seal a value: " + err.Error()) // only for a key of another length
	}
	return k
}

// bound returns the associated data of a place (I-13).
func (s *Sealer) bound(at Place) []byte {
	c := &s.ring.cfg
	if c.Defects.LeavesUnbound() {
		at.Entity = ""
	}
	s.room = join(s.room[:0], c.Region, c.Tenant, at.Entity, at.Field, Schema, number(at.Version))
	return s.room
}
