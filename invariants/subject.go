package invariants

import (
	"fmt"
	"math/bits"
	"strings"
)

// join returns one key for two. The order matters.
func join(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x9E3779B97F4A7C15, b^0xE7037ED1A0B428DB)
	return hi ^ lo ^ a
}

// kindOf returns the kind of an entity: its text before the first '/', "" if it
// has none.
func kindOf(entity string) string {
	if i := strings.IndexByte(entity, '/'); i >= 0 {
		return entity[:i]
	}
	return ""
}

// head returns the first part of a name with slashes.
func head(name string) string {
	if i := strings.IndexByte(name, '/'); i >= 0 {
		return name[:i]
	}
	return name
}

// part returns the i-th part (from 0) of a name with slashes, "" if it has none.
func part(name string, i int) string {
	for ; i > 0; i-- {
		cut := strings.IndexByte(name, '/')
		if cut < 0 {
			return ""
		}
		name = name[cut+1:]
	}
	return head(name)
}

// lineText names an order line for people; line 0 is the whole order.
func lineText(entity string, line uint32) string {
	if line == 0 {
		return entity
	}
	return fmt.Sprintf("%s line %d", entity, line)
}
