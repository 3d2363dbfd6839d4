package x12

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean sets the segment's text from raw: printable, in UTF-8, on one line. Each
// departure becomes a flaw. The byte spare may stand in it unharmed.
func (s *segment) clean(raw string, spare byte) {
	s.text = raw
	if plain(raw, s.sep, spare) {
		return
	}
	var out strings.Builder
	out.Grow(len(raw))
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRuneInString(raw[i:])
		if r == utf8.RuneError && n == 1 {
			// A byte that is no UTF-8 is the Latin-1 character of the same number:
			// no two values become one, as they would with a replacement mark.
			s.flag(ReasonEncoding, "the text is not UTF-8 and was read as Latin-1")
			r = rune(raw[i])
		}
		i += n
		if r, keep := s.mend(r, spare, raw[i:]); keep {
			out.WriteRune(r)
		}
	}
	s.text = out.String()
}

// mend returns what stands for r in the clean text. The rest of the segment
// tells a wrapped line from a lost terminator.
func (s *segment) mend(r rune, spare byte, rest string) (clean rune, keep bool) {
	switch {
	case r == rune(s.sep), r == rune(spare), r != '\ufeff' && r != '\u200b' && unicode.IsPrint(r):
		return r, true
	case r == '\n', r == '\r':
		s.flagBreak(rest)
		return 0, false
	case r == '\ufeff', r == '\u200b':
		s.flag(ReasonWhitespace, "the segment holds an invisible character")
		return 0, false
	case unicode.IsSpace(r):
		s.flag(ReasonWhitespace, "the segment holds white space other than the space character")
		return ' ', true
	}
	s.flag(ReasonCharacter, "the segment holds an unprintable character")
	return 0, false
}

// flagBreak notes a line break. What follows it belongs to the same segment (the
// text was wrapped), unless it reads like the start of another. A header is known
// to go on up to its 16th element, and its ZZ would pass for a tag.
func (s *segment) flagBreak(rest string) {
	rest = strings.TrimLeft(rest[:min(len(rest), 8)], "\r\n \t")
	if tag, _, found := strings.Cut(rest, string(rune(s.sep))); found && isTag(tag) && !strings.HasPrefix(s.text, "ISA") {
		s.flag(ReasonLostTerminator, "a line break inside the segment is followed by "+tag)
		return
	}
	s.flag(ReasonWrapped, "the segment holds a line break")
}

// plain reports whether raw needs no cleaning: printable ASCII.
func plain(raw string, sep, spare byte) bool {
	for i := 0; i < len(raw); i++ {
		if c := raw[i]; (c < ' ' || c > '~') && c != sep && c != spare {
			return false
		}
	}
	return true
}
