// Package seal makes and takes back what leaves a region in place of a value: a
// token, which stands for it and tells nothing, and a sealed value, which only
// its home can open. The primitives are Tink's: HKDF for keys, AES-CMAC as the
// keyed function of tokens, AES-SIV (RFC 5297) for sealing.
//
// The keys of a region are derived from one secret, which never leaves it. Equal
// rings make equal bytes: nothing is drawn, so a run can be repeated and a batch
// that is sent again is the same again. It decides nothing: what goes as what is
// the business of the policy. Start at [Ring].
package seal

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/seatrial/seatrial/reference/defect"
	"github.com/tink-crypto/tink-go/v2/prf/subtle"
)

// SecretMin is the shortest secret, in bytes: letters and digits of base 32 are
// 5 bits each, so that 26 of them are 130 bits.
const SecretMin = 26

// Tenant is whose data the reference holds: it serves one company.
const Tenant = "seatrial"

// ErrSecret is the error of a secret that is too short.
var ErrSecret = errors.New("secret is too short")

// Config says whose keys a ring holds.
type Config struct {
	Region  string
	Tenant  string // whose data it is; keys and sealed values of two tenants have nothing in common
	Secret  string // from which every key is derived
	Defects defect.Set
}

// Ring is the keys of one region. It never changes and may be used by several
// goroutines; the [Tokens] and [Sealer] that it makes may not.
type Ring struct {
	cfg  Config
	root *subtle.HKDFPRF
}

// salt separates these keys from any that others derive from the same secret
// (RFC 5869, section 3.1).
const salt = "seatrial reference keys v1"

// NewRing returns the ring of a region, or an error that wraps [ErrSecret].
func NewRing(cfg Config) (*Ring, error) {
	if len(cfg.Secret) < SecretMin {
		return nil, fmt.Errorf("make ring of region %s: %w: %d bytes, want at least %d", cfg.Region, ErrSecret, len(cfg.Secret), SecretMin)
	}
	root, err := subtle.NewHKDFPRF("SHA256", []byte(cfg.Secret), []byte(salt))
	if err != nil {
		return nil, fmt.Errorf("make ring of region %s: %w", cfg.Region, err)
	}
	return &Ring{cfg: cfg, root: root}, nil
}

// Region returns whose keys these are.
func (r *Ring) Region() string { return r.cfg.Region }

// DigestKey returns the 32 bytes under which digests that leave the region are
// made, so that nobody elsewhere can try values until a digest fits.
func (r *Ring) DigestKey() []byte { return r.derive(32, "digest", r.cfg.Region, r.cfg.Tenant) }

// derive returns the key of n bytes for a use. Distinct uses get keys that say
// nothing about each other.
func (r *Ring) derive(n uint32, use ...string) []byte {
	key, err := r.root.ComputePRF(join(nil, use...), n)
	if err != nil {
		panic("derive a key: " + err.Error()) // only for more than 255 blocks
	}
	return key
}

// join appends parts, each after its length, so that no two lists of parts give
// the same bytes.
func join(dst []byte, parts ...string) []byte {
	for _, p := range parts {
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(p)))
		dst = append(dst, p...)
	}
	return dst
}

// number writes n as a part of [join].
func number(n uint64) string {
	var word [8]byte
	binary.BigEndian.PutUint64(word[:], n)
	return string(word[:])
}

// Secret returns a secret for a region of a run that can be repeated: 160 bits in
// base 32, drawn from the seed. Where keys matter, they come from a device that
// draws them.
func Secret(seed uint64, region string) string {
	sum := sha256.Sum256(join(nil, "secret of a region", number(seed), region))
	return base32.StdEncoding.EncodeToString(sum[:20])
}

// Leak returns the secret where a planted defect hands it out (M16), or else
// nothing: a ring does not show what it holds.
func (r *Ring) Leak() string {
	if r != nil && r.cfg.Defects.HandsOutKeys() {
		return r.cfg.Secret
	}
	return ""
}
