package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/sim"
)

// ErrEntry is wrapped by the error of [Ledger.Load] and [Ledger.Read] when the
// store holds what no ledger wrote.
var ErrEntry = errors.New("not a ledger entry")

// form is the first byte of an entry: the version of its form.
const form = 1

// texts is the number of text fields of a header.
const texts = 9

// appendEntry appends a message as the store keeps it: the numbers of the
// header, the lengths of its texts, the texts, the body. Against the
// wire form it takes a fifth of the time, a third to read back, and a third less
// space (BenchmarkEntry).
func appendEntry(b []byte, m *sim.Message) []byte {
	h := &m.Head
	b = append(b, form, byte(h.Tier))
	b = binary.AppendUvarint(b, h.Version)
	b = binary.AppendUvarint(b, uint64(h.Epoch))
	b = binary.AppendVarint(b, h.Time)
	b = binary.AppendUvarint(b, h.Pos)
	fields := [texts]string{h.ID, h.Type, h.Source, h.Entity, h.Region, h.Corr, h.Cause, h.Ledger, h.Purpose}
	for _, s := range fields {
		b = binary.AppendUvarint(b, uint64(len(s)))
	}
	for _, s := range fields {
		b = append(b, s...)
	}
	return append(b, m.Body...)
}

// parseEntry reads what appendEntry wrote and keeps no reference to b.
func parseEntry(b []byte) (*sim.Message, error) {
	r := cursor{rest: b}
	version, tier := r.octet(), r.octet()
	if version != form || tier > byte(sim.Restricted) {
		return nil, fmt.Errorf("%w: form %d, tier %d", ErrEntry, version, tier)
	}
	m := &sim.Message{Head: sim.Head{Tier: sim.Tier(tier)}}
	h := &m.Head
	h.Version = r.number()
	epoch := r.number()
	h.Epoch = uint32(epoch)
	h.Time = r.signed()
	h.Pos = r.number()
	var ends [texts]uint64
	sum := uint64(0)
	for i := range ends {
		sum += min(r.number(), uint64(len(b))+1) // no sum of such lengths overflows
		ends[i] = sum
	}
	if r.short || sum > uint64(len(r.rest)) || epoch != uint64(h.Epoch) {
		return nil, fmt.Errorf("%w: %d bytes end too early", ErrEntry, len(b))
	}
	text, from := string(r.rest[:sum]), uint64(0) // one string for all fields
	fields := [texts]*string{&h.ID, &h.Type, &h.Source, &h.Entity, &h.Region, &h.Corr, &h.Cause, &h.Ledger, &h.Purpose}
	for i, field := range fields {
		*field = text[from:ends[i]]
		from = ends[i]
	}
	if body := r.rest[sum:]; len(body) > 0 {
		m.Body = slices.Clone(body)
	}
	return m, nil
}

// cursor reads numbers from the front of some bytes.
type cursor struct {
	rest  []byte
	short bool // there was less than was asked for
}

func (c *cursor) octet() byte {
	if len(c.rest) == 0 {
		c.short = true
		return 0
	}
	v := c.rest[0]
	c.rest = c.rest[1:]
	return v
}

func (c *cursor) number() uint64 {
	v, n := binary.Uvarint(c.rest)
	c.skip(n)
	return v
}

func (c *cursor) signed() int64 {
	v, n := binary.Varint(c.rest)
	c.skip(n)
	return v
}

func (c *cursor) skip(n int) {
	if n <= 0 {
		c.short, c.rest = true, nil
		return
	}
	c.rest = c.rest[n:]
}
