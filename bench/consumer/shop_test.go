package consumer_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/seatrial/seatrial/bench/consumer"
)

// shop is a consumer that keeps every promise, unless a fault is planted in it.
type shop struct {
	applied  map[string]bool              // event ids
	versions map[string]uint64            // by entity
	parked   map[string][]*consumer.Event // by entity or by the id of a missing cause
	letters  map[uint64]bool              // by sequence

	twice     bool // planted: events are not told apart by their ids
	backwards bool // planted: any version is taken
	forgets   bool // planted: unknown fields are dropped
	drops     bool // planted: what it does not know is acknowledged and forgotten
	hasty     bool // planted: it acknowledges before the effect
	swallows  bool // planted: what cannot be read is acknowledged and forgotten
	anyhow    bool // planted: causes are not waited for
}

func newShop() *shop {
	return &shop{applied: map[string]bool{}, versions: map[string]uint64{}, parked: map[string][]*consumer.Event{}, letters: map[uint64]bool{}}
}

var knownTypes = []string{"OrderPlaced", "OrderAllocated", "OrderPacked", "OrderShipped", "ShipmentBooked"}

// handle is the consumer.
func (s *shop) handle(_ context.Context, m *consumer.Message) error {
	if s.hasty {
		if err := m.Ack(); err != nil {
			return err
		}
	}
	e, err := consumer.ParseEvent(m.Header, m.Data)
	switch {
	case err != nil:
		return s.bury(m, e, err)
	case s.applied[e.ID] && !s.twice:
		return s.follow(m, &e) // it may have died before what waited for this
	case !slices.Contains(knownTypes, e.Type):
		if s.drops {
			return nil
		}
		return m.Tell(consumer.Effect{EventID: e.ID, Effect: consumer.Parked})
	}
	return s.take(m, &e)
}

// bury keeps what cannot be read, once.
func (s *shop) bury(m *consumer.Message, e consumer.Event, why error) error {
	if s.swallows || s.letters[m.Seq] {
		return nil
	}
	s.letters[m.Seq] = true
	return m.Tell(consumer.Effect{EventID: e.ID, StreamSeq: m.Seq, Effect: consumer.DeadLettered, Reason: why.Error(), Attempts: m.Attempt})
}

// take applies an event, or parks it until it can be applied.
func (s *shop) take(m *consumer.Message, e *consumer.Event) error {
	switch have := s.versions[e.Subject]; {
	case s.backwards:
	case s.twice && e.Version == have: // only that it came before is overlooked
	case e.Version <= have:
		return m.Tell(consumer.Effect{EventID: e.ID, Effect: consumer.Stale})
	case e.Version > have+1:
		return s.park(m, e.Subject, e)
	}
	if e.Cause != "" && !s.applied[e.Cause] && !s.anyhow {
		return s.park(m, e.Cause, e)
	}
	return s.apply(m, e)
}

func (s *shop) park(m *consumer.Message, until string, e *consumer.Event) error {
	if slices.ContainsFunc(s.parked[until], func(p *consumer.Event) bool { return p.ID == e.ID }) {
		return nil
	}
	s.parked[until] = append(s.parked[until], e)
	return m.Tell(consumer.Effect{EventID: e.ID, Effect: consumer.Parked})
}

// apply lets an event take effect, and what waited for it.
func (s *shop) apply(m *consumer.Message, e *consumer.Event) error {
	s.applied[e.ID], s.versions[e.Subject] = true, e.Version
	if err := m.Tell(consumer.Effect{EventID: e.ID, Entity: e.Subject, Version: e.Version, Data: s.kept(e.Data)}); err != nil {
		return err
	}
	return s.follow(m, e)
}

// follow applies what waited for an event.
func (s *shop) follow(m *consumer.Message, e *consumer.Event) error {
	for _, until := range []string{e.Subject, e.ID} {
		for _, p := range s.parked[until] {
			ready := p.Version == s.versions[p.Subject]+1 && (p.Cause == "" || s.applied[p.Cause])
			if !ready || s.applied[p.ID] {
				continue
			}
			if err := s.apply(m, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// kept is what the shop passes on of an event.
func (s *shop) kept(data json.RawMessage) json.RawMessage {
	if !s.forgets {
		return data
	}
	var known struct {
		State string `json:"state"`
		SKU   string `json:"sku"`
		Qty   int    `json:"qty"`
		Unit  string `json:"unit,omitempty"`
	}
	out, err := json.Marshal(known)
	if err = errors.Join(err, json.Unmarshal(data, &known)); err != nil {
		panic(err)
	}
	out, _ = json.Marshal(known)
	return out
}
