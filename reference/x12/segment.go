package x12

import "strings"

// maxElements is more than any segment read here has; what lies beyond is left
// unsplit, so that a segment of a million separators costs little.
const maxElements = 40

// flaw is a fault of a segment that is not yet of any unit.
type flaw struct {
	reason Reason
	detail string
}

// segment is one segment, cleaned, without its terminator.
type segment struct {
	Position
	text  string
	sep   byte
	open  bool // the file ended before a terminator
	flaws []flaw
}

// tag returns the text before the first separator.
func (s segment) tag() string {
	if i := strings.IndexByte(s.text, s.sep); i >= 0 {
		return s.text[:i]
	}
	return s.text
}

// elements returns the values, the tag at index 0 and so PO102 at index 2.
// Trailing spaces are dropped: the standard gives them no meaning.
func (s segment) elements() elements {
	e := strings.SplitN(s.text, string(rune(s.sep)), maxElements)
	for i := range e {
		e[i] = strings.TrimRight(e[i], " ")
	}
	return e
}

// flag adds a flaw once per reason.
func (s *segment) flag(reason Reason, detail string) {
	for _, f := range s.flaws {
		if f.reason == reason {
			return
		}
	}
	s.flaws = append(s.flaws, flaw{reason, detail})
}

// elements are the values of one segment.
type elements []string

// at returns the value at index i, or "" where the segment is shorter.
func (e elements) at(i int) string {
	if i < len(e) {
		return e[i]
	}
	return ""
}

// viewed reports whether the order view takes values from segments of this tag.
func viewed(tag string) bool {
	switch tag {
	case "ISA", "IEA", "GS", "GE", "ST", "SE", "BEG", "N1", "N3", "N4", "PO1", "CTT":
		return true
	}
	return false
}

// viewedElsewhere reports whether the views of other documents than orders take
// values from segments of this tag.
func viewedElsewhere(tag string) bool {
	switch tag {
	case "TA1", "AK1", "AK2", "AK3", "AK4", "AK5", "AK9", "BAK", "ACK", "BSN", "HL", "PRF", "MAN", "LIN", "SN1", "BCH", "POC":
		return true
	}
	return false
}

// isTag reports whether s has the form of a segment tag: a capital letter, then
// one or two capitals or digits.
func isTag(s string) bool {
	if len(s) < 2 || len(s) > 3 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for _, c := range []byte(s[1:]) {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}
