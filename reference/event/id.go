package event

import (
	"math/bits"

	"github.com/seatrial/seatrial/sim/history"
)

// Mint makes the ids of the events that one machine writes.
type Mint struct {
	prefix  string
	machine uint64
}

// NewMint returns the mint of a machine in a region.
func NewMint(region, machine string) Mint {
	return Mint{prefix: region + "-", machine: history.Hash(machine)}
}

// ID returns the id of an event: the region and 16 hex digits of a hash of the
// root idempotency key (its [history.Hash]), the machine, the type and an
// ordinal that tells events of one root, machine and type apart. The same
// decision gives the same id, so that a bus recognises what it was fed before.
func (m *Mint) ID(root uint64, typ string, ordinal uint64) string {
	h := fold(root^m.machine, history.Hash(typ))
	h = fold(h, ordinal)
	var room [40]byte
	b := append(room[:0], m.prefix...)
	for shift := 60; shift >= 0; shift -= 4 {
		b = append(b, hexDigits[h>>shift&15])
	}
	return string(b)
}

// fold mixes two words into one.
func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x9E3779B97F4A7C15, b^0xD6E8FEB86659FD93)
	return hi ^ lo ^ bits.RotateLeft64(a, 32)
}
