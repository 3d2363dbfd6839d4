package sim

import "github.com/seatrial/seatrial/sim/history"

// Keys are the [history.Hash] of the names in a header. Witnesses and buses ask
// for them a dozen times per message, and the digest is made of them.
type Keys struct {
	ID, Type, Entity, Corr, Cause, Ledger uint64
}

// Keys returns the keys of the header. They are computed once per message, so a
// message must not change after it was handed out; not safe for concurrent use.
func (m *Message) Keys() *Keys {
	if m.digest == 0 {
		m.digest = m.sum()
	}
	return &m.keys
}

// EventName returns the message id as a name; the others likewise.
func (m *Message) EventName() history.Name { return history.Name{Key: m.Keys().ID, Text: m.Head.ID} }

// TypeName returns the type.
func (m *Message) TypeName() history.Name {
	return history.Name{Key: m.Keys().Type, Text: m.Head.Type}
}

// EntityName returns the entity.
func (m *Message) EntityName() history.Name {
	return history.Name{Key: m.Keys().Entity, Text: m.Head.Entity}
}

// CorrName returns the idempotency key of the root command.
func (m *Message) CorrName() history.Name {
	return history.Name{Key: m.Keys().Corr, Text: m.Head.Corr}
}

// CauseName returns the id of the event that caused the message.
func (m *Message) CauseName() history.Name {
	return history.Name{Key: m.Keys().Cause, Text: m.Head.Cause}
}

// LedgerName returns the ledger that the message was first written to.
func (m *Message) LedgerName() history.Name {
	return history.Name{Key: m.Keys().Ledger, Text: m.Head.Ledger}
}
