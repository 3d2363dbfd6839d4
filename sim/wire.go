package sim

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
)

// ErrWire is wrapped by every error of [ParseWire].
var ErrWire = errors.New("not a message of the wire form")

// ParseWire reads what [Message.AppendWire] wrote: one ce- header per line, an
// empty line, the body. Headers of other names are skipped, as a bus adds its
// own. The message keeps no reference to b. The error wraps [ErrWire].
func ParseWire(b []byte) (*Message, error) {
	m := &Message{}
	for {
		line, rest, ok := bytes.Cut(b, []byte("\r\n"))
		if !ok {
			return nil, fmt.Errorf("%w: no empty line after the headers", ErrWire)
		}
		b = rest
		if len(line) == 0 {
			break
		}
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok {
			return nil, fmt.Errorf("%w: header %q has no colon", ErrWire, line)
		}
		if err := m.Head.SetHeader(string(name), string(bytes.TrimLeft(value, " "))); err != nil {
			return nil, err
		}
	}
	if len(b) > 0 {
		m.Body = bytes.Clone(b)
	}
	return m, nil
}

// SetHeader sets the field that a ce- header stands for; others are ignored. The
// error wraps [ErrWire] and names the header.
func (h *Head) SetHeader(name, value string) error {
	if text := h.text(name); text != nil {
		*text = unescape(value)
		return nil
	}
	switch name {
	case "ce-sequence":
		return number(name, value, math.MaxUint64, func(v uint64) { h.Version = v })
	case "ce-epoch":
		return number(name, value, math.MaxUint32, func(v uint64) { h.Epoch = uint32(v) })
	case "ce-position":
		return number(name, value, math.MaxUint64, func(v uint64) { h.Pos = v })
	case "ce-recordedtime":
		return number(name, value, math.MaxUint64, func(v uint64) { h.Time = int64(v) })
	case "ce-dataclassification":
		tier, ok := ParseTier(value)
		if !ok {
			return fmt.Errorf("%w: header %s: unknown tier %q", ErrWire, name, value)
		}
		h.Tier = tier
	}
	return nil
}

// text returns the field of a header that is text, or nil.
func (h *Head) text(name string) *string {
	switch name {
	case "ce-id":
		return &h.ID
	case "ce-type":
		return &h.Type
	case "ce-source":
		return &h.Source
	case "ce-subject":
		return &h.Entity
	case "ce-region":
		return &h.Region
	case "ce-correlationid":
		return &h.Corr
	case "ce-causationid":
		return &h.Cause
	case "ce-ledger":
		return &h.Ledger
	case "ce-purpose":
		return &h.Purpose
	}
	return nil
}

// number reads a decimal number up to a limit.
func number(name, value string, limit uint64, set func(uint64)) error {
	var v uint64
	if value == "" || len(value) > 20 {
		return fmt.Errorf("%w: header %s is %q: want 1 to 20 digits", ErrWire, name, value)
	}
	for _, c := range []byte(value) {
		d := uint64(c - '0')
		if c < '0' || c > '9' || v > (limit-d)/10 {
			return fmt.Errorf("%w: header %s is %q: want a number up to %d", ErrWire, name, value, limit)
		}
		v = v*10 + d
	}
	set(v)
	return nil
}

// Headers calls yield with each ce- header of h in the order of the wire form,
// and with the version of the standard before them (CloudEvents 1.0, section
// 3.1).
func (h *Head) Headers(yield func(name, value string)) {
	text := func(name, value string) {
		if value != "" {
			yield(name, escaped(value))
		}
	}
	var b [4 * padded]byte // one piece of memory for all numbers
	digits := string(appendPadded(appendPadded(appendPadded(appendPadded(b[:0], h.Version), uint64(h.Epoch)), uint64(h.Time)), h.Pos))
	number := func(name string, v uint64, i int) {
		if v != 0 {
			yield(name, digits[i*padded:(i+1)*padded])
		}
	}
	yield("ce-specversion", "1.0")
	text("ce-id", h.ID)
	text("ce-type", h.Type)
	text("ce-source", h.Source)
	text("ce-subject", h.Entity)
	number("ce-sequence", h.Version, 0)
	number("ce-epoch", uint64(h.Epoch), 1)
	text("ce-region", h.Region)
	if h.Tier != 0 {
		text("ce-dataclassification", h.Tier.String())
	}
	text("ce-correlationid", h.Corr)
	text("ce-causationid", h.Cause)
	number("ce-recordedtime", uint64(h.Time), 2)
	text("ce-ledger", h.Ledger)
	number("ce-position", h.Pos, 3)
	text("ce-purpose", h.Purpose)
}

// escaped returns a header's value on one line.
func escaped(s string) string {
	for i := range len(s) {
		if c := s[i]; !plain(c) || c == ' ' && (i == 0 || i == len(s)-1) {
			return string(appendEscaped(nil, s))
		}
	}
	return s
}

const hexDigits = "0123456789ABCDEF"

// plain reports whether a byte stands for itself in a header. Control bytes and
// the percent sign do not (CloudEvents' HTTP binding, section 3.1.3.2).
func plain(c byte) bool { return c > ' ' && c != '%' && c != 0x7F || c == ' ' }

// appendEscaped appends a header's value on one line.
func appendEscaped(b []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if plain(c) && !(c == ' ' && (i == 0 || i == len(s)-1)) {
			b = append(b, c)
		} else {
			b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return b
}

// unescape reverses appendEscaped; a percent sign that begins nothing stays.
func unescape(s string) string {
	at := strings.IndexByte(s, '%')
	if at < 0 {
		return s
	}
	out := []byte(s[:at])
	for i := at; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, lo := hexValue(s[i+1]), hexValue(s[i+2])
			if hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return string(out)
}

func hexValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
