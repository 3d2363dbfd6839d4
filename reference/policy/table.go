// Package policy decides what may leave a region: which events, which of their
// fields, and how (in the clear, or as a keyed token). Contracts are compiled
// into tables when they are loaded, so the hot path looks up and never
// interprets. What no contract names stays at home.
//
// It never sends anything, reads no clock and decides the same for the same
// contract and event in every region; only tokens differ, as each region has a
// key of its own. Start at [Compile].
package policy

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

// Table is the compiled contracts of one destination and purpose. It is not
// safe for concurrent use: it remembers the tokens it made.
type Table struct {
	to      string
	purpose string
	rules   map[string]*tableRule // by event type; looked up, never ranged over
	tokens  tokens
}

// tableRule is the compiled contract of one event type.
type tableRule struct {
	clear  []field
	token  []field
	sealed []field
	reason string // why nothing may go, or ""
}

// NewTable returns the table of the contracts that speak of one destination and
// purpose. An unknown field, an unknown way and a number as a token are errors,
// and so is a second contract for the same type: which of the two would win?
func NewTable(contracts []history.Contract, to, purpose string, key Key) (*Table, error) {
	t := &Table{to: to, purpose: purpose, rules: map[string]*tableRule{}, tokens: newTokens(key, to, purpose)}
	for _, c := range contracts {
		if c.To != to || c.Purpose != purpose {
			continue
		}
		if t.rules[c.Type] != nil {
			return nil, fmt.Errorf("compile contract of %s to %s for %s: there is another one", c.Type, to, purpose)
		}
		r, err := compileTable(c.Fields)
		if err != nil {
			return nil, fmt.Errorf("compile contract of %s to %s for %s: %w", c.Type, to, purpose, err)
		}
		t.rules[c.Type] = r
	}
	return t, nil
}

func compileTable(list []history.Field) (*tableRule, error) {
	r := &tableRule{}
	for _, f := range list {
		id, ok := fieldOf(f.Name)
		switch {
		case !ok:
			return nil, fmt.Errorf("field %q is in no event", f.Name)
		case f.How == Clear:
			r.clear = append(r.clear, id)
		case f.How == Token && id.text():
			r.token = append(r.token, id)
		case f.How == Token:
			return nil, fmt.Errorf("field %q is a number and cannot be a token", f.Name)
		case f.How == Sealed && id.sealable():
			r.sealed = append(r.sealed, id)
		case f.How == Sealed:
			return nil, fmt.Errorf("field %q cannot be sealed: want a text, and not the entity that texts are bound to", f.Name)
		case f.How != Drop:
			return nil, fmt.Errorf("field %q goes %q: want clear, token, sealed or drop", f.Name, f.How)
		}
	}
	if len(r.clear)+len(r.token)+len(r.sealed) == 0 {
		r.reason = ReasonNoField
	}
	return r, nil
}

// Event is an event at home, with everything it holds.
type Event struct {
	ID      string
	Type    string
	Entity  string
	Version uint64
	Epoch   uint32
	Cause   string
	Time    int64
	Pos     uint64
	Body    *event.Body
}

// Sanitise fills it with what may leave of ev and returns "", or returns the
// reason why nothing may. The envelope (position, id, epoch, cause) goes with
// every event that goes at all.
func (t *Table) Sanitise(ev *Event, it *event.Item) (denied string) {
	r := t.rules[ev.Type]
	if r == nil {
		return ReasonNoContract
	}
	if r.reason != "" {
		return r.reason
	}
	*it = event.Item{Pos: ev.Pos, Event: ev.ID, Epoch: ev.Epoch, Cause: ev.Cause}
	for _, f := range r.clear {
		f.copy(ev, it)
	}
	for _, f := range r.token {
		f.tokenise(ev, it, &t.tokens)
	}
	for _, f := range r.sealed {
		f.seal(ev, it, &t.tokens)
	}
	return ""
}
