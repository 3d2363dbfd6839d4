package invariants

import (
	"encoding/binary"
	"math/bits"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// Scanner finds canaries in bytes, in every form in which they could hide
// (I-12). It is made once and then reads each byte once: the eight bytes at
// every place go through a small filter, and only what passes is compared. It
// is safe for concurrent use.
type Scanner struct {
	canaries []history.Canary
	regions  []uint64 // of each canary
	wide     matcher
	narrow   matcher // for values of less than eight bytes; usually empty
}

// Hit is a canary that was found.
type Hit struct {
	Canary history.Canary
	Form   string // "raw", "base64", "sha256 in hex"
	At     int    // byte at which it begins
}

// NewScanner returns a scanner for the canaries. Values of less than four bytes
// are left out: they would be found by chance. Of a longer value any eight bytes
// count, except those that also occur in one of the known words (names of
// fields, types, regions), which prove nothing.
func NewScanner(canaries []history.Canary, known []string) *Scanner {
	s := &Scanner{canaries: canaries, wide: matcher{width: windowWide}, narrow: matcher{width: windowNarrow}}
	taken := make(map[string]bool) // canaries of one region share their common parts
	for i, c := range canaries {
		s.regions = append(s.regions, history.Hash(c.Region))
		for _, n := range forms(c.Value) {
			key := c.Region + "\x00" + n.text
			if taken[key] || len(n.text) == windowWide && occurs(n.text, known) {
				continue
			}
			taken[key] = true
			n.canary = int32(i)
			s.add(n)
		}
	}
	s.wide.build()
	s.narrow.build()
	return s
}

func (s *Scanner) add(n needle) {
	m := &s.wide
	if len(n.text) < windowWide {
		m = &s.narrow
	}
	m.needles = append(m.needles, n)
}

func occurs(text string, known []string) bool {
	for _, k := range known {
		if strings.Contains(k, text) {
			return true
		}
	}
	return false
}

// Scan returns the first canary in body that has no business in the region it
// goes to: one that was planted in another.
func (s *Scanner) Scan(body []byte, to history.Name) (Hit, bool) {
	foreign := func(n *needle) bool { return s.regions[n.canary] != to.Key }
	n, at := s.wide.find(body, foreign)
	if n == nil {
		n, at = s.narrow.find(body, foreign)
	}
	if n == nil {
		return Hit{}, false
	}
	return Hit{Canary: s.canaries[n.canary], Form: n.form, At: at}, true
}

// matcher finds many needles at once by their first bytes.
type matcher struct {
	width   int
	needles []needle
	filter  []uint64 // a bit per hash of a needle's first bytes
	shift   uint
	first   map[uint64][]int32 // needles by first bytes
}

// build compiles the needles: 64 bits of filter for each, so that one place in
// 64 passes by chance.
func (m *matcher) build() {
	if len(m.needles) == 0 {
		return
	}
	logBits := min(max(bits.Len(uint(len(m.needles)*64)), 10), 24)
	m.shift = uint(64 - logBits)
	m.filter = make([]uint64, 1<<(logBits-6))
	m.first = make(map[uint64][]int32, len(m.needles))
	for i := range m.needles {
		var head [8]byte
		copy(head[:], m.needles[i].text[:m.width])
		x := binary.LittleEndian.Uint64(head[:])
		m.first[x] = append(m.first[x], int32(i))
		h := x * spread >> m.shift
		m.filter[h>>6] |= 1 << (h & 63)
	}
}

const spread = 0x9E3779B97F4A7C15

// find returns the first needle in body that passes the test, and where.
func (m *matcher) find(body []byte, test func(*needle) bool) (*needle, int) {
	if len(m.filter) == 0 || len(body) < m.width {
		return nil, 0
	}
	var x uint64
	for i := 0; i < m.width-1; i++ {
		x |= uint64(body[i]) << (8 * (i + 1))
	}
	top := 8 * uint(m.width-1)
	filter, shift := m.filter, m.shift
	for end := m.width - 1; end < len(body); end++ {
		x = x>>8 | uint64(body[end])<<top
		h := x * spread >> shift
		if filter[h>>6]&(1<<(h&63)) == 0 {
			continue
		}
		if n := m.verify(x, body[end-m.width+1:], test); n != nil {
			return n, end - m.width + 1
		}
	}
	return nil, 0
}

func (m *matcher) verify(x uint64, rest []byte, test func(*needle) bool) *needle {
	for _, i := range m.first[x] {
		n := &m.needles[i]
		if len(rest) >= len(n.text) && string(rest[:len(n.text)]) == n.text && test(n) {
			return n
		}
	}
	return nil
}
