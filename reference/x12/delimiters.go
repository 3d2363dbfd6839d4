package x12

import "strings"

// delimiters are the three characters that an ISA declares.
type delimiters struct{ element, component, segment byte }

const (
	isaElements = 16
	isaWidth    = 106
	// isaSearch bounds the search for the end of a header. A header padded with
	// two-byte no-break spaces stays below 200 bytes.
	isaSearch = 256
)

// detect finds the delimiters of the ISA at the start of text, and the offset of
// its terminator. In a header of the fixed width these are bytes 4, 105 and 106;
// in any other, the byte after the tag, and the two after the 16th separator.
func detect(text string) (d delimiters, end int, found bool) {
	if len(text) < 4 || text[:3] != "ISA" || !mayDelimit(text[3]) {
		return d, 0, false
	}
	d.element = text[3]
	at := 3
	for range isaElements - 1 {
		next := strings.IndexByte(text[at+1:min(len(text), isaSearch)], d.element)
		if next < 0 {
			return d, 0, false
		}
		at += 1 + next
	}
	if at+2 >= len(text) {
		return d, 0, false
	}
	d.component, d.segment = text[at+1], text[at+2]
	return d, at + 2, d.distinct()
}

func (d delimiters) distinct() bool {
	return mayDelimit(d.component) && (mayDelimit(d.segment) || isBreak(d.segment)) &&
		d.element != d.component && d.element != d.segment && d.component != d.segment
}

// mayDelimit reports whether c can be a delimiter: not a letter, digit, space or
// line break, which occur in values, and not part of a longer character.
func mayDelimit(c byte) bool {
	switch {
	case c == ' ', c == 0, isBreak(c), c >= 0x7f:
		return false
	case '0' <= c && c <= '9', 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z':
		return false
	}
	return true
}

func isBreak(c byte) bool { return c == '\n' || c == '\r' }
