package sim

import (
	"math/bits"

	"github.com/seatrial/seatrial/sim/history"
)

// Message is what travels and what is stored: a header and bytes. Neither
// changes after it was handed to a world.
type Message struct {
	Head Head
	Body []byte
	// View is the decoded form of Body, kept beside it to save decoding twice in
	// one process. It is never part of the bytes; a world may drop it, and then
	// whoever needs it decodes Body.
	View any

	digest uint64 // of header and body, once asked for
	keys   Keys   // of the header, computed with it
}

// Digest returns a 64-bit hash of header and body. It is computed once per
// message, so a message must not change after it was handed out; not safe for
// concurrent use.
func (m *Message) Digest() uint64 {
	if m.digest == 0 {
		m.digest = m.sum()
	}
	return m.digest
}

// sum hashes the names of the header and folds all fields along three chains, so
// that a processor can follow them at once.
func (m *Message) sum() uint64 {
	h, k := &m.Head, &m.keys
	*k = Keys{ID: history.Hash(h.ID), Type: history.Hash(h.Type), Entity: history.Hash(h.Entity),
		Corr: history.Hash(h.Corr), Cause: history.Hash(h.Cause), Ledger: history.Hash(h.Ledger)}
	a := DigestBytes(m.Body)
	b := foldText(fold(k.ID, k.Type+2), h.Source)
	c := foldText(fold(k.Entity, k.Corr+3), h.Region)
	b = fold(b^k.Cause, k.Ledger)
	c = fold(c^h.Version, uint64(h.Epoch)<<8|uint64(h.Tier))
	b = foldText(b^uint64(h.Time), h.Purpose)
	return fold(fold(a, b), c^h.Pos) | 1
}

// DigestBytes returns a 64-bit hash of b, the same in every process.
func DigestBytes(b []byte) uint64 { return foldText(1, b) }

// foldText folds a text and its length into d, 16 bytes at a time. The last ones
// are read from the end, where they may overlap those before.
func foldText[S string | []byte](d uint64, s S) uint64 {
	d ^= uint64(len(s)) * 0x9E3779B97F4A7C15
	for ; len(s) > 16; s = s[16:] {
		d = fold(d^word(s[:8]), word(s[8:16]))
	}
	switch n := len(s); {
	case n >= 8:
		return fold(d^word(s[:8]), word(s[n-8:]))
	case n >= 4:
		return fold(d^half(s[:4]), half(s[n-4:]))
	case n > 0:
		return fold(d, uint64(s[0])|uint64(s[n/2])<<8|uint64(s[n-1])<<16)
	}
	return fold(d, 0)
}

// word reads 8 bytes, least significant first.
func word[S string | []byte](s S) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// half reads 4 bytes, least significant first.
func half[S string | []byte](s S) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0xA0761D6478BD642F, b^0xE7037ED1A0B428DB)
	return hi ^ lo
}

// Head is a CloudEvents 1.0 header. No message exists without its region and
// its tier.
type Head struct {
	ID      string // unique with Source
	Type    string // semantic: "OrderAllocated"
	Source  string // region/kind/entity
	Entity  string // "order/tx/17"
	Version uint64 // of the entity, from 1
	Epoch   uint32 // of the writer
	Region  string // home region
	Tier    Tier
	Corr    string // idempotency key of the root command
	Cause   string // id of the directly causing event
	Time    int64  // wall clock of the writer, ns; a label
	Ledger  string // the ledger it was first written to; "" for calls
	Pos     uint64 // its position there
	Purpose string // why it crosses a boundary; "" inside a region
}

// Heartbeat is the purpose of calls that never end and are part of no work: no world
// waits for them before it says that everything has come to rest.
const Heartbeat = "heartbeat"

// Beats reports whether a message is a heartbeat, or the answer to one.
func (h *Head) Beats() bool { return h.Purpose == Heartbeat }

// Tier is the data classification of a message, see [history.Tier].
type Tier = history.Tier

// The five tiers.
const (
	Public       = history.Public
	Internal     = history.Internal
	Confidential = history.Confidential
	Regulated    = history.Regulated
	Restricted   = history.Restricted
)

// ParseTier returns the tier of a name; see [history.ParseTier].
func ParseTier(name string) (Tier, bool) { return history.ParseTier(name) }

// AppendWire appends the message as it looks on a wire: one ce- header per
// line, an empty line, the body.
func (m *Message) AppendWire(b []byte) []byte {
	h := &m.Head
	b = append(b, "ce-specversion: 1.0\r\n"...)
	b = appendHeader(b, "ce-id", h.ID)
	b = appendHeader(b, "ce-type", h.Type)
	b = appendHeader(b, "ce-source", h.Source)
	b = appendHeader(b, "ce-subject", h.Entity)
	b = appendNumber(b, "ce-sequence", h.Version)
	b = appendNumber(b, "ce-epoch", uint64(h.Epoch))
	b = appendHeader(b, "ce-region", h.Region)
	if h.Tier != 0 {
		b = appendHeader(b, "ce-dataclassification", h.Tier.String())
	}
	b = appendHeader(b, "ce-correlationid", h.Corr)
	b = appendHeader(b, "ce-causationid", h.Cause)
	b = appendNumber(b, "ce-recordedtime", uint64(h.Time))
	b = appendHeader(b, "ce-ledger", h.Ledger)
	b = appendNumber(b, "ce-position", h.Pos)
	b = appendHeader(b, "ce-purpose", h.Purpose)
	b = append(b, '\r', '\n')
	return append(b, m.Body...)
}

// Size returns the bytes of the message on a wire, near enough for bandwidth.
func (m *Message) Size() int {
	h := &m.Head
	return 201 + len(h.ID) + len(h.Type) + len(h.Source) + len(h.Entity) + len(h.Region) +
		len(h.Corr) + len(h.Cause) + len(h.Ledger) + len(h.Purpose) + len(m.Body)
}

func appendHeader(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	b = append(b, name...)
	b = append(b, ": "...)
	b = appendEscaped(b, value)
	return append(b, '\r', '\n')
}

func appendNumber(b []byte, name string, v uint64) []byte {
	if v == 0 {
		return b
	}
	b = append(b, name...)
	b = append(b, ": "...)
	b = appendPadded(b, v)
	return append(b, '\r', '\n')
}

// padded is how many digits a number has in a header.
const padded = 20

// appendPadded writes v with 20 digits, so that the text sorts as the number
// does (CloudEvents' sequence extension).
func appendPadded(b []byte, v uint64) []byte {
	var digits [padded]byte
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = byte('0' + v%10)
		v /= 10
	}
	return append(b, digits[:]...)
}
