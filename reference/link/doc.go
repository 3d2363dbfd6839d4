// Package link is how a region calls a supplier that may be slow, full, broken or
// gone: a bounded queue with two lanes, a rate limit, a budget for retries and a
// breaker per lane. It is arithmetic over instants that the caller passes in: no
// clock, no chance of its own, no I/O.
//
//	Offer -> [critical] -\        limiter    budget     breaker
//	         [normal]   --+--> Next ------------------------------> call
//	         [parked]   -/     Answer / Expire <------------------- outcome
//
// What is queued is durable because its owner writes it down; [Link.Restore]
// takes it in again. Start at [Link].
package link

// Lane is a priority.
type Lane uint8

// The lanes, first served first.
const (
	Critical Lane = iota
	Normal
	Lanes
)

// String returns the name that histories use.
func (l Lane) String() string {
	if l == Critical {
		return "critical"
	}
	return "normal"
}

// Terms are what one caller may do at one supplier. Times are nanoseconds.
type Terms struct {
	Rate  int64 // calls per 1000 s: the caller's share of the contract
	Burst int64 // calls at once, at least 1

	Timeout     int64  // a call without an answer has failed after this
	InFlight    int    // calls without an answer, at most; two of them are kept for the critical lane
	AttemptsMax uint32 // then a message is given up
	Backoff     int64  // before the second attempt; doubles
	BackoffMax  int64

	Budget int64 // retries per 1000 messages that were called with
	Spare  int64 // retries that may be made on top, once
	Credit int64 // retries that may be owed, where they take nobody's turn
	Drip   int64 // and one more per this time, so that a link without load still probes; 0 = none

	Window   int64 // calls of this time decide about a breaker
	CallsMin int64 // it stays closed below so many
	Failures int64 // it opens at this share of failures, per 1000
	Open     int64 // how long it stays open at first; doubles
	OpenMax  int64
	Closes   int // successes in a row that close it

	QueueMax  int   // messages that wait or are in flight
	Reserve   int   // of those, kept for the critical lane
	ParkedMax int   // messages of the normal lane that wait outside the queue
	ParkedFor int64 // then they are shed

	NeverProbes bool   // planted: an open breaker stays open
	NeverOpens  bool   // planted: failures open none
	Layers      uint32 // planted: so many layers try again on their own; 0 = none
}
