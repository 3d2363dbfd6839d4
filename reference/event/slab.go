package event

// Slab hands out values from larger pieces of memory, to spare the allocator.
// The zero value is ready. What it hands out is zero and never taken back.
type Slab[T any] struct{ free []T }

// New returns a zero value.
func (s *Slab[T]) New() *T {
	if len(s.free) == 0 {
		s.free = make([]T, 32)
	}
	v := &s.free[0]
	s.free = s.free[1:]
	return v
}

// Ink encodes bodies into larger pieces of memory. The zero value is ready.
type Ink struct{ page []byte }

const pageSize = 8 << 10

// Body returns the JSON of b. The bytes are never written again.
func (k *Ink) Body(b *Body) []byte {
	if need := roomFor(b); cap(k.page)-len(k.page) < need {
		k.page = make([]byte, 0, max(pageSize, need))
	}
	start := len(k.page)
	k.page = AppendBody(k.page, b)
	return k.page[start:len(k.page):len(k.page)]
}

// roomFor returns the bytes that a body takes, near enough: to copy a long one
// while it grows cost more than to write it.
func roomFor(b *Body) int {
	n := 512
	if b.Batch != nil {
		n += 224 * len(b.Batch.Items)
	}
	if b.Decision != nil {
		n += 224 * len(b.Decision.Verdicts)
	}
	return n
}
