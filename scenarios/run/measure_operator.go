package run

import "github.com/seatrial/seatrial/sim/history"

// Operator counts what waits for a person, one by one. What a scenario lets somebody do
// by itself, such as to pause a region, is not among it.
type Operator struct {
	Listed      *int64 `json:"listed"`       // commands that an owner could not do when its standby handed them back; null where nobody stands by
	DeadLetters int64  `json:"dead_letters"` // messages that a consumer could not use (reject, dead-letter)
	Quarantined int64  `json:"quarantined"`  // documents of partners that were set aside
	Doubtful    int64  `json:"doubtful"`     // documents whose answer did not come in time: whether a supplier will ship is not known
	Gaps        int64  `json:"gaps"`         // documents that somebody was told are missing
	Alerts      int64  `json:"alerts"`       // alerts that were raised
}

// Sum returns how much of it there is.
func (o *Operator) Sum() int64 {
	n := o.DeadLetters + o.Quarantined + o.Doubtful + o.Gaps + o.Alerts
	if o.Listed != nil {
		n += *o.Listed
	}
	return n
}

// see counts what waits for somebody, but for what is listed.
func (o *Operator) see(r *history.Record) {
	switch {
	case r.Kind == history.KindReject && r.Reason == history.ReasonDeadLetter:
		o.DeadLetters++
	case r.Kind == history.KindAlert && r.Label.Text == history.LabelRaised:
		o.Alerts++
	case r.Kind != history.KindDocument:
	case r.Label.Text == history.LabelQuarantined:
		o.Quarantined++
	case r.Label.Text == history.LabelTimedOut:
		o.Doubtful++
	case r.Label.Text == history.LabelGap:
		o.Gaps++
	}
}

func (o *Operator) merge(other *Operator) {
	o.DeadLetters += other.DeadLetters
	o.Quarantined += other.Quarantined
	o.Doubtful += other.Doubtful
	o.Gaps += other.Gaps
	o.Alerts += other.Alerts
}
