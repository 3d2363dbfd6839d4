package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// effect is what is told of a decision.
type effect struct {
	EventID   string          `json:"event_id,omitempty"`
	StreamSeq uint64          `json:"stream_seq,omitempty"`
	Entity    string          `json:"entity,omitempty"`
	Version   uint64          `json:"version,omitempty"`
	Effect    string          `json:"effect"`
	EffectID  string          `json:"effect_id,omitempty"` // two tellings of one decision have the same
	Reason    string          `json:"reason,omitempty"`
	Attempts  uint64          `json:"attempts,omitempty"`
	Data      json.RawMessage `json:"data,omitempty"` // as it is kept: unknown fields are in it
}

func effectOf(d *decision) effect {
	e := effect{EventID: d.Event.ID, Entity: d.Event.Entity, Version: d.Event.Version, Effect: d.Effect, Reason: d.Reason,
		StreamSeq: d.StreamSeq, Attempts: d.Attempts}
	if d.Effect == applied {
		e.Data = d.Event.Data
	}
	if d.Line > 0 {
		e.EffectID = fmt.Sprint("line ", d.Line)
	}
	return e
}

// teller returns a function that posts effects to a URL and does not return
// before one was seen, or ctx ended. Without a URL nobody is told.
func teller(ctx context.Context, url string) func(*decision) error {
	if url == "" {
		return func(*decision) error { return nil }
	}
	return func(d *decision) error {
		body, err := json.Marshal(effectOf(d))
		if err != nil {
			return fmt.Errorf("tell effect: %w", err)
		}
		for {
			retry, err := post(ctx, url, body)
			if err == nil || !retry {
				return err
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("tell effect: %w", err)
			case <-time.After(100 * time.Millisecond):
			}
		}
	}
}

// post sends one effect; what was refused as wrong is not worth a second try.
func post(ctx context.Context, url string, body []byte) (retry bool, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return false, fmt.Errorf("tell effect: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return true, err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(io.LimitReader(answer.Body, 4096))
	if err != nil {
		return true, err
	}
	if answer.StatusCode/100 != 2 {
		return answer.StatusCode/100 == 5, fmt.Errorf("tell effect: %s: %s", answer.Status, said)
	}
	return false, nil
}
