package event

import "strings"

// nesting bounds how deep an unknown value may go.
const nesting = 64

// skip passes over a value of a member nobody knows.
func (p *parser) skip() { p.value(0) }

func (p *parser) value(depth int) {
	p.space()
	switch {
	case p.wrong != "":
	case p.at >= len(p.s):
		p.fail("unexpected end")
	case depth > nesting:
		p.fail("nested too deep")
	case p.s[p.at] == '"':
		p.text()
	case p.s[p.at] == '{':
		p.object(depth + 1)
	case p.s[p.at] == '[':
		p.array(depth + 1)
	default:
		p.word()
	}
}

func (p *parser) object(depth int) {
	p.open('{')
	for first := true; p.more('}', first); first = false {
		p.name()
		p.value(depth)
	}
}

func (p *parser) array(depth int) {
	p.open('[')
	for first := true; p.more(']', first); first = false {
		p.value(depth)
	}
}

// word passes over true, false, null or a number.
func (p *parser) word() {
	rest := p.s[p.at:]
	for _, w := range [...]string{"true", "false", "null"} {
		if strings.HasPrefix(rest, w) {
			p.at += len(w)
			return
		}
	}
	n := 0
	for n < len(rest) && strings.IndexByte("+-.eE0123456789", rest[n]) >= 0 {
		n++
	}
	if n == 0 {
		p.fail("want a value")
	}
	p.at += n
}
