package main

import (
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// writeLate is the planted mistake: an effect that is written down only when it
// happened and was acknowledged. A crash in between, and it happens again.
const writeLate = "write-late"

// consumer decides what becomes of each event. All it knows is in the journal.
type consumer struct {
	journal *journal
	tell    func(*decision) error
	late    bool         // writeLate
	flush   func() error // with writeLate: returns when the server has what was sent
	owed    []*decision  // with writeLate: not written down yet
}

// take decides about a delivery and acknowledges it.
func (c *consumer) take(m jetstream.Msg) error {
	at, err := m.Metadata()
	if err != nil {
		return fmt.Errorf("read delivery: %w", err)
	}
	e, wrong := read(m.Headers(), m.Data())
	switch {
	case wrong != nil:
		err = c.once(&decision{Event: e, Effect: buried, Reason: wrong.Error(), StreamSeq: at.Sequence.Stream, Attempts: at.NumDelivered, Original: m.Data()})
	case !known(e.Type):
		err = c.once(&decision{Event: e, Effect: parked, Reason: "unknown type " + e.Type})
	default:
		err = c.decide(e)
	}
	if err != nil {
		return err
	}
	if c.late {
		return c.settleLate(m)
	}
	return m.Ack()
}

// decide applies an event, parks it, or passes over what is known or stale.
func (c *consumer) decide(e event) error {
	last := c.journal.versions[e.Entity]
	switch {
	case c.journal.applied[e.ID] || e.Version <= last:
		return nil
	case e.Version > last+1:
		return c.once(&decision{Event: e, Effect: parked, Reason: fmt.Sprintf("waits for version %d", last+1)})
	case e.Cause != "" && !c.journal.applied[e.Cause]:
		return c.once(&decision{Event: e, Effect: parked, Reason: "waits for its cause " + e.Cause})
	}
	if err := c.record(&decision{Event: e, Effect: applied}); err != nil {
		return err
	}
	for _, waiting := range c.journal.waitingFor(e) {
		if err := c.decide(waiting); err != nil {
			return err
		}
	}
	return nil
}

// once records what is put aside, unless it is there already.
func (c *consumer) once(d *decision) error {
	if c.journal.aside[d.key()] != nil {
		return nil
	}
	return c.record(d)
}

// record makes a decision durable and tells of it. Whoever dies in between
// finds it as the last line of the journal and tells of it then.
func (c *consumer) record(d *decision) error {
	d.Line = c.journal.lines + 1
	if c.late {
		d.Line = 0 // nobody could say later which effect it was
		c.journal.absorb(d)
		c.owed = append(c.owed, d)
	} else if err := c.journal.write(d); err != nil {
		return err
	}
	return c.tell(d)
}

// tellLast tells of the last decision once more; with the same id it is the same.
func (c *consumer) tellLast() error {
	if c.journal.last == nil || c.late {
		return nil
	}
	return c.tell(c.journal.last)
}

// settleLate acknowledges first and writes down afterwards.
func (c *consumer) settleLate(m jetstream.Msg) error {
	if err := m.Ack(); err != nil {
		return fmt.Errorf("acknowledge: %w", err)
	}
	if err := c.flush(); err != nil {
		return fmt.Errorf("acknowledge: %w", err)
	}
	for _, d := range c.owed {
		if err := c.journal.store(d); err != nil {
			return err
		}
	}
	c.owed = c.owed[:0]
	return nil
}
