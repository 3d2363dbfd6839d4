package consumer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Outcome says what became of an event.
type Outcome string

// The outcomes.
const (
	Applied      Outcome = "applied"       // it took effect; what is meant if nothing is said
	Parked       Outcome = "parked"        // put aside: something before it is missing, or its type is unknown
	DeadLettered Outcome = "dead-lettered" // nobody can process it; kept, with the reason, for a person
	Rejected     Outcome = "rejected"      // decided against, and not kept
	Duplicate    Outcome = "duplicate"     // known already
	Stale        Outcome = "stale"         // older than what is there
)

var outcomes = []Outcome{Applied, Parked, DeadLettered, Rejected, Duplicate, Stale}

// Effect is what a consumer tells of an event.
type Effect struct {
	EventID   string          `json:"event_id,omitempty"`
	StreamSeq uint64          `json:"stream_seq,omitempty"` // in place of an id that cannot be read
	Entity    string          `json:"entity,omitempty"`     // "" = that of the event
	Version   uint64          `json:"version,omitempty"`    // 0 = that of the event
	Effect    Outcome         `json:"effect,omitempty"`     // "" = applied
	EffectID  string          `json:"effect_id,omitempty"`  // the same for an effect that is told again
	Reason    string          `json:"reason,omitempty"`     // of a dead letter, why
	Attempts  uint32          `json:"attempts,omitempty"`   // of a dead letter, how often it was tried
	Data      json.RawMessage `json:"data,omitempty"`       // as it is kept or passed on; empty = not told
}

// ParseEffects reads effects: one JSON object, or several after each other. A key
// that is not in [Effect] is an error, as a misspelt one would be a wrong verdict.
func ParseEffects(data []byte) ([]Effect, error) {
	read := json.NewDecoder(bytes.NewReader(data))
	read.DisallowUnknownFields()
	var all []Effect
	for {
		var e Effect
		err := read.Decode(&e)
		if errors.Is(err, io.EOF) && len(all) > 0 {
			return all, nil
		}
		if err == nil {
			err = e.check()
		}
		if err != nil {
			return nil, fmt.Errorf("read effect %d: %w", len(all)+1, err)
		}
		all = append(all, e)
	}
}

// check completes an effect and reports what is wrong with it.
func (e *Effect) check() error {
	if e.Effect == "" {
		e.Effect = Applied
	}
	switch {
	case e.EventID == "" && e.StreamSeq == 0:
		return errors.New("it says of no event: give event_id or, where that cannot be read, stream_seq")
	case !slices.Contains(outcomes, e.Effect):
		return fmt.Errorf("effect %q: want one of %v", e.Effect, outcomes)
	}
	return nil
}
