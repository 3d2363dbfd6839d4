package policy

import (
	"cmp"
	"crypto/ed25519"
	"errors"
	"math"
	"slices"
)

// Errors of [Shelf.Take], besides those of [Signed.Open] and [Check].
var (
	ErrOld  = errors.New("the bundle is superseded, or was confirmed later than this")
	ErrName = errors.New("the bundle has another name than the one in force")
	ErrTwin = errors.New("the version is known with another content")
)

// Shelf holds the bundles of one region: the one in force, and those whose time
// has not come. It needs nobody: with the authority gone, the last good bundle
// stays in force, and only what is confidential and above stays at home once it
// is older than its time to live.
//
//	published   v2 (looser) at 10, v3 (tighter) at 20; clocks may be off by s
//	in force    v1 .. 10-s | v1 and v2 | 10+s .. v2 as far as v3 allows it .. 20+s | v3
//
// Around an instant that clocks may disagree about, the stricter of both holds:
// a tightening is early and a loosening late, by at most the skew. And no
// loosening takes effect while a tightening waits behind it. After a restart, take
// again what was taken, back to the version before the one in force. A Shelf is
// not safe for concurrent use.
type Shelf struct {
	at     Place
	key    Key
	opener Opener
	skew   int64 // ns
	loose  bool  // a loosening does not mind a tightening: planted defect M15

	force     *held   // in force; nil = nothing is, and nothing may leave
	wait      []*held // later versions, in their order
	confirmed int64   // the latest instant at which the authority signed anything, by its clock or ours, whichever is earlier

	in           *Decider // what holds from since until before until
	since, until int64
}

// held is a bundle on the shelf.
type held struct {
	*Bundle
	decider *Decider
	issued  int64
	minded  bool // it tightens what came into force while it waited, or its time has begun
}

// NewShelf returns an empty shelf: nothing may leave. Skew is by how much the
// clocks of authority and region may differ, in ns.
func NewShelf(at Place, key Key, authority ed25519.PublicKey, skew int64) *Shelf {
	return &Shelf{at: at, key: key, opener: Opener{Authority: authority}, skew: min(max(skew, 0), skewMax), since: math.MaxInt64}
}

// skewMax bounds what a clock may be off, one day: around every change the
// stricter rules hold for twice as long.
const skewMax = 24 * 3600 * 1_000_000_000

// LooseFirst lets a loosening take effect though a tightening waits behind it:
// planted defect M15.
func (s *Shelf) LooseFirst() { s.loose = true }

// Take puts a signed bundle on the shelf at an instant of the region's wall
// clock, and returns it. A bundle that is there already is confirmed. If the
// bundle is not the authority's, cannot be decided by, or is superseded, the
// error says so and the shelf stays as it is; the bundle is nil if nothing can
// be said about it.
func (s *Shelf) Take(raw []byte, now int64) (*Bundle, error) {
	signed, err := ParseSigned(raw)
	if err != nil {
		return nil, err
	}
	b, err := s.opener.Open(&signed)
	if err != nil {
		return nil, err
	}
	h, err := s.place(b, signed.Issued)
	if err != nil {
		return b, err
	}
	if h == nil {
		d, err := Compile(b, s.at, s.key)
		if err != nil {
			return b, err
		}
		h = &held{Bundle: b, decider: d}
		s.wait = append(s.wait, h)
		slices.SortFunc(s.wait, func(a, b *held) int { return cmp.Compare(a.Version, b.Version) })
	}
	h.issued = signed.Issued
	s.confirmed = max(s.confirmed, min(signed.Issued, now))
	s.since = math.MaxInt64
	return b, nil
}

// place returns where a bundle is on the shelf already, nil if it is not, or
// why it may not be.
func (s *Shelf) place(b *Bundle, issued int64) (*held, error) {
	if s.force != nil && b.Version < s.force.Version {
		return nil, ErrOld
	}
	for _, h := range append(slices.Clone(s.wait), s.force) {
		switch {
		case h == nil:
		case h.Name != b.Name:
			return nil, ErrName
		case h.Version != b.Version:
		case h.Hash != b.Hash:
			return nil, ErrTwin
		case issued < h.issued:
			return nil, ErrOld
		default:
			return h, nil
		}
	}
	return nil, nil
}

// In returns what is in force at an instant of the region's wall clock: the
// decider, and the age for [Query.Age]. A nil decider means that nothing may
// leave. A bundle that was in force is never followed by an older one, whatever
// the clock says.
func (s *Shelf) In(now int64) (d *Decider, age int64) {
	if now < s.since || now >= s.until {
		s.turn(now)
	}
	return s.in, max(0, now-s.confirmed)
}

// Decide answers a query at an instant of the region's wall clock, which it
// writes into the query as its age. Without a bundle nothing may leave.
func (s *Shelf) Decide(q *Query, now int64) Decision {
	d, age := s.In(now)
	if d == nil {
		return Decision{Reason: ReasonNoBundle, Tier: q.Tier}
	}
	q.Age = age
	return d.Decide(q)
}

// Next returns the instant of the region's wall clock at which what is in force
// may change, math.MaxInt64 if nothing waits.
func (s *Shelf) Next(now int64) int64 {
	s.In(now)
	return s.until
}

// Version returns the version in force at the last instant that was asked
// about, 0 if none is.
func (s *Shelf) Version() uint64 {
	if s.force == nil {
		return 0
	}
	return s.force.Version
}

// turn works out what is in force at an instant, and until when.
func (s *Shelf) turn(now int64) {
	for i := len(s.wait) - 1; i >= 0; i-- {
		if now >= s.wait[i].EffectiveNano+s.skew || s.wait[i].EffectiveNano == 0 {
			s.replace(i)
			break
		}
	}
	s.in, s.since, s.until = nil, now, math.MaxInt64
	if s.force != nil {
		s.in = s.force.decider
	}
	for _, h := range s.wait {
		early := h.EffectiveNano - s.skew
		if now < early {
			s.until = min(s.until, early)
		} else {
			s.until = min(s.until, early+2*s.skew)
			h.minded = true // and stays so: no clock that is set back loosens anything
		}
		if s.in != nil && (now >= early || h.minded) {
			s.in = meet(s.in, h.decider)
		}
	}
}

// replace puts the i-th of the bundles that waited into force. If it loosens
// anything against the one before, it has to mind those behind it that tighten.
// After a restart the one before is any of those that came with it.
func (s *Shelf) replace(i int) {
	h, before := s.wait[i], s.wait[:i]
	if s.force != nil {
		before = []*held{s.force}
	}
	loosens := slices.ContainsFunc(before, func(b *held) bool { return !h.decider.Within(b.decider) })
	s.force, s.wait = h, slices.Clone(s.wait[i+1:])
	for _, w := range s.wait {
		w.minded = loosens && !s.loose && !h.decider.Within(w.decider)
	}
}
