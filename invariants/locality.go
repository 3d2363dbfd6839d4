package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// DecryptLocality is I-13: what is sealed opens where it may, as what it was
// sealed as, and no key leaves its region.
//
// ALWAYS: whoever was allowed to open something (open, Label allowed) asked from
// the region of the vault, or from one in which the header lets that tier be
// (residency). What was opened (Op) as a field of one entity is never opened as
// that of another. A sealed value that crossed (cross, with Body; which fields
// are sealed is in the contracts) stands for one event: if the same text came for
// two, it is not bound to either. No crossing carries the secret of another
// region (canaries of the field key), in any form of [NewScanner].
//
// Each open whose place is known, and each sealed value that crosses, is one
// evaluation.
var DecryptLocality = Promise{
	ID: "I-13", Name: "decrypt-locality", Mode: Always, Safety: true,
	Title: "What is sealed opens at home alone, and no key leaves it.",
	Sees:  history.Of(history.KindOpen, history.KindCross),
	Needs: history.Of(history.KindOpen),
	New:   newLocality,
}

// fieldKey is the field of a canary that is the secret of a region.
const fieldKey = "key"

type locality struct {
	hiding
	keys      *Scanner
	keyed     bool
	residency []history.Residency
	placeless bool // an open record does not say where it was asked
	sealed    recent[bound]
	opened    recent[bound]
}

// bound is what a hidden text was first seen to belong to.
type bound struct {
	to  uint64 // hash of event and field, or of entity and field
	ref Ref
}

func newLocality(h *history.Header) Checker {
	var keys []history.Canary
	for _, k := range h.Canaries {
		if k.Field == fieldKey {
			keys = append(keys, k)
		}
	}
	hold := h.Bounds.HorizonNano
	return &locality{hiding: newHiding(h), keys: NewScanner(keys, vocabulary(h)), keyed: len(keys) > 0, residency: h.Residency,
		sealed: newRecent[bound](hold), opened: newRecent[bound](hold)}
}

func (c *locality) See(r *history.Record, out *Result) {
	switch {
	case r.Kind == history.KindOpen:
		c.open(r, out)
	case len(r.Body) > 0 && r.From.Key != r.To.Key:
		c.cross(r, out)
	}
}

var (
	labelAllowed = history.N("allowed")
	labelRefused = history.N("refused")
)

// open judges one request to a vault.
func (c *locality) open(r *history.Record, out *Result) {
	if r.From.IsZero() || r.Label.Key != labelAllowed.Key && r.Label.Key != labelRefused.Key {
		c.placeless = true
		return
	}
	out.Evaluated++
	if r.Label.Key == labelRefused.Key {
		return
	}
	if r.From.Key != r.Region.Key && !c.mayBe(r) {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s opened %s of %s from %s, where %s data of %s may not be", r.Consumer, r.Type, r.Entity, r.From, tierText(r), r.Region)
		})
	}
	if first, again := c.first(&c.opened, r.Op.Key, join(r.Entity.Key, r.Type.Key), r); again {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s %s opened as that of %s, and was opened as that of another before", r.Type, r.Op, r.Entity)
		}, first)
	}
}

func tierText(r *history.Record) string {
	if r.Tier.IsZero() {
		return "such"
	}
	return r.Tier.String()
}

// mayBe reports whether the tier of what was opened may be where it was asked.
func (c *locality) mayBe(r *history.Record) bool {
	for _, may := range c.residency {
		if history.Hash(may.Tier) != r.Tier.Key || may.Home != "" && history.Hash(may.Home) != r.Region.Key {
			continue
		}
		for _, region := range may.Regions {
			if history.Hash(region) == r.From.Key {
				return true
			}
		}
	}
	return false
}

// cross looks for keys, and at what each sealed value stands for.
func (c *locality) cross(r *history.Record, out *Result) {
	if c.keyed {
		if hit, ok := c.keys.Scan(r.Body, r.To); ok {
			out.Breach(r, func() string {
				return fmt.Sprintf("%s to %s carries the secret of %s, from which its keys are derived (%s, at byte %d of %d)",
					r.Type, r.To, hit.Canary.Region, hit.Form, hit.At, len(r.Body))
			})
		}
	}
	c.each(r, true, func(s sighting) {
		out.Evaluated++
		if first, again := c.first(&c.sealed, history.Hash(s.text), join(s.event.Key, history.Hash(s.field)), r); again {
			out.Breach(r, func() string {
				return fmt.Sprintf("%s of %s %s is sealed as %s, as that of another event was: it is bound to neither", s.field, s.typ, s.event, s.text)
			}, first)
		}
	})
}

// first notes what a text belongs to, and reports whether it belonged to
// something else before.
func (c *locality) first(m *recent[bound], text, to uint64, r *history.Record) (Ref, bool) {
	if text == 0 {
		return 0, false
	}
	if b := m.ref(text); b != nil {
		return b.ref, b.to != to
	}
	m.add(text, bound{to: to, ref: refer(r)}, r.At)
	return 0, false
}

// Quiet says what could not be judged.
func (c *locality) Quiet(out *Result) {
	if c.placeless {
		out.Missing = "an open record does not say where it was asked (from) or what came of it (label)"
	}
}
