// Package attack tries to undo pseudonyms with what anybody could know: a list of
// the values they may stand for, the published algorithms, and how often things
// occur. It has no key. What it recovers was never protected.
//
// It judges nothing and draws nothing: equal input, equal findings. Start at
// [Dictionary].
package attack

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/binary"
	"hash"
)

// Guess is what a pseudonym turned out to stand for.
type Guess struct {
	Value string
	Salt  string // what was hashed with it, or ""
	How   string // "sha256(value)"
}

// Dictionary is the values that pseudonyms may stand for, hashed with every
// published algorithm, alone and with every salt that somebody could guess. Of a
// digest its first eight bytes are kept, so that a pseudonym may be cut down to
// that. The zero value knows no value; it is not safe for concurrent use.
type Dictionary struct {
	digests map[uint64]uint32 // first bytes of a digest, to an index into made
	made    []made
	room    []byte
	hashes  [len(algorithms)]hash.Hash // used again: a digest is taken some twenty times per value
	keyed   map[string]hash.Hash       // HMAC-SHA-256, by salt
}

// made is how a digest came about.
type made struct {
	value, salt string
	how         string
}

// algorithm is a published one, and how findings call what it makes.
type algorithm struct {
	make                         func() hash.Hash
	ofValue, saltLast, saltFirst string
}

var algorithms = [...]algorithm{
	named("sha256", sha256.New), named("sha1", sha1.New), named("md5", md5.New), named("sha512", sha512.New), named("sha384", sha512.New384),
	named("sha3-256", func() hash.Hash { return sha3.New256() }),
}

func named(name string, of func() hash.Hash) algorithm {
	return algorithm{make: of, ofValue: name + "(value)", saltLast: name + "(value+salt)", saltFirst: name + "(salt+value)"}
}

// prefix is how much of a digest must be in a pseudonym: what matches by chance
// among a million digests and as many pseudonyms is one in ten million.
const prefix = 8

// Len returns how many digests are known.
func (d *Dictionary) Len() int { return len(d.digests) }

// Add enters a value, alone and with each of some salts: before it, after it, and
// as the key of HMAC-SHA-256, which is no key if it can be guessed.
func (d *Dictionary) Add(value string, salts ...string) {
	if value == "" {
		return
	}
	d.room = append(d.room[:0], value...)
	d.note(made{value: value, how: "encoded, not hashed"}, d.room)
	for i := range algorithms {
		d.hash(d.plain(i), made{value: value, how: algorithms[i].ofValue}, value)
	}
	for _, s := range salts {
		if s == "" || s == value {
			continue
		}
		for i, a := range algorithms[:3] {
			d.hash(d.plain(i), made{value, s, a.saltLast}, value, s)
			d.hash(d.plain(i), made{value, s, a.saltFirst}, s, value)
		}
		d.hash(d.under(s), made{value, s, "hmac-sha256(salt, value)"}, value)
	}
}

// plain returns the hash of an algorithm, by its index.
func (d *Dictionary) plain(i int) hash.Hash {
	if d.hashes[i] == nil {
		d.hashes[i] = algorithms[i].make()
	}
	return d.hashes[i]
}

// under returns HMAC-SHA-256 with a salt as its key.
func (d *Dictionary) under(salt string) hash.Hash {
	if d.keyed == nil {
		d.keyed = map[string]hash.Hash{}
	}
	h := d.keyed[salt]
	if h == nil {
		h = hmac.New(sha256.New, []byte(salt))
		d.keyed[salt] = h
	}
	return h
}

func (d *Dictionary) hash(h hash.Hash, m made, parts ...string) {
	h.Reset()
	for _, p := range parts {
		d.room = append(d.room[:0], p...)
		h.Write(d.room)
	}
	d.room = h.Sum(d.room[:0])
	d.note(m, d.room)
}

// note enters a digest, unless it is too short to mean anything or known.
func (d *Dictionary) note(m made, digest []byte) {
	if len(digest) < prefix {
		return
	}
	if d.digests == nil {
		d.digests = map[uint64]uint32{}
	}
	key := binary.BigEndian.Uint64(digest)
	if _, known := d.digests[key]; !known {
		d.digests[key] = uint32(len(d.made))
		d.made = append(d.made, m)
	}
}

// Recover looks for a digest of a known value at every place of a text, in hex
// and in base64, and returns the first.
func (d *Dictionary) Recover(text string) (Guess, bool) {
	for at := range len(text) {
		for _, read := range [...]func(string) (uint64, bool){readHex, readBase64} {
			key, ok := read(text[at:])
			if !ok {
				continue
			}
			if i, known := d.digests[key]; known {
				m := d.made[i]
				return Guess{Value: m.value, Salt: m.salt, How: m.how}, true
			}
		}
	}
	return Guess{}, false
}

// readHex reads eight bytes from the front of a text.
func readHex(s string) (key uint64, ok bool) {
	if len(s) < 2*prefix {
		return 0, false
	}
	for i := range 2 * prefix {
		v, ok := hexValue(s[i])
		if !ok {
			return 0, false
		}
		key = key<<4 | uint64(v)
	}
	return key, true
}

func hexValue(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// readBase64 reads eight bytes from the front of a text, of either alphabet:
// ten letters of six bits, and four bits of one more.
func readBase64(s string) (key uint64, ok bool) {
	if len(s) < 11 {
		return 0, false
	}
	for i := range 11 {
		v, ok := base64Value(s[i])
		if !ok {
			return 0, false
		}
		if i == 10 {
			return key<<4 | uint64(v)>>2, true
		}
		key = key<<6 | uint64(v)
	}
	return key, true
}

func base64Value(c byte) (byte, bool) {
	switch {
	case c >= 'A' && c <= 'Z':
		return c - 'A', true
	case c >= 'a' && c <= 'z':
		return c - 'a' + 26, true
	case c >= '0' && c <= '9':
		return c - '0' + 52, true
	case c == '+' || c == '-':
		return 62, true
	case c == '/' || c == '_':
		return 63, true
	}
	return 0, false
}
