package invariants

import "github.com/seatrial/seatrial/sim/history"

// LatencySummary is how long commands took from their first invocation until
// they were answered ok, in ns of true time.
type LatencySummary struct {
	Count    uint64
	P50, P99 int64
}

// CommitLatency follows a history and sums up how long its local commands took.
// It judges nothing; two summaries are compared by [WAN]. It is not safe for
// concurrent use.
type CommitLatency struct {
	open  recent[int64]
	times histogram
}

// NewCommitLatency returns an empty summary that remembers unanswered commands
// for the horizon of the header.
func NewCommitLatency(h *history.Header) *CommitLatency {
	return &CommitLatency{open: newRecent[int64](h.Bounds.Defaults().HorizonNano)}
}

// See enters a record. It looks at invocations and answers only.
func (l *CommitLatency) See(r *history.Record) {
	switch r.Kind {
	case history.KindInvoke:
		if _, ok := l.open.get(r.Op.Key); !ok && local(r) {
			l.open.add(r.Op.Key, r.At, r.At)
		}
	case history.KindOK:
		if at, ok := l.open.get(r.Op.Key); ok {
			l.times.add(r.At - at)
			l.open.remove(r.Op.Key)
		}
	case history.KindFail, history.KindInfo:
		l.open.remove(r.Op.Key)
	}
}

// Summary returns the figures so far.
func (l *CommitLatency) Summary() LatencySummary {
	return LatencySummary{Count: l.times.total, P50: l.times.permille(500), P99: l.times.permille(990)}
}

// local reports whether a command is served in the client's own region: it does
// not name another one, neither in To nor in its entity.
func local(r *history.Record) bool {
	if !r.To.IsZero() {
		return r.To.Key == r.Region.Key
	}
	if r.Region.IsZero() {
		return true
	}
	home := part(r.Entity.Text, 1)
	return home == "" || home == r.Region.Text || part(r.Entity.Text, 2) == ""
}
