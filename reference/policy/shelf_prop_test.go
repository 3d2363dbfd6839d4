package policy_test

import (
	"reflect"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"pgregory.net/rapid"
)

// arrival is a bundle that reaches a region at an instant.
type arrival struct {
	bundle *policy.Bundle
	at     int64
}

// arrivals draws versions of one bundle in any order, some of them twice.
func arrivals(t *rapid.T) []arrival {
	var all []arrival
	for v := range rapid.IntRange(1, 5).Draw(t, "versions") {
		b := drawn(t, "bundle")
		b.Version, b.TTLNano = uint64(v+1), 1_000_000
		b.EffectiveNano = rapid.Int64Range(0, 60).Draw(t, "effective")
		if v == 0 {
			b.EffectiveNano = 0
		}
		b.Hash = b.Digest()
		for range rapid.IntRange(1, 2).Draw(t, "times") {
			all = append(all, arrival{b, rapid.Int64Range(0, 60).Draw(t, "arrives")})
		}
	}
	return all
}

// At every instant the shelf shows no more than the version in force by its
// number and instant, no more than any later version that may be in force by
// another clock, and no more than a tightening that waited when a loosening came
// into force. Between two instants that [policy.Shelf.Next] names nothing changes.
func TestShelfNeverShowsMoreThanWhatIsInForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := arrivals(t)
		skew := rapid.Int64Range(0, 4).Draw(t, "skew")
		s := shelf(skew)
		known := map[uint64]*policy.Bundle{}
		var base, before *policy.Bundle
		var minded []*policy.Bundle
		next, last := int64(0), map[string]string(nil)
		q := policy.Query{Type: someType.Draw(t, "type"), To: "hub", Purpose: event.DemandPlanning, Tier: 1}
		for now := int64(0); now <= 70; now++ {
			for _, a := range all {
				if a.at == now {
					if _, err := s.Take(signed(a.bundle, now), now); err == nil {
						known[a.bundle.Version] = a.bundle
					}
					next = now
				}
			}
			if force := inForce(known, base, skew, now); force != base {
				before, base, minded = base, force, nil
				if before != nil && !within(base, before) {
					minded = behind(known, base)
				}
			}
			got := outcome(s, q, now)
			if now < next && !reflect.DeepEqual(got, last) {
				t.Fatalf("at %d %v goes, at %d %v, and Next said %d", now-1, last, now, got, next)
			}
			limits := append(minded, base)
			for _, b := range known {
				if base != nil && b.Version > base.Version && now >= b.EffectiveNano-skew {
					limits = append(limits, b)
				}
			}
			for _, b := range limits {
				limit := map[string]string(nil)
				if b != nil {
					limit = plain(b, &q)
				}
				if f := more(got, limit); f != "" {
					t.Fatalf("at %d %s goes %q, and version %d lets it go %q", now, f, got[f], version(b), limit[f])
				}
			}
			next, last = s.Next(now), got
		}
		if got, want := outcome(s, q, 100), plain(newest(known), &q); len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("in the end %v goes, want %v: version %d and no other", got, want, newest(known).Version)
		}
	})
}

func outcome(s *policy.Shelf, q policy.Query, now int64) map[string]string {
	got := s.Decide(&q, now)
	if !got.Allow {
		return nil
	}
	goes := map[string]string{}
	for _, f := range got.Rule.Fields() {
		goes[f] = got.Rule.How(f)
	}
	return goes
}

// inForce returns the highest version whose instant has come by every clock.
func inForce(known map[uint64]*policy.Bundle, base *policy.Bundle, skew, now int64) *policy.Bundle {
	for _, b := range known {
		if (now >= b.EffectiveNano+skew || b.EffectiveNano == 0) && b.Version > version(base) {
			base = b
		}
	}
	return base
}

func behind(known map[uint64]*policy.Bundle, base *policy.Bundle) (out []*policy.Bundle) {
	for _, b := range known {
		if b.Version > base.Version && !within(base, b) {
			out = append(out, b)
		}
	}
	return out
}

func newest(known map[uint64]*policy.Bundle) (out *policy.Bundle) {
	for _, b := range known {
		if b.Version > version(out) {
			out = b
		}
	}
	return out
}

func version(b *policy.Bundle) uint64 {
	if b == nil {
		return 0
	}
	return b.Version
}

func within(a, b *policy.Bundle) bool {
	one, _ := policy.Compile(a, texas, policy.Key{})
	other, _ := policy.Compile(b, texas, policy.Key{})
	return one.Within(other)
}

// A region that restarts takes its bundles again and decides as before.
func TestShelfRecovers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := arrivals(t)
		s, again := shelf(0), shelf(0)
		q := policy.Query{Type: someType.Draw(t, "type"), To: "hub", Purpose: event.DemandPlanning, Tier: 1}
		end := rapid.Int64Range(0, 70).Draw(t, "restart")
		for now := int64(0); now <= end; now++ {
			for _, a := range all {
				if a.at == now {
					raw := signed(a.bundle, now)
					if _, err := s.Take(raw, now); err == nil {
						again.Take(raw, now)
					}
				}
			}
			s.In(now)
		}
		if got, limit := outcome(again, q, end), outcome(s, q, end); more(got, limit) != "" {
			t.Fatalf("after a restart at %d %v goes, before it %v", end, got, limit)
		}
	})
}
