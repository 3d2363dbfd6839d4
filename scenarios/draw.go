package scenarios

import (
	"math/bits"

	"github.com/seatrial/seatrial/sim/history"
)

// draw returns the n-th number of a named thing under a seed. It counts instead
// of remembering, so that taking one step out of a timeline moves no other.
func draw(seed uint64, name string, n uint64) uint64 {
	h := fold(seed^0x2545F4914F6CDD1D, history.Hash(name))
	return fold(h, n+0xD1B54A32D192ED03)
}

// below returns the n-th number of a named thing in [0, limit).
func below(seed uint64, name string, n, limit uint64) uint64 {
	hi, _ := bits.Mul64(draw(seed, name, n), limit)
	return hi
}

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x9E3779B97F4A7C15, b^0xE7037ED1A0B428DB)
	x := hi ^ lo ^ a
	hi, lo = bits.Mul64(x^0x8EBC6AF09C88C6E3, bits.RotateLeft64(x, 32)|1)
	return hi ^ lo
}
