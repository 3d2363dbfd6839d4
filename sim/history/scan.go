package history

import (
	"bytes"
	"fmt"
	"math"
	"unicode/utf16"
	"unicode/utf8"
)

// depthMax bounds the nesting of values under unknown keys.
const depthMax = 64

// scanner reads one line of JSON. Its methods return false once something is
// wrong; fault then says what.
type scanner struct {
	line  []byte
	at    int // next byte
	fault *Error
	text  []byte // of the last string that had escapes
}

// fail notes the first mistake, at byte at.
func (s *scanner) fail(at int, what, remedy string) bool {
	if s.fault == nil {
		s.fault = &Error{Column: at + 1, What: what, Remedy: remedy}
	}
	return false
}

// end notes that the line stops before the record does.
func (s *scanner) end() bool {
	s.fail(len(s.line), "the line ends inside a record", "write every record on one line, complete")
	s.fault.Cut = true
	return false
}

// peek returns the next byte that is not white space, or 0 at the end.
func (s *scanner) peek() byte {
	for s.at < len(s.line) {
		c := s.line[s.at]
		if c > ' ' || c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c
		}
		s.at++
	}
	return 0
}

// expect takes c, which is where says.
func (s *scanner) expect(c byte, where string) bool {
	got := s.peek()
	if s.at >= len(s.line) {
		return s.end()
	}
	if got != c {
		return s.fail(s.at, fmt.Sprintf("%q %s", s.rune(), where), fmt.Sprintf("write %q there", c))
	}
	s.at++
	return true
}

// rune returns the character at the next byte, for messages.
func (s *scanner) rune() rune {
	r, _ := utf8.DecodeRune(s.line[s.at:])
	return r
}

// more reports whether another element of an object or array follows, and takes
// the comma or the closing byte. first is true before the first element.
func (s *scanner) more(first bool, closing byte) bool {
	c := s.peek()
	switch {
	case s.at >= len(s.line):
		return s.end()
	case c == closing:
		s.at++
		return false
	case first:
		return true
	case c == ',':
		s.at++
		return true
	}
	return s.fail(s.at, fmt.Sprintf("%q after a value", s.rune()), fmt.Sprintf("write \",\" or %q there", closing))
}

// key takes a key and its colon.
func (s *scanner) key() ([]byte, bool) {
	if c := s.peek(); s.at < len(s.line) && c != '"' {
		return nil, s.fail(s.at, fmt.Sprintf("%q where a key belongs", s.rune()), "put keys in double quotes")
	}
	key, ok := s.string("key")
	if !ok {
		return nil, false
	}
	return key, s.expect(':', "after a key")
}

// string takes a string. The bytes are good until the next call.
func (s *scanner) string(what string) ([]byte, bool) {
	c := s.peek()
	if s.at >= len(s.line) {
		return nil, s.end()
	}
	if c != '"' {
		return nil, s.wrong(what, "a string", "put it in double quotes")
	}
	s.at++
	start, line := s.at, s.line
	for i, ascii := start, true; ; i++ {
		for i < len(line) && plain[line[i]] {
			i++
		}
		if s.at = i; i == len(line) {
			return nil, s.end()
		}
		switch c := line[i]; {
		case c == '"':
			s.at++
			return line[start:i], ascii || s.utf8(start, line[start:i], what)
		case c == '\\':
			return s.escaped(start, what)
		case c < ' ':
			return nil, s.control(what)
		}
		ascii = false
	}
}

func (s *scanner) control(what string) bool {
	return s.fail(s.at, fmt.Sprintf("a control character in %s", what), fmt.Sprintf("write it as \\u%04x", s.line[s.at]))
}

// utf8 checks bytes that began at byte at.
func (s *scanner) utf8(at int, raw []byte, what string) bool {
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			return s.fail(at+i, what+" is no UTF-8", `write the file in UTF-8; bytes that are no text belong under "body", in base64`)
		}
		i += size
	}
	return true
}

// escaped takes the rest of a string that began at byte start and has reached
// its first backslash.
func (s *scanner) escaped(start int, what string) ([]byte, bool) {
	s.text = append(s.text[:0], s.line[start:s.at]...)
	for s.at < len(s.line) {
		switch c := s.line[s.at]; {
		case c == '"':
			s.at++
			return s.text, s.utf8(start, s.text, what)
		case c == '\\':
			if !s.escape(what) {
				return nil, false
			}
		case c < ' ':
			return nil, s.control(what)
		default:
			s.text = append(s.text, c)
			s.at++
		}
	}
	return nil, s.end()
}

var escapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escape takes one escape sequence.
func (s *scanner) escape(what string) bool {
	if s.at+1 >= len(s.line) {
		return s.end()
	}
	c := s.line[s.at+1]
	if c == 'u' {
		return s.unicode(what)
	}
	plain, ok := escapes[c]
	if !ok {
		return s.fail(s.at, fmt.Sprintf("unknown escape \\%c in %s", c, what), `write a backslash as \\`)
	}
	s.text = append(s.text, plain)
	s.at += 2
	return true
}

// unicode takes \uXXXX, or two of them where they are a surrogate pair.
func (s *scanner) unicode(what string) bool {
	at := s.at
	r, ok := s.hex(what)
	if !ok {
		return false
	}
	if utf16.IsSurrogate(r) {
		if s.at >= len(s.line) {
			return s.end()
		}
		low := rune(utf8.RuneError)
		if s.line[s.at] == '\\' {
			if low, ok = s.hex(what); !ok {
				return false
			}
		}
		if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
			return s.fail(at, "half a surrogate pair in "+what, "write both halves, or the character itself")
		}
	}
	s.text = utf8.AppendRune(s.text, r)
	return true
}

// hex takes one \uXXXX.
func (s *scanner) hex(what string) (rune, bool) {
	var r rune
	for i := range 6 {
		if s.at+i >= len(s.line) {
			return 0, s.end()
		}
		c := s.line[s.at+i]
		if i < 2 && c == `\u`[i] {
			continue
		}
		digit := bytes.IndexByte([]byte(hexDigits), c|0x20)
		if i < 2 || digit < 0 {
			return 0, s.fail(s.at, "a broken \\u escape in "+what, "give four hexadecimal digits")
		}
		r = r<<4 | rune(digit)
	}
	s.at += 6
	return r, true
}

// integer takes a number without fraction or exponent and returns its size and
// sign.
func (s *scanner) integer(what string) (size uint64, negative, ok bool) {
	c := s.peek()
	if s.at >= len(s.line) {
		return 0, false, s.end()
	}
	start := s.at
	if negative = c == '-'; negative {
		s.at++
	}
	first := s.at
	for ; s.at < len(s.line) && s.line[s.at]-'0' <= 9; s.at++ {
		d := uint64(s.line[s.at] - '0')
		if size > (math.MaxUint64-d)/10 {
			return 0, false, s.fail(start, what+" is too large", "keep it within 64 bits")
		}
		size = size*10 + d
	}
	switch {
	case s.at == len(s.line):
		return 0, false, s.end()
	case s.at == first:
		s.at = start
		return 0, false, s.wrong(what, "an integer", "write digits, without quotes")
	case s.line[first] == '0' && s.at > first+1:
		return 0, false, s.fail(start, what+" begins with a zero", "leave leading zeros out")
	}
	switch s.line[s.at] {
	case '.', 'e', 'E':
		return 0, false, s.fail(start, what+" has a fraction or an exponent", "write an integer, in the unit that the key names")
	}
	return size, negative, true
}

// wrong notes that the next value is of another type than wanted.
func (s *scanner) wrong(what, want, remedy string) bool {
	got := "no JSON"
	switch c := s.line[s.at]; {
	case c == '"':
		got = "a string"
	case c == '{':
		got = "an object"
	case c == '[':
		got = "an array"
	case c == '-' || c-'0' <= 9:
		got = "a number"
	case bytes.HasPrefix(s.line[s.at:], []byte("null")):
		got, remedy = "null", "leave the key out"
	case bytes.HasPrefix(s.line[s.at:], []byte("true")), bytes.HasPrefix(s.line[s.at:], []byte("false")):
		got = "true or false"
	}
	return s.fail(s.at, fmt.Sprintf("%s is %s, want %s", what, got, want), remedy)
}
