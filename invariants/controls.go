package invariants

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// stream returns the control numbers between a sender and a receiver: op is
// sender/receiver/number.
func (c *acknowledgements) stream(op string) *controls {
	name := op[:max(strings.LastIndexByte(op, '/'), 0)]
	key := history.Hash(name)
	s := c.streams[key]
	if s == nil {
		s = &controls{name: name}
		c.streams[key] = s
		c.listed = append(c.listed, s)
	}
	return s
}

// controls are the control numbers that were used between two partners, and which
// of those that were not are known to be missing.
type controls struct {
	name     string
	high     int64 // 0 = none was seen
	missing  []numbers
	reported []numbers
	skipped  uint64 // gaps that there was no room for
	full     bool   // a report there was no room for: nobody can say what was not told
}

// numbers are control numbers from one to another, both included.
type numbers struct{ from, to int64 }

// missingMax bounds the gaps that are remembered of one pair of partners, however
// wide each is.
const missingMax = 4096

func numberOf(r *history.Record) (int64, bool) {
	n, err := strconv.ParseInt(r.Op.Text[strings.LastIndexByte(r.Op.Text, '/')+1:], 10, 64)
	return n, err == nil && n > 0
}

// use enters a number that was sent.
func (s *controls) use(r *history.Record) {
	n, ok := numberOf(r)
	switch {
	case !ok:
	case s.high == 0:
		s.high = n
	case n > s.high:
		s.miss(numbers{s.high + 1, n - 1})
		s.high = n
	default:
		s.came(n)
	}
}

func (s *controls) miss(g numbers) {
	switch {
	case g.from > g.to:
	case len(s.missing) == missingMax:
		s.skipped++
	default:
		s.missing = append(s.missing, g)
	}
}

// came takes a number that came late out of its gap.
func (s *controls) came(n int64) {
	for i, g := range s.missing {
		if g.from <= n && n <= g.to {
			s.missing = slices.Delete(s.missing, i, i+1)
			s.miss(numbers{g.from, n - 1})
			s.miss(numbers{n + 1, g.to})
			return
		}
	}
}

// report enters that numbers before one were found missing: as many as Qty, or one.
func (s *controls) report(r *history.Record) {
	n, ok := numberOf(r)
	switch {
	case !ok:
	case len(s.reported) == missingMax:
		s.full = true
	default:
		s.reported = append(s.reported, numbers{n - max(r.Qty, 1), n - 1})
	}
}

// quiet judges every number that was never used.
func (s *controls) quiet(out *Result) {
	out.Skipped += s.skipped
	byNumber := func(a, b numbers) int { return cmp.Compare(a.from, b.from) }
	slices.SortFunc(s.missing, byNumber)
	slices.SortFunc(s.reported, byNumber)
	for _, g := range s.missing {
		next := g.from
		for _, told := range s.reported {
			if told.to < next || told.from > g.to {
				continue
			}
			s.untold(next, told.from-1, out)
			from, to := max(next, told.from), min(told.to, g.to)
			out.Evaluated += uint64(to - from + 1)
			next = to + 1
		}
		s.untold(next, g.to, out)
	}
}

// untold counts numbers that nobody was told of.
func (s *controls) untold(from, to int64, out *Result) {
	switch {
	case from > to:
		return
	case s.full:
		out.Skipped++
		return
	}
	n := uint64(to - from + 1)
	out.Evaluated += n
	out.Breach(nil, func() string {
		return fmt.Sprintf("control number %d of %s was never used, and nobody was told", from, s.name)
	})
	out.Breaches += n - 1
}
