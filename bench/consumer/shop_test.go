package consumer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/seatrial/seatrial/bench/consumer"
)

// shop is a consumer that keeps every promise, unless a fault is planted in it.
type shop struct {
	told     map[string]consumer.Effect   // what became of each event that is done with
	letters  map[uint64]consumer.Effect   // the same of what cannot be read, by sequence
	versions map[string]uint64            // by entity
	parked   map[string][]*consumer.Event // by the entity, or by the cause that is missing
	log      io.Writer                    // what must survive a crash; nil = nothing has to

	plant fault
}

// fault is a mistake that can be planted.
type fault string

const (
	noDedup    fault = "no dedup"             // events are not told apart by their ids
	takesStale fault = "accepts stale"        // any version is taken
	forgets    fault = "drops unknown fields" // of what it passes on
	drops      fault = "drops unknown types"  // acknowledged and forgotten
	hasty      fault = "acks before effect"   //
	swallows   fault = "swallows poison"      // acknowledged and forgotten
	anyhow     fault = "waits for no cause"   //
	sleeps     fault = "stops in the middle"  // of the traffic, for ever
)

func newShop(plant fault) *shop {
	return &shop{told: map[string]consumer.Effect{}, letters: map[uint64]consumer.Effect{}, versions: map[string]uint64{},
		parked: map[string][]*consumer.Event{}, plant: plant}
}

// delivery is a message, however it came.
type delivery struct {
	header  map[string][]string
	data    []byte
	seq     uint64
	attempt uint32
	tell    func(consumer.Effect) error
	ack     func() error
}

// handle is the shop as a handler in the process of the test.
func (s *shop) handle(ctx context.Context, m *consumer.Message) error {
	if s.plant == sleeps && m.Seq > 20 {
		<-ctx.Done()
		return ctx.Err()
	}
	return s.on(delivery{m.Header, m.Data, m.Seq, m.Attempt, m.Tell, m.Ack})
}

var knownTypes = []string{"OrderPlaced", "OrderAllocated", "OrderPacked", "OrderShipped", "ShipmentBooked"}

func (s *shop) on(d delivery) error {
	if s.plant == hasty {
		if err := d.ack(); err != nil {
			return err
		}
	}
	e, err := consumer.ParseEvent(d.header, d.data)
	if err != nil {
		return s.bury(d, e, err)
	}
	if old, ok := s.told[e.ID]; ok && s.plant != noDedup {
		if err := s.again(d, old); err != nil {
			return err
		}
		return s.follow(d, &e) // it may have died before what waited for this
	}
	if !slices.Contains(knownTypes, e.Type) {
		if s.plant == drops {
			return nil
		}
		return s.tell(d, consumer.Effect{EventID: e.ID, Effect: consumer.Parked}, nil)
	}
	return s.take(d, &e)
}

// bury keeps what cannot be read, once.
func (s *shop) bury(d delivery, e consumer.Event, why error) error {
	if s.plant == swallows {
		return nil
	}
	if old, ok := s.letters[d.seq]; ok {
		return s.again(d, old)
	}
	return s.tell(d, consumer.Effect{EventID: e.ID, StreamSeq: d.seq, Effect: consumer.DeadLettered, Reason: why.Error(), Attempts: d.attempt}, nil)
}

// take applies an event, or parks it until it can be applied.
func (s *shop) take(d delivery, e *consumer.Event) error {
	switch have := s.versions[e.Subject]; {
	case s.plant == takesStale:
	case s.plant == noDedup && e.Version == have: // only that it came before is overlooked
	case e.Version <= have:
		return s.tell(d, consumer.Effect{EventID: e.ID, Effect: consumer.Stale}, nil)
	case e.Version > have+1:
		return s.park(d, e.Subject, e)
	}
	if _, done := s.told[e.Cause]; e.Cause != "" && !done && s.plant != anyhow {
		return s.park(d, e.Cause, e)
	}
	return s.apply(d, e)
}

func (s *shop) park(d delivery, until string, e *consumer.Event) error {
	if slices.ContainsFunc(s.parked[until], func(p *consumer.Event) bool { return p.ID == e.ID }) {
		return nil
	}
	s.parked[until] = append(s.parked[until], e)
	return s.tell(d, consumer.Effect{EventID: e.ID, Effect: consumer.Parked}, e)
}

func (s *shop) apply(d delivery, e *consumer.Event) error {
	effect := consumer.Effect{EventID: e.ID, Entity: e.Subject, Version: e.Version, Effect: consumer.Applied, Data: s.kept(e.Data)}
	if err := s.tell(d, effect, nil); err != nil {
		return err
	}
	return s.follow(d, e)
}

// follow applies what waited for an event.
func (s *shop) follow(d delivery, e *consumer.Event) error {
	for _, until := range []string{e.Subject, e.ID} {
		for _, p := range s.parked[until] {
			_, caused := s.told[p.Cause]
			_, done := s.told[p.ID]
			if done || p.Version != s.versions[p.Subject]+1 || p.Cause != "" && !caused {
				continue
			}
			if err := s.apply(d, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// tell makes an effect durable and then tells of it.
func (s *shop) tell(d delivery, e consumer.Effect, parked *consumer.Event) error {
	if s.log != nil {
		e.EffectID = fmt.Sprintf("%s/%d/%s/%d", e.EventID, e.StreamSeq, e.Effect, d.attempt)
		line, err := json.Marshal(entry{Effect: e, Parked: parked})
		if err != nil {
			return err
		}
		if _, err := s.log.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	s.remember(e)
	return d.tell(e)
}

// entry is one line of the log.
type entry struct {
	Effect consumer.Effect
	Parked *consumer.Event
}

func (s *shop) remember(e consumer.Effect) {
	switch e.Effect {
	case consumer.Applied:
		s.told[e.EventID], s.versions[e.Entity] = e, e.Version
	case consumer.Stale:
		s.told[e.EventID] = e
	case consumer.DeadLettered:
		s.letters[e.StreamSeq] = e
	}
}

// again tells what was told, as it may not have been heard.
func (s *shop) again(d delivery, e consumer.Effect) error {
	if e.EffectID == "" {
		return nil
	}
	return d.tell(e)
}

// recall reads the log of an earlier life.
func (s *shop) recall(log io.Reader) error {
	read := json.NewDecoder(log)
	for read.More() {
		var n entry
		if err := read.Decode(&n); err != nil {
			return err
		}
		s.remember(n.Effect)
		if p := n.Parked; p != nil {
			until := p.Subject
			if p.Version == s.versions[p.Subject]+1 {
				until = p.Cause
			}
			s.parked[until] = append(s.parked[until], p)
		}
	}
	return nil
}

// kept is what the shop passes on of an event.
func (s *shop) kept(data json.RawMessage) json.RawMessage {
	if s.plant != forgets {
		return data
	}
	var known struct {
		State string `json:"state"`
		SKU   string `json:"sku"`
		Qty   int    `json:"qty"`
		Unit  string `json:"unit,omitempty"`
	}
	if err := json.Unmarshal(data, &known); err != nil {
		panic(err)
	}
	out, err := json.Marshal(known)
	if err != nil {
		panic(err)
	}
	return out
}
