package event

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// escaped reads the rest of a string that began at start and has its first
// escape at p.at.
func (p *parser) escaped(start int) string {
	out := []byte(p.s[start:p.at])
	for p.at < len(p.s) {
		c := p.s[p.at]
		switch {
		case c == '"':
			p.at++
			return p.checked(string(out), false)
		case c < ' ':
			p.fail("control character in a string")
			return ""
		case c != '\\':
			out = append(out, c)
			p.at++
		default:
			r, ok := p.escape()
			if !ok {
				p.fail("wrong escape")
				return ""
			}
			out = utf8.AppendRune(out, r)
		}
	}
	p.fail("unexpected end")
	return ""
}

const (
	escapes = `"\/bfnrt`
	meaning = "\"\\/\b\f\n\r\t"
)

// escape reads one escape. Half a surrogate pair is none.
func (p *parser) escape() (rune, bool) {
	if p.at+1 >= len(p.s) {
		return 0, false
	}
	c := p.s[p.at+1]
	for i := 0; i < len(escapes); i++ {
		if escapes[i] == c {
			p.at += 2
			return rune(meaning[i]), true
		}
	}
	r, ok := p.unit()
	if !ok || !utf16.IsSurrogate(r) {
		return r, ok
	}
	low, ok := p.unit()
	r = utf16.DecodeRune(r, low)
	return r, ok && r != utf8.RuneError
}

// unit reads \uXXXX.
func (p *parser) unit() (rune, bool) {
	if p.at+6 > len(p.s) || p.s[p.at] != '\\' || p.s[p.at+1] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(p.s[p.at+2:p.at+6], 16, 32)
	p.at += 6
	return rune(v), err == nil
}
