package history

import (
	"encoding/base64"
	"fmt"
	"math"
	"strings"
)

// decoder reads records from lines. It keeps the texts it has seen lately, and
// one buffer for bodies.
type decoder struct {
	scanner
	names names
	body  []byte
	order []string // names of fields, reused
}

// record decodes a line into r, which it clears first. For an end record, count
// is the number it gives, or -1. The fault has no line yet.
func (d *decoder) record(line []byte, r *Record) (count int64, fault *Error) {
	*r = Record{}
	d.line, d.at, d.fault = line, 0, nil
	count = -1
	if !d.object(r, &count) {
		return count, d.fault
	}
	switch i := r.lacks(); {
	case r.Kind == KindNone:
		d.fail(0, "the record has no kind", `write "kind": one of `+kindList())
	case i >= 0:
		d.fail(0, fmt.Sprintf("the %s record has no %s", r.Kind, fields[i].key), "give "+fields[i].doc)
	}
	return count, d.fault
}

// object decodes the pairs of one object and sees that nothing follows it.
func (d *decoder) object(r *Record, count *int64) bool {
	if !d.expect('{', "where a record belongs") {
		return false
	}
	var seen uint64
	next := 0
	for first := true; d.more(first, '}'); first = false {
		d.peek()
		start := d.at
		key, ok := d.key()
		if !ok {
			return false
		}
		i := find(key, next)
		if i < 0 {
			if !d.skip(0) {
				return false
			}
			continue
		}
		if seen&(1<<i) != 0 {
			return d.fail(start, fmt.Sprintf("key %q twice", key), "give it once")
		}
		seen |= 1 << i
		next = i + 1
		if !d.value(&fields[i], r, count) {
			return false
		}
	}
	if d.fault != nil {
		return false
	}
	if d.peek(); d.at < len(d.line) {
		return d.fail(d.at, fmt.Sprintf("%q after the record", d.rune()), "write one record per line")
	}
	return true
}

// find returns the index of a key, looking first where the writer's order has
// the next one, or -1.
func find(key []byte, from int) int {
	for i := from; i < len(fields); i++ {
		if string(key) == fields[i].key {
			return i
		}
	}
	for i := range min(from, len(fields)) {
		if string(key) == fields[i].key {
			return i
		}
	}
	return -1
}

// value decodes the value of one field.
func (d *decoder) value(f *field, r *Record, count *int64) (ok bool) {
	if f.at == nil {
		return d.count(count)
	}
	switch p := f.at(r).(type) {
	case *Kind:
		return d.kind(p)
	case *Name:
		*p, ok = d.name(f.key)
	case *string:
		var n Name
		n, ok = d.name(f.key)
		*p = n.Text
	case *int64:
		*p, ok = d.int64(f.key)
	case *uint64:
		*p, ok = d.uint(f.key, math.MaxUint64)
	case *uint32:
		var v uint64
		v, ok = d.uint(f.key, math.MaxUint32)
		*p = uint32(v)
	case *Book:
		return d.book(f.key, p)
	case *[]string:
		return d.list(f.key, p)
	case *[]byte:
		return d.base64(f.key, r)
	case *textBytes:
		return d.plain(f.key, r)
	}
	return ok
}

func (d *decoder) kind(k *Kind) bool {
	d.peek()
	start := d.at
	word, ok := d.string("kind")
	if !ok {
		return false
	}
	for i := KindNone + 1; i < kindCount; i++ {
		if string(word) == kindNames[i] {
			*k = i
			return true
		}
	}
	return d.fail(start, fmt.Sprintf("unknown kind %q", word), "write one of "+kindList())
}

// kindList returns the kinds, for messages.
func kindList() string { return strings.Join(kindNames[1:], ", ") }

func (d *decoder) name(what string) (Name, bool) {
	text, ok := d.string(what)
	if !ok {
		return Name{}, false
	}
	return d.names.of(text), true
}

func (d *decoder) int64(what string) (int64, bool) {
	d.peek()
	start := d.at
	size, negative, ok := d.integer(what)
	switch {
	case !ok:
		return 0, false
	case negative && size <= 1<<63:
		return -int64(size), true
	case negative || size > math.MaxInt64:
		return 0, d.fail(start, what+" is too large", "keep it within 64 bits")
	}
	return int64(size), true
}

func (d *decoder) uint(what string, most uint64) (uint64, bool) {
	d.peek()
	start := d.at
	size, negative, ok := d.integer(what)
	switch {
	case !ok:
		return 0, false
	case negative && size > 0:
		return 0, d.fail(start, what+" is negative", "count from 1")
	case size > most:
		return 0, d.fail(start, what+" is too large", fmt.Sprintf("keep it at or below %d", most))
	}
	return size, true
}

// count decodes the number of records that an end record claims.
func (d *decoder) count(count *int64) bool {
	v, ok := d.uint("count", math.MaxInt64)
	*count = int64(v)
	return ok
}

func (d *decoder) book(what string, b *Book) bool {
	if c := d.peek(); d.at < len(d.line) && c != '{' {
		return d.wrong(what, "an object", `write {"on_hand":..,"allocated":..,"held":..}`)
	}
	if !d.expect('{', "where a book belongs") {
		return false
	}
	for first := true; d.more(first, '}'); first = false {
		key, ok := d.key()
		if !ok || !d.figure(key, b) {
			return false
		}
	}
	return d.fault == nil
}

// figure decodes one figure of a book, or skips what it does not know.
func (d *decoder) figure(key []byte, b *Book) (ok bool) {
	for i, known := range bookKeys {
		if string(key) == known {
			*b.at(i), ok = d.int64(known)
			return ok
		}
	}
	return d.skip(0)
}

func (d *decoder) list(what string, out *[]string) bool {
	if c := d.peek(); d.at < len(d.line) && c != '[' {
		return d.wrong(what, "an array of strings", `write ["sku","qty"]`)
	}
	if !d.expect('[', "where an array belongs") {
		return false
	}
	d.order = d.order[:0]
	for first := true; d.more(first, ']'); first = false {
		n, ok := d.name("a name")
		if !ok {
			return false
		}
		d.order = append(d.order, n.Text)
	}
	if len(d.order) > 0 {
		*out = d.order
	}
	return d.fault == nil
}

func (d *decoder) base64(what string, r *Record) bool {
	d.peek()
	start := d.at
	text, ok := d.once(what, r)
	if !ok {
		return false
	}
	body, err := base64.StdEncoding.AppendDecode(d.body[:0], text)
	if err != nil {
		return d.fail(start, what+" is no base64", "use the standard alphabet with padding, or give text")
	}
	return d.keep(body, r)
}

func (d *decoder) plain(what string, r *Record) bool {
	text, ok := d.once(what, r)
	return ok && d.keep(append(d.body[:0], text...), r)
}

// once takes a string that must be the only body of the record.
func (d *decoder) once(what string, r *Record) ([]byte, bool) {
	d.peek()
	start := d.at
	text, ok := d.string(what)
	if ok && r.Body != nil {
		return nil, d.fail(start, "both text and body", "give the bytes once: as text, or in base64")
	}
	return text, ok
}

func (d *decoder) keep(body []byte, r *Record) bool {
	d.body = body
	if len(body) > 0 {
		r.Body = body
	}
	return true
}
