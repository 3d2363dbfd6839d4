package pod

import "github.com/seatrial/seatrial/reference/event"

const (
	saveEvery = 512             // entries between two snapshots, at least
	saveBytes = 8               // bytes of a snapshot per entry between two: a large state is saved less often
	keepFor   = 150_000_000_000 // entries younger than this stay: a bus that lost what it had not synced is fed again
	markEvery = 1_000_000_000   // between two marks of age
)

// saved says when the next snapshot is due and which entries the relay may still
// need.
type saved struct {
	pos   uint64 // of the last snapshot
	size  int    // its bytes
	marks event.Queue[mark]
	keep  uint64 // every entry before it is old
}

// mark says which entry was the last at an instant.
type mark struct {
	pos uint64
	at  int64
}

// note marks the age of entries, about once a second.
func (s *saved) note(pos uint64, now int64) {
	if n := s.marks.Len(); n == 0 || now-s.marks.At(n-1).at >= markEvery {
		s.marks.Push(mark{pos: pos, at: now})
	}
	for s.marks.Len() > 0 && s.marks.Front().at < now-keepFor {
		s.keep = s.marks.Pop().pos
	}
}

// save stores a snapshot every few thousand entries; less often when the state
// is large, so that the cost per entry stays the same.
func (p *Pod) save() {
	s := &p.saved
	if p.pos-s.pos < uint64(max(saveEvery, s.size/saveBytes)) || len(p.late) > 0 {
		return
	}
	state := p.pack()
	s.pos, s.size = p.pos, len(state)
	p.out.Count("snapshots", 1)
	p.out.Snapshot(p.pos, state, max(min(s.keep, p.relay.acked+1), 1))
	p.named()
}
