package event

import (
	"encoding/binary"
	"errors"
)

// ErrSnapshot is the error of a snapshot that was cut off or is not one.
var ErrSnapshot = errors.New("read snapshot: cut off or damaged")

// Pack writes the state of a machine as a compact snapshot. The zero value is
// ready; Bytes is the result.
type Pack struct{ Bytes []byte }

// Uint writes a number that is mostly small.
func (p *Pack) Uint(v uint64) { p.Bytes = binary.AppendUvarint(p.Bytes, v) }

// Int writes a number of either sign.
func (p *Pack) Int(v int64) { p.Bytes = binary.AppendVarint(p.Bytes, v) }

// Text writes a string.
func (p *Pack) Text(s string) {
	p.Uint(uint64(len(s)))
	p.Bytes = append(p.Bytes, s...)
}

// Unpack reads what [Pack] wrote, in the same order. After a mistake Err is set
// and everything else is zero.
type Unpack struct {
	rest []byte
	Err  error
}

// NewUnpack returns a reader of a snapshot.
func NewUnpack(snapshot []byte) *Unpack { return &Unpack{rest: snapshot} }

func (u *Unpack) fail() {
	u.Err, u.rest = ErrSnapshot, nil
}

// Uint reads what [Pack.Uint] wrote.
func (u *Unpack) Uint() uint64 {
	v, n := binary.Uvarint(u.rest)
	if n <= 0 {
		u.fail()
		return 0
	}
	u.rest = u.rest[n:]
	return v
}

// Len reads a count of things that follow, each at least a byte long.
func (u *Unpack) Len() int {
	v := u.Uint()
	if v > uint64(len(u.rest)) {
		u.fail()
		return 0
	}
	return int(v)
}

// Int reads what [Pack.Int] wrote.
func (u *Unpack) Int() int64 {
	v, n := binary.Varint(u.rest)
	if n <= 0 {
		u.fail()
		return 0
	}
	u.rest = u.rest[n:]
	return v
}

// Text reads what [Pack.Text] wrote.
func (u *Unpack) Text() string {
	n := u.Len()
	if u.Err != nil {
		return ""
	}
	s := string(u.rest[:n])
	u.rest = u.rest[n:]
	return s
}
