package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
)

// AcceptedSchema names the format of accepted changes and its version.
const AcceptedSchema = "seatrial/bench-accepted/v1"

// Accepted is a file of intended changes of counters. It lies in the repository,
// beside the code that changed them, and is reviewed with it.
type Accepted struct {
	Schema  string   `json:"schema"`
	Changes []Change `json:"changes"`
}

// Change is one intended change: of this counter, from this value to that. It
// covers nothing further, so it does no harm once the base has moved on.
type Change struct {
	Profile  Profile `json:"profile"`
	Counter  string  `json:"counter"` // key of the counter
	From     float64 `json:"from"`
	To       float64 `json:"to"`
	Reason   string  `json:"reason"`
	Revision string  `json:"revision"` // at which it was accepted
}

// ReadAccepted reads a file of intended changes, as strictly as [Read].
func ReadAccepted(r io.Reader) (*Accepted, error) {
	out := &Accepted{}
	text, places, err := decode(r, out)
	if err != nil {
		return nil, err
	}
	if f := out.fault(); f != nil {
		return nil, placed(text, places.of(f.path), f.what, f.remedy)
	}
	return out, nil
}

// Write writes the file. It refuses what could not be read back.
func (a *Accepted) Write(w io.Writer) error {
	if f := a.fault(); f != nil {
		return fmt.Errorf("write accepted changes: %w", f)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(a); err != nil {
		return fmt.Errorf("write accepted changes: %w", err)
	}
	return nil
}

// Put adds a change, or replaces one of the same counter, profile and base.
func (a *Accepted) Put(c Change) {
	for i, old := range a.Changes {
		if old.Counter == c.Counter && old.From == c.From && old.Profile.Name == c.Profile.Name && maps.Equal(old.Profile.Settings, c.Profile.Settings) {
			a.Changes[i] = c
			return
		}
	}
	a.Changes = append(a.Changes, c)
}

func (a *Accepted) fault() *fault {
	if a.Schema != AcceptedSchema {
		return &fault{[]any{"schema"}, fmt.Sprintf("schema %q", a.Schema), fmt.Sprintf("write %q", AcceptedSchema)}
	}
	for i, c := range a.Changes {
		switch {
		case c.Counter == "lost" || c.Counter == "duplicated":
			return &fault{[]any{"changes", i, "counter"}, c.Counter + " cannot be accepted", "find what is lost or done twice"}
		case c.Reason == "":
			return &fault{[]any{"changes", i, "reason"}, "a change without a reason", "say why it is intended"}
		}
	}
	return nil
}
