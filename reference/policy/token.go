package policy

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// Key is the secret of one region from which its tokens are made.
type Key [sha256.Size]byte

// NewKey derives the key of a region from a seed. Worlds that run for real hand
// in a key of their own.
func NewKey(seed uint64, region string) Key {
	var word [8]byte
	binary.BigEndian.PutUint64(word[:], seed)
	mac := hmac.New(sha256.New, word[:])
	mac.Write([]byte("token key of region " + region))
	var k Key
	mac.Sum(k[:0])
	return k
}

// tokenBytes is the length of a token before it is written in hex: 80 bits make
// a collision among a million values less likely than one in a trillion.
const tokenBytes = 10

// tokens makes keyed tokens of one scope: HMAC-SHA-256, cut. Without the key
// they cannot be recomputed from a list of all values (plain hashes could), and
// tokens of two scopes cannot be linked.
type tokens struct {
	mac   hash.Hash
	scope string
	known []known // direct-mapped memory; an order's token is asked for a dozen times
	room  []byte
}

type known struct {
	value string
	token string
}

const knownTokens = 4096

func newTokens(key Key, scope string) tokens {
	return tokens{mac: hmac.New(sha256.New, key[:]), scope: scope, known: make([]known, knownTokens)}
}

// of returns the token of a value in a field; the empty value has none.
func (t *tokens) of(f field, value string) string {
	if value == "" {
		return ""
	}
	return t.digest(f, value)
}

// entity returns the name of an entity with a token in place of its last part.
func (t *tokens) entity(name string) string {
	k := &t.known[history.Hash(name)%knownTokens]
	if k.value != name {
		at := strings.LastIndexByte(name, '/') + 1
		*k = known{value: name, token: name[:at] + t.digest(fieldEntity, name)}
	}
	return k.token
}

func (t *tokens) digest(f field, value string) string {
	t.mac.Reset()
	t.room = append(append(t.room[:0], t.scope...), 0, byte(f), 0)
	t.mac.Write(append(t.room, value...))
	t.room = t.mac.Sum(t.room[:0])
	var text [2 + 2*tokenBytes]byte
	text[0], text[1] = 't', '-'
	hex.Encode(text[2:], t.room[:tokenBytes])
	return string(text[:])
}
