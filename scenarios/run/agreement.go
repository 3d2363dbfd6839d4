package run

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/invariants"
)

// AgreementSchema is the name and version of the JSON of a comparison.
const AgreementSchema = "seatrial/agreement/v1"

// Comparison is what one or more scenarios came to in two worlds or more.
type Comparison struct {
	Worlds    []string    `json:"worlds"` // in the order they ran
	Agree     bool        `json:"agree"`
	Exit      int         `json:"exit"` // of the comparison alone: 0 or 3
	Scenarios []Agreement `json:"scenarios"`
	LeftOut   []Unmatched `json:"left_out"`
}

// Unmatched is a scenario that one of the worlds cannot do; it does not count.
type Unmatched struct {
	Scenario string `json:"scenario"`
	World    string `json:"world"`
	Why      string `json:"why"`
}

// Agreement compares one scenario in several worlds. They agree if every promise
// that is not about timing has the same verdict in all.
type Agreement struct {
	Scenario string             `json:"scenario"`
	Agree    bool               `json:"agree"`
	Reasons  []string           `json:"reasons,omitempty"` // each disagreement in a sentence
	Promises []PromiseAgreement `json:"promises"`
	Faults   []FaultAgreement   `json:"faults"`
	Latency  []LatencyAgreement `json:"latency"`
	verdicts []invariants.Verdict
}

// PromiseAgreement is one promise in every world.
type PromiseAgreement struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Compared bool     `json:"compared"` // false: about timing, or left out in one world
	Agree    bool     `json:"agree"`    // the verdicts are the same
	Verdicts []string `json:"verdicts"` // held, violated, unknown or left-out; first world first
}

// FaultAgreement is one fault in every world.
type FaultAgreement struct {
	ID     string       `json:"id"`
	Kind   string       `json:"kind"`
	Worlds []FaultShare `json:"worlds"` // first world first
}

// FaultShare is one fault over the seeds of one world.
type FaultShare struct {
	Asked     int            `json:"asked"`
	Proved    int            `json:"proved"`
	Recovered *time.Duration `json:"recovered_ns,omitempty"` // the longest; nil = in some seed never
}

// LatencyAgreement is one path in every world.
type LatencyAgreement struct {
	Path   string      `json:"path"`
	Worlds []Quantiles `json:"worlds"` // first world first
	P50    float64     `json:"p50_ratio"`
	P99    float64     `json:"p99_ratio"` // last world over first; 0 = one has none
}

// Agree compares the results of one scenario in different worlds. Every world is
// held against the first.
func Agree(results ...*Result) Agreement {
	out := Agreement{Scenario: results[0].Scenario.ID}
	for _, r := range results {
		out.verdicts = append(out.verdicts, r.Verdict)
	}
	for _, id := range ids(results...) {
		p, why := agreePromise(id, results)
		out.Promises = append(out.Promises, p)
		out.Reasons = append(out.Reasons, why...)
	}
	out.Agree = len(out.Reasons) == 0
	out.Faults, out.Latency = agreeFaults(results), agreeLatency(results)
	for _, f := range out.Faults {
		out.Reasons = append(out.Reasons, oneSided(f, results)...)
	}
	if out.Promises == nil {
		out.Promises, out.Agree = []PromiseAgreement{}, false
		out.Reasons = append(out.Reasons, "no promise was judged in "+anyOf(len(results)))
	}
	return out
}

// anyOf names n worlds, none of which.
func anyOf(n int) string {
	if n == 2 {
		return "either world"
	}
	return "any world"
}

// Verdict returns what the scenario came to in a world, by its place from 0.
func (a *Agreement) Verdict(world int) invariants.Verdict { return a.verdicts[world] }

// Recovered returns the longest recovery from any fault in a world, by its place
// from 0, or nil if something was never recovered from.
func (a *Agreement) Recovered(world int) *time.Duration {
	var longest *time.Duration
	for _, f := range a.Faults {
		d := f.Worlds[world].Recovered
		if d == nil {
			return nil
		}
		if longest == nil || *d > *longest {
			longest = d
		}
	}
	return longest
}

// Settle sets whether all scenarios agree, and the exit status that goes with it.
func (c *Comparison) Settle() {
	c.Agree, c.Exit = len(c.Scenarios) > 0, ExitHeld
	for _, s := range c.Scenarios {
		c.Agree = c.Agree && s.Agree
	}
	if !c.Agree {
		c.Exit = ExitInconclusive
	}
}

// ids lists the promises of both results, in their order.
func ids(results ...*Result) []string {
	seen := map[string]bool{}
	for _, r := range results {
		for _, f := range r.Promises {
			seen[f.ID] = true
		}
		for _, l := range r.LeftOut {
			seen[l.ID] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// agreePromise compares one promise and says what is wrong, if anything is.
func agreePromise(id string, results []*Result) (PromiseAgreement, []string) {
	out := PromiseAgreement{ID: id, Agree: true, Compared: true}
	p, known := invariants.ByID(id)
	found := make([]*invariants.Finding, len(results))
	for i, r := range results {
		found[i] = r.finding(id)
		out.Verdicts = append(out.Verdicts, word(found[i]))
		out.Agree = out.Agree && out.Verdicts[i] == out.Verdicts[0]
		out.Compared = out.Compared && found[i] != nil
		if found[i] != nil {
			out.Name = found[i].Name
		}
	}
	if out.Name == "" {
		out.Name = p.Name
	}
	out.Compared = out.Compared && !(known && p.Timing)
	var why []string
	for i := 1; i < len(results) && out.Compared; i++ {
		if out.Verdicts[i] != out.Verdicts[0] {
			why = append(why, fmt.Sprintf("%s (%s) %s in %s and %s in %s", out.Name, id, came(found[0]), results[0].World, came(found[i]), results[i].World)+
				because(found[0], found[i]))
		}
	}
	return out, why
}

func (r *Result) finding(id string) *invariants.Finding {
	for i := range r.Promises {
		if r.Promises[i].ID == id {
			return &r.Promises[i]
		}
	}
	return nil
}

func word(f *invariants.Finding) string {
	if f == nil {
		return "left-out"
	}
	return f.Verdict.String()
}

func came(f *invariants.Finding) string {
	switch f.Verdict {
	case invariants.Held:
		return "held"
	case invariants.Violated:
		return "was violated"
	}
	return "has no answer"
}

// because gives the evidence of the side that did not hold.
func because(sides ...*invariants.Finding) string {
	for _, f := range sides {
		switch {
		case f.Verdict == invariants.Violated && f.First != nil:
			return ": " + f.First.Text
		case f.Verdict == invariants.Unknown && f.Why != "":
			return ": " + f.Why
		}
	}
	return ""
}

// agreeFaults puts the faults of all results side by side.
func agreeFaults(results []*Result) []FaultAgreement {
	out := []FaultAgreement{}
	at := map[string]int{}
	for world, r := range results {
		for i := range r.Runs {
			for _, f := range r.Runs[i].Faults {
				n, ok := at[f.Fault.ID]
				if !ok {
					n, at[f.Fault.ID] = len(out), len(out)
					out = append(out, FaultAgreement{ID: f.Fault.ID, Kind: string(f.Fault.Kind), Worlds: make([]FaultShare, len(results))})
				}
				out[n].Worlds[world].add(f)
			}
		}
	}
	return out
}

func (s *FaultShare) add(f FaultReport) {
	s.Asked++
	if f.Proved {
		s.Proved++
	}
	switch {
	case f.Recovered == nil:
		s.Recovered = nil
	case s.Asked == 1 || s.Recovered != nil && *f.Recovered > *s.Recovered:
		s.Recovered = f.Recovered
	}
}

// oneSided says that a fault was proved in one world and not in another.
func oneSided(f FaultAgreement, results []*Result) []string {
	var out []string
	one := f.Worlds[0]
	for i, two := range f.Worlds {
		if (one.Proved == one.Asked) != (two.Proved == two.Asked) {
			out = append(out, fmt.Sprintf("fault %s (%s) was proved in %d of %d seeds in %s and in %d of %d in %s",
				f.ID, f.Kind, one.Proved, one.Asked, results[0].World, two.Proved, two.Asked, results[i].World))
		}
	}
	return out
}

// agreeLatency puts the whole paths of all results side by side.
func agreeLatency(results []*Result) []LatencyAgreement {
	out := []LatencyAgreement{}
	paths := map[string]bool{}
	for _, r := range results {
		for path := range r.Latency {
			if !strings.Contains(path, "/") {
				paths[path] = true
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		l := LatencyAgreement{Path: path}
		for _, r := range results {
			l.Worlds = append(l.Worlds, r.Latency[path])
		}
		first, last := l.Worlds[0], l.Worlds[len(l.Worlds)-1]
		l.P50, l.P99 = ratio(last.P50, first.P50), ratio(last.P99, first.P99)
		out = append(out, l)
	}
	return out
}

func ratio(a, b float64) float64 {
	if b <= 0 {
		return 0
	}
	return a / b
}
