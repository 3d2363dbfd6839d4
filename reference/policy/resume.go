package policy

import "math"

// Resume puts a bundle on the shelf into force that had been in force before a
// restart, whatever the clock says now: it is never followed by an older one. Of a
// version that is not on the shelf it does nothing.
func (s *Shelf) Resume(version uint64) {
	for i, h := range s.wait {
		if h.Version == version {
			s.replace(i)
			s.since = math.MaxInt64
			return
		}
	}
}

// Minds returns the highest version that waits and restricts what is in force
// already, at the last instant that was asked about; 0 if none does.
func (s *Shelf) Minds() uint64 {
	if s.force == nil || s.in == s.force.decider {
		return 0
	}
	for i := len(s.wait) - 1; i >= 0; i-- {
		if h := s.wait[i]; h.minded || s.since >= h.EffectiveNano-s.skew {
			return h.Version
		}
	}
	return 0
}

// Expired reports whether a bundle of this age lets nothing go any more that is
// confidential or above.
func (d *Decider) Expired(age int64) bool { return age > d.ttl }
