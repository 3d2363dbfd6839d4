package pod

import "slices"

// places says which ledger position the bus keeps under which sequence. In quiet
// times one run covers everything, as both numbers count on together.
type places struct {
	runs []run
	last uint64 // highest sequence the bus gave out
	base uint64 // position under a sequence when nothing else was known; 0 = no more
	at   uint64 // that sequence
}

// run maps sequences from seq on, up to the next run, to positions from pos on.
// Sequences up to past were given out for what came before it.
type run struct{ seq, pos, past uint64 }

const runsMax = 64

// note takes the sequence under which a position was stored. A sequence that
// was given out before for another position means that the bus went back; note
// then returns the lowest position it lost, otherwise 0.
func (s *places) note(seq, pos uint64) (lost uint64) {
	if seq > s.last {
		s.add(seq, pos)
		return 0
	}
	i := s.covering(seq)
	if i >= 0 && s.runs[i].pos+seq-s.runs[i].seq == pos {
		if i < len(s.runs)-1 { // a later run was told of first
			last := &s.runs[len(s.runs)-1]
			last.past = max(last.past, seq)
		}
		return 0 // told twice, or out of turn
	}
	if n := len(s.runs); n > 0 && s.runs[n-1].begins(seq, pos) {
		s.runs[n-1].seq, s.runs[n-1].pos = seq, pos
		return 0
	}
	if i < 0 && pos <= s.base && seq+s.base-pos >= s.at {
		return 0 // stored before anything was known, and nothing before it is missing
	}
	lost = s.lose(seq)
	s.add(seq, pos)
	return lost
}

// begins reports whether the run can be extended back to seq: answers of one
// window may overtake each other. A sequence that was given out before is none of
// the run's: then the bus went back.
func (r run) begins(seq, pos uint64) bool {
	return seq > r.past && r.seq > seq && r.seq-seq <= window && r.pos-pos == r.seq-seq
}

func (s *places) add(seq, pos uint64) {
	if n := len(s.runs); n == 0 || s.runs[n-1].pos+seq-s.runs[n-1].seq != pos {
		s.runs = append(s.runs, run{seq: seq, pos: pos, past: s.last})
		if len(s.runs) > runsMax {
			s.runs = slices.Delete(s.runs, 0, 1)
		}
	}
	s.last = seq
}

// covering returns the run that a sequence belongs to, or -1.
func (s *places) covering(seq uint64) int {
	i := len(s.runs) - 1
	for i >= 0 && s.runs[i].seq > seq {
		i--
	}
	return i
}

// lose forgets every sequence from seq on and returns the lowest position that
// was kept under one of them; 1 if that is unknown.
func (s *places) lose(seq uint64) (lowest uint64) {
	for i, r := range s.runs {
		end := s.last
		if i+1 < len(s.runs) {
			end = s.runs[i+1].seq - 1
		}
		if end < seq {
			continue
		}
		pos := r.pos + max(seq, r.seq) - r.seq
		if lowest == 0 || pos < lowest {
			lowest = pos
		}
	}
	if lowest == 0 || s.runs[0].seq > seq {
		lowest = 1 // what was there is not known
	}
	n := len(s.runs)
	for n > 0 && s.runs[n-1].seq >= seq {
		n--
	}
	s.runs, s.last, s.base = s.runs[:n], seq-1, 0
	return lowest
}
