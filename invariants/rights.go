package invariants

import "github.com/seatrial/seatrial/sim/history"

// rights says which grants count when: those of the header, until a later policy
// that brings access rules of its own is in force (I-34, I-35). A bundle must count
// within twice policy_ns of its publication, its effective instant and the end of the
// last fault; until then what came before it may count as well, and from its
// publication on it may.
type rights struct {
	within int64
	first  []history.Grant
	own    map[uint64][]history.Grant // by version of a policy with rules of its own; nil = no policy changes any
	known  []known                    // published, in that order
	faults inForce
}

// known is a version that was published.
type known struct {
	version uint64
	from    int64 // published and effective
	settled bool  // it was in force everywhere before anything went wrong
}

func newRights(h *history.Header) rights {
	r := rights{within: h.Bounds.PolicyNano, first: h.Grants}
	for i := range h.Policies {
		if p := &h.Policies[i]; p.Access != h.Policies[0].Access {
			if r.own == nil {
				r.own = make(map[uint64][]history.Grant)
			}
			r.own[p.Version] = p.Grants
		}
	}
	return r
}

// see takes a record of any kind.
func (s *rights) see(r *history.Record) {
	switch {
	case s.own == nil:
	case r.Kind == history.KindFault:
		if r.Reason == faultInjected {
			s.settle(r.At)
		}
		s.faults.see(r)
	case r.Kind == history.KindBundle && r.Reason == "published":
		for _, k := range s.known {
			if k.version == r.Version {
				return // confirmed
			}
		}
		s.known = append(s.known, known{version: r.Version, from: max(r.At, r.AsOf)})
	}
}

// settle notes which policies are in force everywhere, at an instant at which
// something goes wrong: what does later takes none of them back.
func (s *rights) settle(at int64) {
	if !s.faults.none() {
		return
	}
	for i := range s.known {
		if k := &s.known[i]; at > max(k.from, s.faults.reverted)+2*s.within {
			k.settled = true
		}
	}
}

// grants returns the lists of which one let an act be done that was asked for at an
// instant, the newest first. Where a clock cannot be judged by, every one may.
func (s *rights) grants(asked int64, timed bool) [][]history.Grant {
	if s.own == nil {
		return [][]history.Grant{s.first}
	}
	var lists [][]history.Grant
	for i := len(s.known) - 1; i >= 0; i-- {
		k := s.known[i]
		lists = append(lists, s.of(k.version))
		if timed && (k.settled || s.faults.none() && asked > max(k.from, s.faults.reverted)+2*s.within) {
			return lists // what came before it counts no more
		}
	}
	return append(lists, s.first)
}

// of returns the grants of a version.
func (s *rights) of(version uint64) []history.Grant {
	if g, ok := s.own[version]; ok {
		return g
	}
	return s.first
}
