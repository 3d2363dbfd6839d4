package run

import "github.com/seatrial/seatrial/sim/history"

// placing is what topologies and faults are compared by, beyond what every run is
// measured for. All of it is read off the records of witnesses.
type placing struct {
	acks     acknowledged
	hands    takeovers
	twice    twice
	operator Operator
	places   places
}

func newPlacing(h *history.Header) *placing {
	return &placing{acks: newAcknowledged(), hands: newTakeovers(h), places: newPlaces()}
}

// compared lets a measure also look at what topologies are compared by.
func (m *Measure) compared(h *history.Header) { m.placing = newPlacing(h) }

// see takes in a record.
func (p *placing) see(r *history.Record) {
	switch r.Kind {
	case history.KindInvoke, history.KindOK, history.KindFail, history.KindInfo:
		p.acks.see(r)
		p.places.see(r)
	case history.KindAppend, history.KindLease:
		p.acks.see(r)
		p.hands.see(r)
		if r.Kind == history.KindLease {
			p.twice.see(r)
		}
	case history.KindDown:
		p.hands.see(r)
	case history.KindEffect:
		p.twice.see(r)
	case history.KindReject, history.KindAlert, history.KindDocument:
		p.operator.see(r)
	}
}

func (p *placing) seal() {
	p.acks.seal()
	p.hands.seal()
	p.twice.seal()
	p.places.seal()
}

func (p *placing) merge(other *placing) {
	if p == nil || other == nil {
		return
	}
	p.acks.merge(&other.acks)
	p.hands.merge(&other.hands)
	p.twice.count += other.twice.count
	p.operator.merge(&other.operator)
	p.places.merge(&other.places)
}
