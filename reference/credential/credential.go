// Package credential is the form in which people prove to a region who they are:
// a name, a role, the region they belong to and an instant of expiry, signed by
// the issuer. It is a contract between the issuer, who stands outside, and the
// regions, which hold nothing but the issuer's public key.
//
// What may be done with a credential is not decided here, and no clock is read.
// Start at [Credential].
package credential

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
)

// Credential says who somebody is, for a short time.
type Credential struct {
	Subject string // "dana"
	Role    string // "replay-engineer"
	Region  string // that they belong to
	Expires int64  // wall clock, ns since 1970
}

// Key is what an issuer signs with.
type Key struct{ private ed25519.PrivateKey }

// Public is what regions check signatures with.
type Public struct{ key ed25519.PublicKey }

// ErrForged is the error of a token that is none, or that the issuer did not sign.
var ErrForged = errors.New("read credential: not signed by the issuer")

// NewKey returns the key of a named issuer in the run of a seed. Equal arguments
// give equal keys.
func NewKey(seed uint64, issuer string) Key {
	text := append(binary.BigEndian.AppendUint64(nil, seed), "credential/"+issuer...)
	sum := sha256.Sum256(text)
	return Key{private: ed25519.NewKeyFromSeed(sum[:])}
}

// Public returns what belongs to the key.
func (k Key) Public() Public {
	return Public{key: k.private.Public().(ed25519.PublicKey)}
}

// fields is how many texts a token has before its signature.
const fields = 4

// Sign returns the token of a credential: its fields and the signature (RFC 8032),
// each in base64 without padding (RFC 4648, section 5), with points between them.
func (k Key) Sign(c Credential) string {
	said := c.text()
	return said + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(k.private, []byte(said)))
}

func (c Credential) text() string {
	parts := [fields]string{c.Subject, c.Role, c.Region, strconv.FormatInt(c.Expires, 10)}
	for i, p := range parts {
		parts[i] = base64.RawURLEncoding.EncodeToString([]byte(p))
	}
	return strings.Join(parts[:], ".")
}

// Read returns what a token says. The error is [ErrForged]: of what nobody signed
// no part is worth reading. Whether it has expired is for the reader to ask.
func (p Public) Read(token string) (Credential, error) {
	at := strings.LastIndexByte(token, '.')
	// A decoder of base64 passes over line ends, so that one token could be written in many ways.
	if at < 0 || len(p.key) != ed25519.PublicKeySize || strings.ContainsAny(token, "\r\n") {
		return Credential{}, ErrForged
	}
	signature, err := base64.RawURLEncoding.Strict().DecodeString(token[at+1:])
	if err != nil || !ed25519.Verify(p.key, []byte(token[:at]), signature) {
		return Credential{}, ErrForged
	}
	var said [fields]string
	parts := strings.Split(token[:at], ".")
	if len(parts) != fields {
		return Credential{}, ErrForged
	}
	for i, part := range parts {
		b, err := base64.RawURLEncoding.Strict().DecodeString(part)
		if err != nil {
			return Credential{}, ErrForged
		}
		said[i] = string(b)
	}
	expires, err := strconv.ParseInt(said[3], 10, 64)
	if err != nil {
		return Credential{}, ErrForged
	}
	return Credential{Subject: said[0], Role: said[1], Region: said[2], Expires: expires}, nil
}
