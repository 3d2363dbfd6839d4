package event

import (
	"strconv"
	"unicode/utf8"
)

// parser reads JSON from a text. The first mistake sticks: after it everything
// returns zero and every loop ends.
type parser struct {
	s     string
	at    int
	wrong string
}

func (p *parser) fail(what string) {
	if p.wrong == "" {
		p.wrong = what
	}
}

func (p *parser) space() {
	for p.at < len(p.s) && (p.s[p.at] == ' ' || p.s[p.at] == '\n' || p.s[p.at] == '\t' || p.s[p.at] == '\r') {
		p.at++
	}
}

// open takes the bracket that begins an object or array.
func (p *parser) open(c byte) {
	p.space()
	if p.at >= len(p.s) || p.s[p.at] != c {
		p.fail("want " + string(rune(c)))
		return
	}
	p.at++
}

// more reports whether another member follows, and takes the comma before it or
// the bracket that ends the list.
func (p *parser) more(end byte, first bool) bool {
	p.space()
	switch {
	case p.wrong != "":
		return false
	case p.at >= len(p.s):
		p.fail("unexpected end")
		return false
	case p.s[p.at] == end:
		p.at++
		return false
	case first:
		return true
	case p.s[p.at] != ',':
		p.fail("want a comma")
		return false
	}
	p.at++
	return true
}

// name reads the name of a member and its colon.
func (p *parser) name() string {
	name := p.text()
	p.space()
	if p.at >= len(p.s) || p.s[p.at] != ':' {
		p.fail("want a colon")
		return ""
	}
	p.at++
	return name
}

// text reads a string. Without escapes it is a part of the input, not a copy.
func (p *parser) text() string {
	p.open('"')
	if p.wrong != "" {
		return ""
	}
	start, ascii := p.at, true
	for i := start; i < len(p.s); i++ {
		switch c := p.s[i]; {
		case c == '"':
			p.at = i + 1
			return p.checked(p.s[start:i], ascii)
		case c == '\\':
			p.at = i
			return p.escaped(start)
		case c < ' ':
			p.at = i
			p.fail("control character in a string")
			return ""
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	p.at = len(p.s)
	p.fail("unexpected end")
	return ""
}

func (p *parser) checked(s string, ascii bool) string {
	if !ascii && !utf8.ValidString(s) {
		p.fail("a string that is not UTF-8")
		return ""
	}
	return s
}

// state reads the name of a state.
func (p *parser) state() State {
	name := p.text()
	s, ok := ParseState(name)
	if !ok && name != "" {
		p.fail("unknown state")
	}
	return s
}

// number reads an integer.
func (p *parser) number() int64 {
	text := p.digits()
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil && p.wrong == "" {
		p.fail("want an integer")
	}
	return v
}

// count reads an integer that is not negative.
func (p *parser) count() uint64 {
	text := p.digits()
	v, err := strconv.ParseUint(text, 10, 64)
	if err != nil && p.wrong == "" {
		p.fail("want a count")
	}
	return v
}

// small reads a count of 32 bits.
func (p *parser) small() uint32 {
	v := p.count()
	if v > 1<<32-1 {
		p.fail("count out of range")
	}
	return uint32(v)
}

// digits takes an integer as JSON writes it: no plus, no leading zero.
func (p *parser) digits() string {
	p.space()
	start := p.at
	if p.at < len(p.s) && p.s[p.at] == '-' {
		p.at++
	}
	first := p.at
	for p.at < len(p.s) && p.s[p.at] >= '0' && p.s[p.at] <= '9' {
		p.at++
	}
	if p.at == first || p.at > first+1 && p.s[first] == '0' {
		p.fail("want an integer")
		return ""
	}
	return p.s[start:p.at]
}

// end demands that nothing follows.
func (p *parser) end() {
	p.space()
	if p.at != len(p.s) {
		p.fail("something follows the object")
	}
}
