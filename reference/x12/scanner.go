package x12

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// scanner cuts a text into segments, and counts lines and segments.
type scanner struct {
	text string
	brk  string // the line break of this file
	at   int
	here Position // of the next segment
	all  bool     // whether other documents than orders are read
	delimiters
}

func newScanner(text string) scanner {
	brk := "\n"
	if !strings.Contains(text, brk) {
		brk = "\r"
	}
	return scanner{text: text, brk: brk, here: Position{Line: 1, Segment: 1}}
}

// advance moves the scanner over n bytes and counts their lines.
func (s *scanner) advance(n int) {
	s.here.Line += strings.Count(s.text[s.at:s.at+n], s.brk)
	s.at += n
}

// gap moves over what may stand between segments and notes in next what should
// not: anything but line breaks. False at the end of the text.
func (s *scanner) gap(next *segment) bool {
	for s.at < len(s.text) {
		r, n := utf8.DecodeRuneInString(s.text[s.at:])
		switch {
		case r == '\n', r == '\r':
		case s.segment != 0 && r == rune(s.segment):
			next.flag(ReasonTerminator, "a segment terminator stands twice")
		case r == '\ufeff':
			next.flag(ReasonBOM, "a byte order mark stands before the segment")
		case unicode.IsSpace(r), r == 0, r == 0x1a, n == 1 && s.text[s.at] == 0xa0:
			next.flag(ReasonWhitespace, "white space stands before the segment")
		default:
			return true
		}
		s.advance(n)
	}
	return false
}

// header reads the ISA at the scanner and takes its delimiters from then on.
// False if what stands there is not a header; the scanner has then moved past the
// gap alone.
func (s *scanner) header() (isa segment, found bool) {
	if !s.gap(&isa) {
		return isa, false
	}
	d, end, found := detect(s.text[s.at:])
	s.delimiters = d
	if !found {
		return isa, false
	}
	isa.Position = s.here
	raw := s.text[s.at : s.at+end]
	isa.sep = d.element
	// The last character is the component separator, which may be unprintable.
	isa.clean(raw[:end-1], d.element)
	isa.text += string(rune(d.component))
	isa.flagForm(raw, d)
	s.advance(end + 1)
	s.here.Segment++
	return isa, true
}

// flagForm notes what is wrong with the shape of a header.
func (s *segment) flagForm(raw string, d delimiters) {
	if len(raw)+1 != isaWidth || !fixedWidths(raw, d.element) {
		s.flag(ReasonISAWidth, "ISA is not the fixed "+decimal(isaWidth)+" bytes but "+decimal(int64(len(raw)+1))+
			", or its elements are not of their fixed widths")
	}
	if isBreak(d.segment) {
		s.flag(ReasonTerminator, "segments end with a line break, which transfer programs rewrite")
	}
}

// fixedWidths reports whether every element of a raw ISA has its width.
func fixedWidths(raw string, sep byte) bool {
	widths := [...]int{3, 2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1}
	for i, part := range strings.SplitN(raw, string(rune(sep)), len(widths)) {
		if len(part) != widths[i] {
			return false
		}
	}
	return true
}

// next reads one segment. False at the end of the text and where another
// interchange begins.
func (s *scanner) next() (seg segment, found bool) {
	if !s.gap(&seg) {
		return seg, false
	}
	if _, _, header := detect(s.text[s.at:]); header {
		return seg, false
	}
	seg.Position, seg.sep = s.here, s.element
	raw := s.text[s.at:]
	end := strings.IndexByte(raw, s.segment)
	if seg.open = end < 0; seg.open {
		end = len(raw)
		raw = strings.TrimRight(raw, "\r\n \t\x1a\x00")
	}
	seg.read(raw[:min(end, len(raw))], s.component, s.all)
	s.advance(end)
	if !seg.open {
		s.advance(1)
	}
	s.here.Segment++
	return seg, true
}

// read cleans raw into the segment. Component separators may stand only where
// the views take nothing.
func (s *segment) read(raw string, component byte, all bool) {
	spare := component
	s.text = raw
	if tag := s.tag(); viewed(tag) || all && viewedElsewhere(tag) {
		spare = s.sep
	}
	s.clean(raw, spare)
	if tag := s.tag(); !isTag(tag) {
		s.flag(ReasonTag, "the segment begins with "+strconv.Quote(tag[:min(len(tag), 12)])+", which is no tag")
	}
}

// resync moves to the next place where a header can be read, or to the end.
func (s *scanner) resync() {
	for s.at < len(s.text) {
		step := strings.Index(s.text[s.at+1:], "ISA")
		if step < 0 {
			s.advance(len(s.text) - s.at)
			return
		}
		s.advance(1 + step)
		if _, _, found := detect(s.text[s.at:]); found {
			return
		}
	}
}
