package virtual

// Script is what the engine did during a run, without what it was for: how many
// events each event scheduled, and when. It replays through a bare event loop
// of the same queue and the same depths with empty handlers, which is the
// ceiling that the whole system is measured against.
type Script struct {
	first   []event // scheduled before the first event ran
	counts  []uint32
	events  []event
	started bool
}

func (s *Script) popped() {
	s.started = true
	s.counts = append(s.counts, 0)
}

func (s *Script) pushed(e *event) {
	if !s.started {
		s.first = append(s.first, *e)
		return
	}
	s.counts[len(s.counts)-1]++
	s.events = append(s.events, *e)
}

// Events returns how many events the script holds.
func (s *Script) Events() int { return len(s.counts) }

// Replay runs the bare loop and returns the events handled and a checksum that
// keeps the compiler honest.
func (s *Script) Replay() (events int, sum uint64) {
	var q queue
	for _, e := range s.first {
		q.push(e)
	}
	next := 0
	var e event
	for _, n := range s.counts {
		if !q.pop(1<<62, &e) {
			break
		}
		events++
		sum += empty(&e)
		for range n {
			q.push(s.events[next])
			next++
		}
	}
	return events, sum
}

//go:noinline
func empty(e *event) uint64 {
	switch e.kind {
	case evCall, evReply, evDeliver:
		return uint64(e.at) ^ e.arg
	case evTimer:
		return uint64(e.at) + uint64(e.aux)
	default:
		return uint64(e.at)
	}
}
