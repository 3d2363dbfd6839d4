package policy

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Errors of [Signed.Open]. Each refuses the bundle as a whole.
var (
	ErrForm      = errors.New("not a signed bundle")
	ErrSignature = errors.New("the signature is not the authority's")
)

// Signed is a bundle as it travels: its canonical bytes, when its authority
// signed them, and the signature over both. Signing the same bundle again at a
// later time confirms it.
type Signed struct {
	Issued    int64 // the authority's wall clock, ns
	Bytes     []byte
	Signature [ed25519.SignatureSize]byte
}

// context keeps a signature over a bundle from passing for one over anything
// else.
const context = "seatrial/policy/v1\x00"

// signedHead is the length of what stands before the bytes of a bundle.
const signedHead = 8 + ed25519.SignatureSize

// AuthorityKey derives the signing key of the authority from a seed. Worlds
// that run for real hand in a key of their own.
func AuthorityKey(seed uint64) ed25519.PrivateKey {
	var word [8]byte
	binary.BigEndian.PutUint64(word[:], seed)
	mac := hmac.New(sha256.New, word[:])
	mac.Write([]byte("signing key of the policy authority"))
	return ed25519.NewKeyFromSeed(mac.Sum(nil))
}

// Sign returns a bundle signed at an instant.
func Sign(b *Bundle, issued int64, key ed25519.PrivateKey) Signed {
	s := Signed{Issued: issued, Bytes: b.Canonical()}
	copy(s.Signature[:], ed25519.Sign(key, s.message()))
	return s
}

// message is what is signed.
func (s *Signed) message() []byte {
	m := append(make([]byte, 0, len(context)+8+len(s.Bytes)), context...)
	m = binary.BigEndian.AppendUint64(m, uint64(s.Issued))
	return append(m, s.Bytes...)
}

// Encode returns the signed bundle as bytes: instant, signature, bundle.
func (s *Signed) Encode() []byte {
	out := binary.BigEndian.AppendUint64(make([]byte, 0, signedHead+len(s.Bytes)), uint64(s.Issued))
	return append(append(out, s.Signature[:]...), s.Bytes...)
}

// ParseSigned reads what [Signed.Encode] wrote. It verifies nothing.
func ParseSigned(raw []byte) (Signed, error) {
	if len(raw) <= signedHead {
		return Signed{}, fmt.Errorf("parse bundle of %d bytes: %w", len(raw), ErrForm)
	}
	s := Signed{Issued: int64(binary.BigEndian.Uint64(raw)), Bytes: bytes.Clone(raw[signedHead:])}
	copy(s.Signature[:], raw[8:])
	return s, nil
}

// Open verifies the signature and returns the bundle, with its hash. What was
// not signed by the authority is not even decoded.
func (s *Signed) Open(authority ed25519.PublicKey) (*Bundle, error) {
	o := Opener{Authority: authority}
	return o.Open(s)
}

// Opener opens what one authority signed. Most publications confirm a bundle and
// say nothing new: their signatures are verified, and what was read last is not
// read again. The zero value trusts nobody. It is not safe for concurrent use.
type Opener struct {
	Authority ed25519.PublicKey
	read      []opened // oldest first, at most openedMax
}

// opened is a bundle that was read, and what it was read from.
type opened struct {
	bytes  []byte
	bundle *Bundle
}

const openedMax = 4

// Open is [Signed.Open]. The bundle may be one that was returned before.
func (o *Opener) Open(s *Signed) (*Bundle, error) {
	if len(o.Authority) != ed25519.PublicKeySize || !ed25519.Verify(o.Authority, s.message(), s.Signature[:]) {
		return nil, fmt.Errorf("open bundle: %w", ErrSignature)
	}
	for _, r := range o.read {
		if bytes.Equal(r.bytes, s.Bytes) {
			return r.bundle, nil
		}
	}
	b, err := Decode(s.Bytes)
	if err != nil {
		return nil, err
	}
	if len(o.read) == openedMax {
		o.read = slices.Delete(o.read, 0, 1)
	}
	o.read = append(o.read, opened{s.Bytes, b})
	return b, nil
}

// Decode reads the canonical bytes of a bundle and checks it. Bytes that are
// not canonical are refused: they would be two bundles with one meaning.
func Decode(raw []byte) (*Bundle, error) {
	b := &Bundle{}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(b); err != nil {
		return nil, fmt.Errorf("decode bundle: %w: %w", ErrForm, err)
	}
	if b.Hash != "" || !bytes.Equal(b.Canonical(), raw) {
		return nil, fmt.Errorf("decode bundle: %w: its bytes are not in canonical form", ErrForm)
	}
	if err := Check(b); err != nil {
		return nil, err
	}
	b.Hash = b.Digest()
	return b, nil
}
