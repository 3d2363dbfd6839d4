package reference

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// decoder turns the bytes of the reference into neutral records. It holds
// nothing but names hashed in advance.
type decoder struct {
	states      [event.States]history.Name
	allow, deny history.Name

	taken, nothing history.Name // labels of figures
}

func newDecoder() decoder {
	d := decoder{allow: history.N("allow"), deny: history.N("deny"),
		taken: history.N(history.LabelMeasured), nothing: history.N(history.LabelNotApplicable)}
	for i := range d.states {
		d.states[i] = history.N(event.State(i).String())
	}
	return d
}

// Entry fills the i-th record that a ledger entry stands for: an append of a
// pod, an apply or reject of a read model, or one apply per event of a batch
// that the aggregator folded.
func (d *decoder) Entry(owner *sim.Spec, pos uint64, m *sim.Message, i int, r *history.Record) bool {
	if m.Head.Type == event.Marked || i > 0 && m.Head.Type != event.Folded && m.Head.Type != event.Decided && m.Head.Type != event.Audited && m.Head.Type != event.BatchTaken && m.Head.Type != event.Measured {
		return false
	}
	b, err := event.View(m.View, m.Body)
	if err != nil {
		return false
	}
	if d.stageOf(owner, m, b, r) {
		return true
	}
	switch {
	case m.Head.Type == event.Folded:
		return d.folded(owner, b, i, r)
	case m.Head.Type == event.Decided:
		return d.decided(owner, pos, b, i, r)
	case m.Head.Type == event.Measured:
		return d.measured(owner, b, i, r)
	case m.Head.Type == event.AlertRaised, m.Head.Type == event.AlertResolved:
		return d.alerted(owner, m, b, r)
	case i == 0 && b.Bundle != nil && m.Head.Type != event.RightsInForce:
		return d.bundle(owner, m, b, r)
	case m.Head.Type == event.BatchTaken:
		return d.batch(b, i, r)
	case m.Head.Type == event.BatchAnswered:
		return false
	case ofLease(m.Head.Type):
		return d.leased(m, b, r)
	case reconciles(m.Head.Type):
		return d.reconciled(m, b, r)
	case m.Head.Type == event.Audited:
		return d.audited(owner, b, i, r)
	case m.Head.Type == event.Rejected:
		d.rejected(owner, m, b, r)
	case m.Head.Ledger == owner.Name:
		d.appended(owner, pos, m, b, r)
	default:
		d.applied(owner, m, r)
	}
	return true
}

// appended describes an event of an owner.
func (d *decoder) appended(owner *sim.Spec, pos uint64, m *sim.Message, b *event.Body, r *history.Record) {
	h := &m.Head
	r.Kind = history.KindAppend
	r.Stream, r.Pos, r.Epoch = history.N(owner.Name), pos, h.Epoch
	r.Event, r.Type, r.Entity, r.Version = m.EventName(), m.TypeName(), m.EntityName(), h.Version
	r.Cause, r.Op = m.CauseName(), m.CorrName()
	r.Line, r.State, r.Qty, r.SKU = b.Line, d.states[b.State], b.Qty, history.N(b.SKU)
	r.Delta, r.After, r.Reason = b.Change, b.After, b.Reason
	if event.OfPurchase(h.Entity) {
		r.To = history.N(b.Source)
	}
	if b.Order != "" && b.Order != h.Entity {
		r.From = history.N(b.Order) // a stock event names the order it belongs to
	}
}

// applied describes an event that took effect at a read model: the entry is the
// event, which names the ledger it came from.
func (d *decoder) applied(owner *sim.Spec, m *sim.Message, r *history.Record) {
	h := &m.Head
	r.Kind = history.KindApply
	r.Consumer, r.Source, r.SourcePos = history.N(owner.Name), m.LedgerName(), h.Pos
	r.Event, r.Type, r.Entity, r.Version, r.Epoch = m.EventName(), m.TypeName(), m.EntityName(), h.Version, h.Epoch
	r.Cause, r.Op = m.CauseName(), m.CorrName()
}

// rejected describes an event that a read model decided against.
func (d *decoder) rejected(owner *sim.Spec, m *sim.Message, b *event.Body, r *history.Record) {
	h := &m.Head
	r.Kind, r.Reason = history.KindReject, b.Reason
	r.Consumer, r.Source, r.SourcePos = history.N(owner.Name), history.N(b.Source), b.Pos
	r.Event, r.Entity, r.Version, r.Epoch, r.Op = m.EventName(), m.EntityName(), h.Version, h.Epoch, m.CorrName()
	if b.Letter != nil {
		r.Type, r.Cause = history.N(b.Letter.Type), history.N(b.Letter.Cause)
	}
}

// folded describes the i-th event of a batch.
func (d *decoder) folded(owner *sim.Spec, b *event.Body, i int, r *history.Record) bool {
	if b.Batch == nil || i >= len(b.Batch.Items) {
		return false
	}
	it := &b.Batch.Items[i]
	r.Kind = history.KindApply
	r.Consumer, r.Source, r.SourcePos = history.N(owner.Name), history.N(b.Source), it.Pos
	r.Event, r.Type, r.Entity, r.Version, r.Epoch = history.N(it.Event), history.N(it.Type), history.N(it.Entity), it.Version, it.Epoch
	r.Cause, r.SKU = history.N(it.Cause), history.N(it.SKU)
	return true
}

// decided describes the i-th verdict of a decision.
func (d *decoder) decided(owner *sim.Spec, pos uint64, b *event.Body, i int, r *history.Record) bool {
	if b.Decision == nil || i >= len(b.Decision.Verdicts) {
		return false
	}
	v := &b.Decision.Verdicts[i]
	r.Kind, r.Consumer, r.Stream, r.Pos = history.KindDecide, history.N(owner.Name), history.N(owner.Name), pos
	r.Source, r.SourcePos, r.Event, r.Type = history.N(b.Source), v.Pos, history.N(v.Event), history.N(v.Type)
	r.Tier, r.To, r.Purpose = history.N(v.Tier), history.N(b.Decision.To), history.N(b.Decision.Purpose)
	r.Version, r.Note, r.Op = b.Decision.Bundle, b.Decision.Hash, history.N(strconv.FormatUint(v.Digest, 16))
	r.Label, r.Reason = d.allow, v.Reason
	if v.Reason != "" {
		r.Label = d.deny
		return true
	}
	r.Fields = v.Fields.Names()
	return true
}

// bundle describes what became of a policy bundle.
func (d *decoder) bundle(owner *sim.Spec, m *sim.Message, b *event.Body, r *history.Record) bool {
	switch m.Head.Type {
	case event.BundleTaken:
		r.Reason = "received"
	case event.BundleRefused:
		r.Reason, r.Note = "refused", b.Reason
	case event.BundleInForce:
		r.Reason = "in-force"
	default:
		return false
	}
	r.Kind, r.Consumer = history.KindBundle, history.N(owner.Name)
	r.Stream, r.Version, r.Label = history.N(b.Bundle.Name), b.Bundle.Version, history.N(b.Bundle.Hash)
	r.Op = history.N(strconv.FormatInt(b.Bundle.Issued, 10))
	return true
}

// Crossing describes a message that leaves a region: first the message, then
// each event in it with the fields that go out. The envelope of an event does
// not count as a field.
func (d *decoder) Crossing(m *sim.Message, i int, r *history.Record) bool {
	h := &m.Head
	r.Type, r.Entity, r.Purpose, r.Op = m.TypeName(), m.EntityName(), history.N(h.Purpose), m.CorrName()
	b, err := view(m)
	switch {
	case err != nil:
		r.Reason = "cannot be read"
		return i == 0
	case i == 0:
		return true
	case b.Batch == nil:
		return false
	}
	if i > len(b.Batch.Items) {
		return false
	}
	it := &b.Batch.Items[i-1]
	r.Type, r.Entity, r.Fields = history.N(it.Type), history.Name{}, it.Set().Names()
	r.Source, r.SourcePos, r.Event = history.N(b.Source), it.Pos, history.N(it.Event)
	return true
}

// view decodes a message that is asked about more than once, and keeps the decoded
// form beside the bytes.
func view(m *sim.Message) (*event.Body, error) {
	b, err := event.View(m.View, m.Body)
	if err == nil && m.View == nil {
		m.View = b
	}
	return b, err
}
