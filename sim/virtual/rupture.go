package virtual

import "github.com/seatrial/seatrial/faults"

// rupture is one fault that breaks the connections of a link: once, when it
// refuses them, or again and again.
//
//	sent ------------ arrives      lost: a break falls on the way
//	        sent -- arrives        not lost: it went between two breaks
//	    |              |
//	    from           from+every  < until
//
// A break comes last at its instant: what is sent then is under way, what
// arrives then has arrived.
type rupture struct {
	fault int
	from  int64 // the first break
	every int64 // 0 = only that one
	until int64 // no break then or later
}

// within reports whether a break falls into a flight.
func (r *rupture) within(sent, arrives int64) bool {
	at := r.from
	if sent > at {
		if r.every == 0 {
			return false
		}
		at += (sent - at + r.every - 1) / r.every * r.every
	}
	return at < arrives && at < r.until
}

// rupture lets a fault break a link's connections, or leaves off. What it broke
// stays known: a message that was under way arrives, or does not, later.
func (w *World) rupture(l *link, fault int, s faults.Shape, on bool) {
	for i := range l.ruptures {
		if r := &l.ruptures[i]; r.fault == fault {
			r.until = min(r.until, max(w.now, r.from+1))
		}
	}
	held := len(l.refused)
	l.refused = set(l.refused, fault, 0, on && s.Refuse)
	if on && s.Refuse && len(l.refused) > held {
		l.ruptures = append(l.ruptures, rupture{fault: fault, from: w.now, until: w.now + 1})
	}
	if on && s.Reset > 0 {
		l.ruptures = append(l.ruptures, rupture{fault: fault, from: w.now, every: int64(s.Reset), until: maxInstant})
	}
	w.breaks = w.breaks || len(l.ruptures) > 0
	if len(l.refused) > 0 {
		w.spill(l)
	}
}

// maxInstant is later than any run.
const maxInstant = 1<<63 - 1

// severed loses a message whose connection broke while it was under way.
func (w *World) severed(e *event) bool {
	f := &w.slab.all[e.arg]
	l := &w.links[w.nodes[f.from].region][w.nodes[e.dst].region]
	lost := false
	for i := range l.ruptures {
		if r := &l.ruptures[i]; r.within(f.sent, w.now) {
			w.levers.touch(r.fault)
			lost = true
		}
	}
	if lost {
		w.land(e).msg = nil
	}
	return lost
}

// closed reports whether a link lets nothing through, and holds the faults that
// keep it so to account.
func (w *World) closed(l *link) bool {
	w.levers.touchAll(l.cut)
	w.levers.touchAll(l.refused)
	return len(l.cut)+len(l.refused) > 0
}

// spill loses all that waits for bandwidth on a link whose connections are closed.
func (w *World) spill(l *link) {
	l.lane.stop()
	for !l.lane.empty() {
		e := l.lane.take()
		w.levers.touchAll(l.refused)
		w.land(&e).msg = nil
	}
}
