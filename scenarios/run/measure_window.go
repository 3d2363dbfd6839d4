package run

// window remembers which positions of a stream were seen. It spans the last
// 65,536 positions below the highest; older ones count as seen, because what
// comes that late has come before. The zero value is empty.
type window struct {
	words []uint64
	base  uint64 // first position of the window, a multiple of 64
}

const (
	windowWords = 1 << 10
	windowSpan  = windowWords * 64
)

// add marks a position and reports whether it was marked before.
func (w *window) add(pos uint64) bool {
	if w.words == nil {
		w.words = make([]uint64, windowWords)
	}
	if pos < w.base {
		return true
	}
	if pos-w.base >= windowSpan {
		w.slide(pos)
	}
	word, bit := &w.words[pos/64%windowWords], uint64(1)<<(pos%64)
	seen := *word&bit != 0
	*word |= bit
	return seen
}

// has reports whether a position was marked, or is older than the window.
func (w *window) has(pos uint64) bool {
	switch {
	case pos < w.base:
		return true
	case w.words == nil || pos-w.base >= windowSpan:
		return false
	}
	return w.words[pos/64%windowWords]&(1<<(pos%64)) != 0
}

// slide moves the window up until it holds a position.
func (w *window) slide(pos uint64) {
	base := pos - pos%64 - windowSpan + 64
	if base-w.base >= windowSpan {
		clear(w.words)
	} else {
		for at := w.base; at < base; at += 64 {
			w.words[at/64%windowWords] = 0
		}
	}
	w.base = base
}
