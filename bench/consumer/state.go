package consumer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live/tail"
)

// Holding is what a consumer has of one entity: a line of the state command.
type Holding struct {
	Entity     string          `json:"entity"`
	Version    uint64          `json:"version"`
	EventIDs   []string        `json:"event_ids,omitempty"`   // in the order in which they took effect
	StreamSeqs []uint64        `json:"stream_seqs,omitempty"` // of those whose ids cannot be read
	Effect     Outcome         `json:"effect,omitempty"`      // "" = applied
	Reason     string          `json:"reason,omitempty"`      // of a dead letter
	Data       json.RawMessage `json:"data,omitempty"`        // of the last event, as it is kept or passed on
}

// ParseHoldings reads what a state command printed.
func ParseHoldings(data []byte) ([]Holding, error) {
	read := json.NewDecoder(bytes.NewReader(data))
	read.DisallowUnknownFields()
	var all []Holding
	for {
		var h Holding
		err := read.Decode(&h)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err == nil && len(h.EventIDs)+len(h.StreamSeqs) == 0 {
			err = errors.New("it names no event: give event_ids")
		}
		if err == nil {
			probe := Effect{StreamSeq: 1, Effect: h.Effect}
			err = probe.check()
			h.Effect = probe.Effect
		}
		if err != nil {
			return nil, fmt.Errorf("read state, line %d: %w", len(all)+1, err)
		}
		all = append(all, h)
	}
}

// effects returns a holding as the effects it came from. The entity has the
// version of its last event, whatever the consumer calls it.
func (h *Holding) effects() []Effect {
	var all []Effect
	for _, id := range h.EventIDs {
		all = append(all, Effect{EventID: id, Effect: h.Effect, Reason: h.Reason})
	}
	for _, seq := range h.StreamSeqs {
		all = append(all, Effect{StreamSeq: seq, Effect: h.Effect, Reason: h.Reason})
	}
	last := &all[len(all)-1]
	last.Data = h.Data
	if h.Effect == Applied {
		last.Entity, last.Version = h.Entity, h.Version
	}
	return all
}

// stateMax is how long a state command may take.
const stateMax = 30 * time.Second

// examine runs the state command and takes in what it prints.
func (t *trial) examine(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stateMax)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", t.cfg.State)
	cmd.Env = t.environment()
	said := &tail.Tail{}
	cmd.Stderr, cmd.WaitDelay = said, time.Second
	bind(cmd)
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%w: run --state %q: %w%s", ErrParty, t.cfg.State, err, words(said))
	}
	holdings, err := ParseHoldings(out)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrParty, err)
	}
	t.witness.hold(holdings)
	return nil
}

// hold takes in what a consumer has, as if it had told of each effect. What only
// the order between entities could show is not known.
func (w *witness) hold(holdings []Holding) {
	for _, h := range holdings {
		for _, e := range h.effects() {
			if _, err := w.tell(e); err != nil {
				w.complain(err)
			}
		}
	}
}

// orderless takes the causes out of what was read from a state.
func orderless(records []history.Record) {
	for i := range records {
		if records[i].Kind == history.KindApply {
			records[i].Cause = history.Name{}
		}
	}
}
