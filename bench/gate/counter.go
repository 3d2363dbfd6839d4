package gate

import (
	"fmt"
	"math"

	"github.com/seatrial/seatrial/bench"
)

// rule says how much worse a counter may become.
type rule struct {
	share float64 // of the base
	least float64 // a rise below it is the runtime's own, not the program's
	most  float64 // the most it may rise up to a base of wholeMax, or share would let a whole one through
	exact bool    // any change counts, a fall as well: the counter is computed, not measured
	zero  bool    // must be 0, whatever the base was
}

// wholeMax is the base up to which a whole allocation stands out of the noise: at
// 75 per event, medians of ten rounds of one program differ by 0.11 (one standard
// deviation), so that half an allocation is more than four of them.
const wholeMax = 75

// rules are the counters that are judged. Between two runs of the same program
// allocations varied by 0.2 to 0.3 %, bytes by up to 4 %; the limits stand well
// above that.
var rules = map[string]rule{
	"allocations_per_event":   {share: 0.02, least: 0.001, most: 0.5},
	"bytes_per_event":         {share: 0.10, least: 1},
	"engine_events_per_order": {exact: true},
	"messages_per_order":      {exact: true},
	"lost":                    {zero: true},
	"duplicated":              {zero: true},
}

// allows reports whether a counter may go from one value to another.
func (r rule) allows(from, to float64) bool {
	switch {
	case r.zero:
		return to == 0
	case r.exact:
		return math.Abs(to-from) <= 1e-9*math.Abs(from)
	}
	rise := max(r.share*from, r.least)
	if r.most > 0 && from <= wholeMax {
		rise = min(rise, r.most)
	}
	return to-from <= rise
}

// same reports whether two measurements of a counter may be of one program.
func (r rule) same(a, b float64) bool { return r.allows(a, b) && r.allows(b, a) }

// limit says in words what a counter may do.
func (r rule) limit(base float64) string {
	switch {
	case r.zero:
		return "must be 0"
	case r.exact:
		return "must be the same"
	}
	if r.most > 0 && base <= wholeMax && r.share*base > r.most {
		return fmt.Sprintf("may rise by %v", r.most)
	}
	return fmt.Sprintf("may rise by %.0f %%", r.share*100)
}

// judgeCounters judges every counter that either file has.
func (v *Verdict) judgeCounters(accepted *bench.Accepted) {
	base, fresh := valuesOf(&v.Base.Counters), valuesOf(&v.New.Counters)
	every := bench.Counters{AllocationsPerEvent: new(float64), BytesPerEvent: new(float64), EventsPerOrder: new(float64),
		MessagesPerOrder: new(float64), Lost: new(int64), Duplicated: new(int64)}
	for _, c := range every.All() {
		b, inBase := base[c.Key]
		n, inNew := fresh[c.Key]
		f := Finding{Name: c.Name, Key: c.Key, Base: b, New: n, Missing: !inBase || !inNew}
		r := rules[c.Key]
		switch {
		case !inBase && !inNew:
			continue
		case !inNew:
			f.Outcome, f.Text = Inconclusive, "BASE has it and NEW has not: measure it again"
		case !inBase && !r.zero:
			v.Notes = append(v.Notes, fmt.Sprintf("%s was not compared: BASE does not have it", c.Name))
			continue
		default:
			v.weigh(&f, r, accepted)
		}
		v.Counters = append(v.Counters, f)
	}
}

// weigh judges a counter that both files have, or that must be 0.
func (v *Verdict) weigh(f *Finding, r rule, accepted *bench.Accepted) {
	f.Outcome, f.Text = Fine, r.limit(f.Base)
	if r.allows(f.Base, f.New) {
		return
	}
	f.Outcome = Regressed
	if r.zero || accepted == nil {
		return
	}
	for _, c := range accepted.Changes {
		if c.Counter == f.Key && comparable(c.Profile, v.New.Profile) == nil && r.same(c.From, f.Base) && r.allows(c.To, f.New) {
			f.Outcome, f.Text = Accepted, fmt.Sprintf("accepted at %s: %s", short(c.Revision), c.Reason)
		}
	}
}

// Accept returns the changes that would have to be accepted for the regressed
// counters to pass. Losses and duplicates are not among them, nor are timings:
// nobody intends those.
func (v *Verdict) Accept(reason string) []bench.Change {
	var out []bench.Change
	for _, f := range v.Counters {
		if f.Outcome == Regressed && !rules[f.Key].zero {
			out = append(out, bench.Change{Profile: v.New.Profile, Counter: f.Key, From: f.Base, To: f.New,
				Reason: reason, Revision: v.New.Tool.Revision})
		}
	}
	return out
}

func valuesOf(c *bench.Counters) map[string]float64 {
	out := map[string]float64{}
	for _, n := range c.All() {
		out[n.Key] = n.Value
	}
	return out
}

// short cuts a revision to what people compare.
func short(revision string) string { return revision[:min(12, len(revision))] }
