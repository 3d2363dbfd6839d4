package consumer

import (
	"time"

	"github.com/seatrial/seatrial/sim/live/broker"
)

// trap catches the consumer between an effect and its acknowledgement. A nil trap
// catches nothing.
type trap struct {
	among  map[string]bool // event ids
	mute   bool            // effects are not told: the acknowledgement is held back instead
	spares bool            // what is caught is not killed
}

// springing is what a trap caught.
type springing struct {
	life  *life
	at    time.Duration
	early bool // it was acknowledged, and no effect was told before
}

// effect is asked when an effect was told.
func (t *trap) effect(w *witness, l *life, now time.Duration) broker.Then {
	if t == nil || t.mute || !t.among[l.event.id] || len(l.acked) > 0 || len(l.effects) > 1 {
		return broker.Pass
	}
	return t.spring(w, springing{life: l, at: now}, broker.HoldAfter)
}

// acked is asked before an acknowledgement counts.
func (t *trap) acked(w *witness, l *life, now time.Duration) broker.Then {
	switch {
	case t == nil || !t.among[l.event.id]:
		return broker.Pass
	case t.mute:
		return t.spring(w, springing{life: l, at: now}, broker.HoldBefore)
	case len(l.effects) > 0 || l.final || l.parked:
		return broker.Pass
	}
	return t.spring(w, springing{life: l, at: now, early: true}, broker.HoldAfter)
}

func (t *trap) spring(w *witness, s springing, then broker.Then) broker.Then {
	w.trap, w.dying = nil, !t.spares
	w.sprung <- s
	return then
}

// set sets a trap for some of the events that did not take effect yet.
func (w *witness) set(t *trap) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trap = t
}
