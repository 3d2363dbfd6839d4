package policy

import (
	"slices"

	"github.com/seatrial/seatrial/sim/history"
)

// Bundle is one version of the rules: plain data, see [history.Policy].
type Bundle = history.Policy

// Tier is a data classification, see [history.Tier].
type Tier = history.Tier

// Ways in which a field may go, the most visible first.
const (
	Clear  = "clear"  // as it is
	Token  = "token"  // a keyed pseudonym
	Sealed = "sealed" // encrypted, opened at home alone
	Drop   = "drop"   // not at all
)

// way is how a field goes; the larger, the less is seen of it. Zero is no
// way at all.
type way uint8

const (
	wayClear way = iota + 1
	wayToken
	waySealed
	wayDrop
)

var wayNames = [...]string{"", Clear, Token, Sealed, Drop}

func parseWay(name string) (way, bool) {
	at := slices.Index(wayNames[:], name)
	return way(max(at, 0)), at > 0
}

// classOf returns the class of a field in a type: the one for this type, or
// else the one for every type.
func classOf(b *Bundle, typ, name string) (history.Class, bool) {
	var general history.Class
	found := false
	for i := range b.Classes {
		switch c := &b.Classes[i]; {
		case c.Field != name:
		case c.Type == typ:
			return *c, true
		case c.Type == "":
			general, found = *c, true
		}
	}
	return general, found
}
