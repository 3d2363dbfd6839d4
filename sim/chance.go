package sim

import "math/bits"

// Stream separates draws that must not shift each other.
type Stream uint64

// The streams.
const (
	StreamWorkload Stream = iota + 1
	StreamNetwork
	StreamDisk
	StreamClock
	StreamFaults
	StreamOutside
	StreamPlan
	StreamKeys
)

// Chance draws numbers by counting, not by remembering: the n-th draw of an
// entity in a stream is always the same, whatever else was drawn. So removing
// one fault shifts no other draw, and what is switched off draws nothing.
type Chance struct {
	Seed   uint64
	Stream Stream
	Entity uint64
}

// Draw returns the n-th 64-bit number.
func (c Chance) Draw(n uint64) uint64 {
	h := blend(c.Seed^0x9E3779B97F4A7C15, uint64(c.Stream))
	h = blend(h, c.Entity)
	return blend(h, n+0xD1B54A32D192ED03)
}

// Below returns the n-th number in [0, limit); limit must be positive.
func (c Chance) Below(n uint64, limit uint64) uint64 {
	hi, _ := bits.Mul64(c.Draw(n), limit)
	return hi
}

// Hit reports whether the n-th draw hits with ppm parts per million.
func (c Chance) Hit(n uint64, ppm uint32) bool {
	return ppm > 0 && c.Below(n, 1_000_000) < uint64(ppm)
}

// blend mixes two words with two multiply-fold rounds.
func blend(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0xA0761D6478BD642F, b^0xE7037ED1A0B428DB)
	x := hi ^ lo ^ a
	hi, lo = bits.Mul64(x^0x8EBC6AF09C88C6E3, x>>32|x<<32|1)
	return hi ^ lo
}
