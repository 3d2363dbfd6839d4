package invariants

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// Abroad is all that somebody outside of a region could see of a run: every byte
// on a link between regions (cross, with Body), what was put down elsewhere than
// at its home (stash) and what was released (release), each with its instant. It
// judges nothing and is not safe for concurrent use. Two of them are compared by
// [SameAbroad].
type Abroad struct {
	hiding hiding
	keyed  bool            // the header says what the keys are derived from
	hidden map[string]bool // texts that were seen to hide something; true = sealed
	seen   []glimpse
	bytes  []byte // of all that was seen
	veils  []veil // likewise
}

// glimpse is one thing that was seen.
type glimpse struct {
	record       history.Record // without what it borrowed
	begin, end   int            // of its bytes
	first, until int            // of its veils
}

// veil is a token or a sealed value within the bytes of a glimpse.
type veil struct {
	from, until int
	sealed      bool
}

// NewAbroad returns an empty one. Which fields travel as tokens or sealed is in
// the contracts of the header.
func NewAbroad(h *history.Header) *Abroad {
	a := &Abroad{hiding: newHiding(h), hidden: make(map[string]bool)}
	for _, c := range h.Contracts { // what is put down somewhere has no purpose of its own
		typ, to := history.Hash(c.Type), history.Hash(c.To)
		copied := contractKey(typ, to, 0)
		a.hiding.types[copied] = append(a.hiding.types[copied], a.hiding.types[contractKey(typ, to, history.Hash(c.Purpose))]...)
	}
	for _, c := range h.Canaries {
		a.keyed = a.keyed || c.Field == fieldKey
	}
	return a
}

// See enters a record.
func (a *Abroad) See(r *history.Record) {
	switch r.Kind {
	case history.KindCross:
		if len(r.Body) == 0 || r.From.Key == r.To.Key {
			return
		}
	case history.KindStash:
		if r.From.Key == r.Region.Key {
			return
		}
	case history.KindRelease:
	default:
		return
	}
	g := glimpse{record: *r, begin: len(a.bytes), first: len(a.veils)}
	g.record.Body, g.record.Fields = nil, nil
	a.bytes = append(a.bytes, r.Body...)
	a.agreed(r)
	a.words(r.Body)
	g.end, g.until = len(a.bytes), len(a.veils)
	a.order(g)
	g.until = len(a.veils)
	a.seen = append(a.seen, g)
}

// agreed finds the tokens and sealed values where the contracts have them. A copy
// that was put down somewhere has them at the same places.
func (a *Abroad) agreed(r *history.Record) {
	if r.Kind != history.KindCross {
		r = &history.Record{Body: r.Body, To: r.Region}
	}
	a.hiding.each(r, true, func(s sighting) { a.hide(s.text, s.at, true) })
	a.hiding.each(r, false, func(s sighting) {
		cut := strings.LastIndexByte(s.text, '/') + 1 // kind and region stand in the clear
		a.hide(s.text[cut:], s.at+cut, false)
	})
}

// wordMin is the shortest word that can be a token or a sealed value: 64 bits in
// base 16. What is shorter is compared as it stands.
const wordMin = 16

func (a *Abroad) hide(text string, at int, sealed bool) {
	if len(text) < wordMin {
		return
	}
	a.hidden[text] = sealed
	a.veils = append(a.veils, veil{from: at, until: at + len(text), sealed: sealed})
}

// words finds those tokens and sealed values elsewhere that a contract has let
// out already: in answers, logs, traces.
func (a *Abroad) words(body []byte) {
	if len(a.hidden) == 0 {
		return
	}
	from := 0
	for i := 0; i <= len(body); i++ {
		if i < len(body) && ofWord(body[i]) {
			continue
		}
		if i-from >= wordMin {
			if sealed, ok := a.hidden[string(body[from:i])]; ok {
				a.veils = append(a.veils, veil{from: from, until: i, sealed: sealed})
			}
		}
		from = i + 1
	}
}

func ofWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

// order brings the veils of a glimpse into order, each once.
func (a *Abroad) order(g glimpse) {
	own := a.veils[g.first:g.until]
	slices.SortFunc(own, func(x, y veil) int { return cmp.Or(cmp.Compare(x.from, y.from), cmp.Compare(y.until, x.until)) })
	kept := own[:0]
	for _, v := range own {
		if len(kept) == 0 || v.from >= kept[len(kept)-1].until {
			kept = append(kept, v)
		}
	}
	a.veils = a.veils[:g.first+len(kept)]
}

func (a *Abroad) body(g *glimpse) []byte { return a.bytes[g.begin:g.end] }

func (a *Abroad) under(g *glimpse) []veil { return a.veils[g.first:g.until] }
