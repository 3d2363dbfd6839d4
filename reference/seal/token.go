package seal

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
	"github.com/tink-crypto/tink-go/v2/prf/subtle"
)

// Scope is where the tokens of a value are alike. In another scope the same
// value has a token that has nothing to do with it.
type Scope struct {
	To      string // the region that gets them
	Purpose string
}

// Epoch numbers the keys of a ring, from 1. A region rotates by going on to the
// next; what an older one made can still be taken back at home.
type Epoch uint32

// epochPositions is how many positions of its owner's ledger a key is used for. A
// count needs no clock, and a region that comes back after a fault goes on with
// the keys it had.
const epochPositions = 2048

// EpochAt returns the epoch of a position of an owner's ledger, from 1.
func EpochAt(pos uint64) Epoch { return Epoch(1 + pos/epochPositions) }

// tokenBytes is the length of a token before it is written in hex: 80 bits make
// a collision among a million values less likely than one in a trillion.
const tokenBytes = 10

// Tokens makes the tokens of one scope: AES-CMAC under a key of this region,
// tenant, scope and epoch, cut. Without the key they cannot be recomputed from a
// list of all values, as plain hashes can. It is not safe for concurrent use: it
// remembers what it made, since an order's token is asked for a dozen times.
type Tokens struct {
	ring  *Ring
	scope Scope
	epoch Epoch
	prf   *subtle.AESCMACPRF
	known []known // direct-mapped
	room  []byte
}

type known struct {
	field, value, token string
}

const knownTokens = 4096

// Tokens returns a maker of tokens, which begins with the keys of an epoch.
func (r *Ring) Tokens(s Scope, e Epoch) *Tokens {
	t := &Tokens{ring: r, scope: s}
	t.Turn(e)
	return t
}

// Turn goes on with the keys of another epoch.
func (t *Tokens) Turn(e Epoch) {
	if t.epoch == e {
		return
	}
	t.epoch = e
	clear(t.known)
	prf, err := subtle.NewAESCMACPRF(t.ring.tokenKey(t.scope, e))
	if err != nil {
		panic("make tokens: " + err.Error()) // only for a key of another length
	}
	t.prf = prf
}

// tokenKey derives the key of a scope and an epoch.
func (r *Ring) tokenKey(s Scope, e Epoch) []byte {
	if r.cfg.Defects.SharesTokenKey() {
		everywhere := *r
		everywhere.cfg.Region, everywhere.cfg.Defects = "", 0
		everywhere.root, _ = subtle.NewHKDFPRF("SHA256", []byte("the same in every region"), []byte(salt))
		return everywhere.tokenKey(s, e)
	}
	return r.derive(32, "token", r.cfg.Region, r.cfg.Tenant, s.To, s.Purpose, number(uint64(e)))
}

// Of returns the token of a value in a field: "t1-" and 20 hex digits, 1 being
// the epoch. The empty value has none. A value that was asked for a moment ago
// takes no memory.
func (t *Tokens) Of(field, value string) string {
	if value == "" {
		return ""
	}
	k := t.place(value)
	if k.value != value || k.field != field {
		*k = known{field: field, value: value, token: t.make(field, value)}
	}
	return k.token
}

// OfEntity returns the name of an entity with a token in place of its last part:
// kind and region, which the destination needs and knows anyway, stay.
func (t *Tokens) OfEntity(field, name string) string {
	k := t.place(name)
	if k.value != name || k.field != field {
		*k = known{field: field, value: name, token: t.Fresh(field, name)}
	}
	return k.token
}

// Fresh is OfEntity for a name that nobody will ask for again: it takes no place
// in the memory.
func (t *Tokens) Fresh(field, name string) string {
	at := strings.LastIndexByte(name, '/') + 1
	return name[:at] + t.make(field, name)
}

// place returns where a value is remembered.
func (t *Tokens) place(value string) *known {
	if t.known == nil {
		t.known = make([]known, knownTokens)
	}
	return &t.known[history.Hash(value)%knownTokens]
}

func (t *Tokens) make(field, value string) string {
	var sum []byte
	if t.ring.cfg.Defects.HashesPlainly() {
		plain := sha256.Sum256([]byte(value))
		sum = plain[:tokenBytes]
	} else {
		t.room = join(t.room[:0], field, value)
		sum, _ = t.prf.ComputePRF(t.room, tokenBytes) // fails for more than 16 bytes only
	}
	text := strconv.AppendUint(append(make([]byte, 0, 32), 't'), uint64(t.epoch), 10)
	return string(hex.AppendEncode(append(text, '-'), sum))
}

// TokenEpoch returns which keys made a token, whether it stands alone or as the
// last part of an entity's name; false if it is none.
func TokenEpoch(text string) (Epoch, bool) {
	at := strings.LastIndexByte(text, '/') + 1
	e, rest, ok := marked(text[at:], 't')
	return e, ok && len(rest) == 2*tokenBytes && strings.Trim(rest, "0123456789abcdef") == ""
}

// marked splits "t1-abc" into epoch and rest.
func marked(text string, mark byte) (Epoch, string, bool) {
	head, rest, ok := strings.Cut(text, "-")
	if !ok || len(head) < 2 || head[0] != mark || head[1] < '1' || head[1] > '9' {
		return 0, "", false
	}
	n, err := strconv.ParseUint(head[1:], 10, 32)
	return Epoch(n), rest, err == nil
}
