package invariants

import "github.com/seatrial/seatrial/sim/history"

// agreed are the event types of an agreement, by their keys.
type agreed struct {
	history.Agreement
	offers, parks, resumes, settles, sheds keys
}

// keys are the keys of some names.
type keys map[uint64]bool

func keysOf(list []string) keys {
	k := make(keys, len(list))
	for _, s := range list {
		k[history.Hash(s)] = true
	}
	return k
}

// agreements returns those of a header by the key of the partner. Its order is
// that of the header.
func agreements(h *history.Header) (list []*agreed, byPartner map[uint64]*agreed) {
	byPartner = make(map[uint64]*agreed)
	for _, a := range h.Agreements {
		g := &agreed{Agreement: a, offers: keysOf(a.Offers), parks: keysOf(a.Parks), resumes: keysOf(a.Resumes),
			settles: keysOf(a.Settles), sheds: keysOf(a.Sheds)}
		list = append(list, g)
		byPartner[history.Hash(a.Partner)] = g
	}
	return list, byPartner
}
