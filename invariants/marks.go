package invariants

import "math/bits"

// marks is a set of positions, counted from 1. Everything up to a watermark is
// in it; above the watermark it keeps one bit per position, and forgets the bits
// as the watermark passes them. A ledger read in order costs one word, whatever
// its length. A history may begin in the middle of a ledger, and the bits with
// it. The zero value is empty.
type marks struct {
	low  uint64   // where the bits began
	base uint64   // positions low+1..base are all in the set; a multiple of 64 above low
	head int      // bits[head] covers base+1..base+64
	bits []uint64 // above the watermark
	far  map[uint64]struct{}
}

// reach is how far above the watermark bits are kept, in words. What lies
// beyond (2^26 positions), and what lies below their beginning, goes to a map:
// only a history with invented positions gets there. The bits begin at position
// 1, or at the first position if that is further on than a late start explains.
const (
	reach = 1 << 20
	late  = 1 << 12
)

// begin lets the bits begin at pos, if there are none yet.
func (m *marks) begin(pos uint64) {
	if m.base == 0 && len(m.bits) == 0 && pos > 0 {
		m.low, m.base = pos-1, pos-1
	}
}

// add puts pos into the set and reports whether it was new. Position 0 is never
// new.
func (m *marks) add(pos uint64) bool {
	if pos > late && m.base == 0 {
		m.begin(pos)
	}
	if pos <= m.base {
		return pos != 0 && pos <= m.low && m.addFar(pos)
	}
	at := pos - 1 - m.base
	w := at >> 6
	if w >= reach {
		return m.addFar(pos)
	}
	i := m.head + int(w)
	for len(m.bits) <= i {
		m.bits = append(m.bits, 0)
	}
	bit := uint64(1) << (at & 63)
	if m.bits[i]&bit != 0 {
		return false
	}
	m.bits[i] |= bit
	if w == 0 && m.bits[i] == ^uint64(0) {
		m.advance()
	}
	return true
}

func (m *marks) addFar(pos uint64) bool {
	if _, ok := m.far[pos]; ok {
		return false
	}
	if m.far == nil {
		m.far = make(map[uint64]struct{})
	}
	m.far[pos] = struct{}{}
	return true
}

// has reports whether pos is in the set.
func (m *marks) has(pos uint64) bool {
	if pos <= m.base && pos > m.low {
		return true
	}
	at := pos - 1 - m.base
	if i := uint64(m.head) + at>>6; pos > m.base && at>>6 < reach && i < uint64(len(m.bits)) && m.bits[i]&(1<<(at&63)) != 0 {
		return true
	}
	_, ok := m.far[pos]
	return ok
}

// advance moves the watermark over full words and gives their memory back.
func (m *marks) advance() {
	for m.head < len(m.bits) && m.bits[m.head] == ^uint64(0) {
		m.head++
		m.base += 64
	}
	m.compact()
	if m.far != nil {
		m.nearer()
	}
}

func (m *marks) compact() {
	switch {
	case m.head == len(m.bits):
		m.bits, m.head = m.bits[:0], 0
	case m.head >= 1024 && m.head > len(m.bits)/2:
		m.bits = m.bits[:copy(m.bits, m.bits[m.head:])]
		m.head = 0
	}
}

// nearer takes into the bits what the watermark has come close to, so that no
// position is in both places.
func (m *marks) nearer() {
	for pos := range m.far {
		if pos > m.low && (pos <= m.base || (pos-1-m.base)>>6 < reach) {
			delete(m.far, pos)
			m.add(pos)
		}
	}
	if len(m.far) == 0 {
		m.far = nil // so that the next step of the watermark need not look
	}
}

// fill puts every position of [from, to] into the set. A hole wider than 2^16
// is left as it is: it is no hole but another numbering.
func (m *marks) fill(from, to uint64) {
	if to < from || to-from >= 1<<16 {
		return
	}
	for pos := from; pos <= to; pos++ {
		m.add(pos)
	}
}

// raise moves the watermark up to pos (rounded down to a full word): everything
// below counts as seen.
func (m *marks) raise(pos uint64) {
	if pos <= m.base {
		return
	}
	target := m.low + (pos-m.low)&^63
	if target == m.base {
		return
	}
	words := (target - m.base) >> 6
	m.base = target
	if uint64(len(m.bits)-m.head) <= words {
		m.bits, m.head = m.bits[:0], 0
	} else {
		m.head += int(words)
	}
	m.advance()
}

// gap returns the lowest position that is not in the set, from where the bits
// began.
func (m *marks) gap() uint64 {
	pos := m.base + 1
	for _, w := range m.bits[m.head:] {
		if n := bits.TrailingZeros64(^w); n < 64 {
			return pos + uint64(n)
		}
		pos += 64
	}
	return pos
}
