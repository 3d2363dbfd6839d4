package x12

import "fmt"

// Scope is the kind of unit that a [Quarantine] withholds.
type Scope string

// The scopes, outermost first.
const (
	ScopeInterchange Scope = "interchange"
	ScopeGroup       Scope = "group"
	ScopeSet         Scope = "set"
)

// Quarantine is one unit withheld, with the fault that decided. Units inside it
// are withheld with it and have no quarantine of their own.
type Quarantine struct {
	Fault
	Scope       Scope   `json:"scope"`
	Interchange string  `json:"interchange,omitempty"` // ISA13
	Group       string  `json:"group,omitempty"`       // GS06; empty for an interchange
	Set         string  `json:"set,omitempty"`         // ST02; empty for an interchange or a group
	Sets        int     `json:"sets"`                  // transaction sets withheld
	Others      []Fault `json:"others,omitempty"`      // further faults of the unit and those inside, in file order; at most 16
}

// String returns `set 0003: line 7 segment 9: quantity: ...`.
func (q Quarantine) String() string {
	name := q.Set
	switch q.Scope {
	case ScopeInterchange:
		name = q.Interchange
	case ScopeGroup:
		name = q.Group
	}
	return fmt.Sprintf("%s %s: %s", q.Scope, name, q.Fault)
}

// AsError returns the quarantine as the error of a file, for callers who cannot
// go on without the unit: file, place, what and remedy.
func (q Quarantine) AsError(file string) *Error { return refusal(file, q.Fault) }
