package consumer

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/live/broker"
)

// rest says how far the consumer is with what was sent.
type rest uint8

const (
	busy   rest = iota // something goes on
	quiet              // nothing is expected any more
	stuck              // messages wait, and the consumer does nothing
	ceding             // everything that can be done is done, but something is kept waiting
)

// rest looks at what is left to do. Waiting is what may be left over while
// something that is missing was not sent yet.
func (w *witness) rest() rest {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	answered, seen := true, true
	for _, m := range w.messages {
		done := m.answer == broker.Acked || m.answer == broker.Termed
		answered = answered && done
		seen = seen && (done || m.attempts > 0 && (m.answer == broker.Nacked || w.events[m.event.id].parked))
	}
	silent := now-w.moved > w.cfg.Settle
	switch {
	case answered && (w.settled() || silent):
		return quiet
	case !answered && now-max(w.acted, w.moved) > w.cfg.StallAfter:
		return stuck
	case seen || silent:
		return ceding
	}
	return busy
}

// settled reports whether nothing more can come of what was sent: everything that
// is owed took effect, and of the rest it was told what became of it. The lock is
// held.
func (w *witness) settled() bool {
	if w.cfg.State != "" {
		return true // nothing is told
	}
	for _, l := range w.events {
		if !l.final && !(l.parked && !l.event.owed()) && l.event.source != lateSource {
			return false
		}
	}
	return true
}

// Stall is the evidence of a consumer that does nothing while messages wait.
type Stall struct {
	At      time.Duration `json:"at_ns"`
	Class   Class         `json:"class"`
	Silent  time.Duration `json:"silent_ns"` // since it last did anything
	State   broker.State  `json:"consumer_info"`
	Open    int           `json:"unacknowledged"`  // messages
	First   string        `json:"first,omitempty"` // of them
	Meaning string        `json:"meaning"`
}

// String tells the stall in plain words.
func (s *Stall) String() string {
	return fmt.Sprintf("stalled in the traffic %q: nothing for %v, %d messages open (%s): %s [pending %d, ack pending %d of %d, redelivered %d, waiting pulls %d, delivered up to %d, acknowledged up to %d]",
		s.Class, s.Silent.Round(time.Millisecond), s.Open, s.First, s.Meaning, s.State.Pending, s.State.AckPending, s.State.AckPendMax,
		s.State.Redelivered, s.State.Waiting, s.State.Delivered, s.State.AckFloor)
}

// evidence makes a stall of what the server says.
func (w *witness) evidence(class Class, state broker.State, late bool) *Stall {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := &Stall{At: w.now(), Class: class, State: state, Silent: w.now() - max(w.acted, w.moved)}
	for _, m := range w.messages {
		if m.answer == broker.Acked || m.answer == broker.Termed {
			continue
		}
		if s.Open++; s.Open == 1 {
			s.First = fmt.Sprintf("the first is %s %s v%d, sequence %d, handed out %d times", m.event.id, m.event.entity, m.event.version, m.seq, m.attempts)
		}
	}
	switch {
	case w.connected == 0 && w.wired:
		s.Meaning = "no connection of the consumer is there"
	case late:
		s.Meaning = "it does not come to rest: messages are handed out again and again"
	case state.AckPending >= state.AckPendMax:
		s.Meaning = "all of MaxAckPending is handed out and never acknowledged, so the server hands out nothing more"
	case state.Pending > 0 && state.Waiting == 0:
		s.Meaning = "the consumer does not pull"
	case state.AckPending > 0:
		s.Meaning = "what was handed out is not acknowledged"
	default:
		s.Meaning = "the consumer pulls, and does nothing with what it gets"
	}
	return s
}
