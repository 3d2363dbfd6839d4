package invariants

import (
	"testing"

	"pgregory.net/rapid"
)

// The model of marks is a set of all positions.
func TestMarksProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m marks
		model := make(map[uint64]bool)
		near := rapid.Uint64Range(1, 400)
		pos := rapid.OneOf(near, rapid.Uint64Range(1<<27, 1<<27+3))
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				p := pos.Draw(t, "pos")
				if got := m.add(p); got == model[p] {
					t.Fatalf("add(%d) = %v, want %v", p, got, !model[p])
				}
				model[p] = true
			},
			"fill": func(t *rapid.T) {
				from := near.Draw(t, "from")
				to := from + rapid.Uint64Range(0, 130).Draw(t, "more")
				m.fill(from, to)
				for p := from; p <= to; p++ {
					model[p] = true
				}
			},
			"raise": func(t *rapid.T) {
				p := near.Draw(t, "to")
				m.raise(p)
				for q := m.low + 1; p > m.low && q <= m.low+(p-m.low)&^63; q++ {
					model[q] = true
				}
			},
			"has": func(t *rapid.T) {
				p := pos.Draw(t, "pos")
				if got := m.has(p); got != model[p] {
					t.Fatalf("has(%d) = %v, want %v", p, got, model[p])
				}
			},
			"": func(t *rapid.T) {
				gap := m.low + 1
				for model[gap] {
					gap++
				}
				if got := m.gap(); got != gap {
					t.Fatalf("gap() = %d, want %d", got, gap)
				}
			},
		})
	})
}

func TestMarksMemory(t *testing.T) {
	var m marks
	for pos := uint64(1); pos <= 1<<20; pos += 2 {
		m.add(pos + 1) // swapped in pairs
		m.add(pos)
	}
	if len(m.bits) > 2048 || m.base != 1<<20 {
		t.Errorf("after 2^20 positions marks keep %d words and a watermark of %d, want few and %d", len(m.bits), m.base, 1<<20)
	}
	if m.add(0) || m.has(0) {
		t.Error("position 0 is in no set")
	}
}

// What comes close to the watermark leaves the map for far positions.
func TestMarksFar(t *testing.T) {
	var m marks
	const far = reach*64 + 100
	m.add(2)
	if !m.add(far) || m.add(far) || len(m.far) != 1 {
		t.Fatalf("a far position must be kept once, kept are %d", len(m.far))
	}
	m.fill(1, 1<<10)
	if !m.has(far) || m.add(far) || m.far != nil {
		t.Errorf("has(%d) = %v after the watermark came near, want true and an empty map", far, m.has(far))
	}
}

// A watermark that jumps gives back what it passed and keeps what is above.
func TestMarksJump(t *testing.T) {
	var m marks
	m.fill(2, 60_000)
	m.fill(60_001, 100_000)
	m.fill(100_002, 150_000)
	words := len(m.bits)
	m.add(1)
	if got := m.gap(); got != 100_001 {
		t.Errorf("gap() = %d, want 100001", got)
	}
	if len(m.bits) > words/2 || !m.has(100_002) || m.has(100_001) || !m.has(150_000) || m.has(150_001) {
		t.Errorf("marks keep %d of %d words, and has(100001) = %v", len(m.bits), words, m.has(100_001))
	}
	if m.fill(200_000, 300_000); m.has(200_000) {
		t.Error("fill of more than 2^16 positions must leave them out")
	}
}

// A ledger whose first position is a billion costs no more than any other.
func TestMarksBeginInTheMiddle(t *testing.T) {
	var m marks
	const first = 1_000_000_000
	for pos := uint64(first); pos < first+1<<20; pos++ {
		if !m.add(pos) || m.add(pos) {
			t.Fatalf("add(%d) must be new once", pos)
		}
	}
	if !m.add(first-1) || m.add(first-1) || !m.add(7) || m.add(7) || !m.has(7) || m.has(8) {
		t.Error("positions before the first are new once, too")
	}
	if len(m.far) != 2 || len(m.bits) > 2048 {
		t.Errorf("marks keep %d words and %d far positions", len(m.bits), len(m.far))
	}
}
