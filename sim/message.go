package sim

import (
	"encoding/binary"
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

func (m *Message) sum() uint64 {
	h := &m.Head
	d := DigestBytes(m.Body)
	for _, s := range [...]string{h.ID, h.Type, h.Source, h.Entity, h.Region, h.Corr, h.Cause, h.Ledger, h.Purpose} {
		d = fold(d, history.Hash(s))
	}
	d = fold(d, h.Version)
	d = fold(d, uint64(h.Epoch)<<8|uint64(h.Tier))
	d = fold(d, uint64(h.Time))
	return fold(d, h.Pos) | 1
}

// DigestBytes returns a 64-bit hash of b, the same in every process.
func DigestBytes(b []byte) uint64 {
	d := uint64(len(b)) + 1
	for len(b) >= 16 {
		d = fold(d^binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]))
		b = b[16:]
	}
	for ; len(b) >= 8; b = b[8:] {
		d = fold(d, binary.LittleEndian.Uint64(b))
	}
	var tail uint64
	for i, c := range b {
		tail |= uint64(c) << (8 * i)
	}
	return fold(d, tail)
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

// Tier is the data classification of a message, lowest first.
type Tier uint8

// The five tiers.
const (
	Public Tier = iota + 1
	Internal
	Confidential
	Regulated
	Restricted
)

var tierNames = [...]string{"", "public", "internal", "confidential", "regulated", "restricted"}

func (t Tier) String() string {
	if int(t) < len(tierNames) {
		return tierNames[t]
	}
	return "unknown"
}

// ParseTier returns the tier of a name; an unknown name is refused, as
// CloudEvents' dataclassification demands.
func ParseTier(name string) (Tier, bool) {
	for i, n := range tierNames {
		if i > 0 && n == name {
			return Tier(i), true
		}
	}
	return 0, false
}

// AppendWire appends the message as it looks on a wire: one ce- header per
// line, an empty line, the body.
func (m *Message) AppendWire(b []byte) []byte {
	h := &m.Head
	b = appendHeader(b, "ce-id", h.ID)
	b = appendHeader(b, "ce-type", h.Type)
	b = appendHeader(b, "ce-source", h.Source)
	b = appendHeader(b, "ce-subject", h.Entity)
	b = appendNumber(b, "ce-sequence", h.Version)
	b = appendNumber(b, "ce-epoch", uint64(h.Epoch))
	b = appendHeader(b, "ce-region", h.Region)
	b = appendHeader(b, "ce-dataclassification", h.Tier.String())
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
	return 180 + len(h.ID) + len(h.Type) + len(h.Source) + len(h.Entity) + len(h.Region) +
		len(h.Corr) + len(h.Cause) + len(h.Ledger) + len(h.Purpose) + len(m.Body)
}

func appendHeader(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	b = append(b, name...)
	b = append(b, ": "...)
	b = append(b, value...)
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

// appendPadded writes v with 20 digits, so that the text sorts as the number
// does (CloudEvents' sequence extension).
func appendPadded(b []byte, v uint64) []byte {
	var digits [20]byte
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = byte('0' + v%10)
		v /= 10
	}
	return append(b, digits[:]...)
}
