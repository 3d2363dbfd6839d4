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

// Comparison is what one or more scenarios came to in two worlds.
type Comparison struct {
	Worlds    []string    `json:"worlds"` // the two, in the order they ran
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

// Agreement compares one scenario in two worlds. They agree if every promise
// that is not about timing has the same verdict in both.
type Agreement struct {
	Scenario string             `json:"scenario"`
	Agree    bool               `json:"agree"`
	Reasons  []string           `json:"reasons,omitempty"` // each disagreement in a sentence
	Promises []PromiseAgreement `json:"promises"`
	Faults   []FaultAgreement   `json:"faults"`
	Latency  []LatencyAgreement `json:"latency"`
	verdicts [2]invariants.Verdict
}

// PromiseAgreement is one promise in both worlds.
type PromiseAgreement struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Compared bool     `json:"compared"` // false: about timing, or left out in one world
	Agree    bool     `json:"agree"`    // the verdicts are the same
	Verdicts []string `json:"verdicts"` // held, violated, unknown or left-out; first world first
}

// FaultAgreement is one fault in both worlds.
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

// LatencyAgreement is one path in both worlds.
type LatencyAgreement struct {
	Path   string      `json:"path"`
	Worlds []Quantiles `json:"worlds"` // first world first
	P50    float64     `json:"p50_ratio"`
	P99    float64     `json:"p99_ratio"` // second world over first; 0 = one has none
}

// Agree compares the results of one scenario in two worlds.
func Agree(a, b *Result) Agreement {
	out := Agreement{Scenario: a.Scenario.ID, verdicts: [2]invariants.Verdict{a.Verdict, b.Verdict}}
	for _, id := range ids(a, b) {
		p, why := agreePromise(id, a, b)
		out.Promises = append(out.Promises, p)
		if why != "" {
			out.Reasons = append(out.Reasons, why)
		}
	}
	out.Agree = len(out.Reasons) == 0
	out.Faults, out.Latency = agreeFaults(a, b), agreeLatency(a, b)
	for _, f := range out.Faults {
		if why := oneSided(f, a.World, b.World); why != "" {
			out.Reasons = append(out.Reasons, why)
		}
	}
	if out.Promises == nil {
		out.Promises, out.Agree = []PromiseAgreement{}, false
		out.Reasons = append(out.Reasons, "no promise was judged in either world")
	}
	return out
}

// Verdict returns what the scenario came to in the first or the second world.
func (a *Agreement) Verdict(world int) invariants.Verdict { return a.verdicts[world] }

// Recovered returns the longest recovery from any fault in the first or the
// second world, or nil if something was never recovered from.
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
func agreePromise(id string, a, b *Result) (PromiseAgreement, string) {
	out := PromiseAgreement{ID: id}
	var found [2]*invariants.Finding
	for i, r := range []*Result{a, b} {
		found[i] = r.finding(id)
		out.Verdicts = append(out.Verdicts, word(found[i]))
		if found[i] != nil {
			out.Name = found[i].Name
		}
	}
	p, known := invariants.ByID(id)
	if out.Name == "" {
		out.Name = p.Name
	}
	out.Agree = out.Verdicts[0] == out.Verdicts[1]
	out.Compared = found[0] != nil && found[1] != nil && !(known && p.Timing)
	if out.Agree || !out.Compared {
		return out, ""
	}
	return out, fmt.Sprintf("%s (%s) %s in %s and %s in %s", out.Name, id, came(found[0]), a.World, came(found[1]), b.World) +
		because(found[0], found[1])
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

// agreeFaults puts the faults of both results side by side.
func agreeFaults(a, b *Result) []FaultAgreement {
	out := []FaultAgreement{}
	at := map[string]int{}
	for world, r := range []*Result{a, b} {
		for i := range r.Runs {
			for _, f := range r.Runs[i].Faults {
				n, ok := at[f.Fault.ID]
				if !ok {
					n, at[f.Fault.ID] = len(out), len(out)
					out = append(out, FaultAgreement{ID: f.Fault.ID, Kind: string(f.Fault.Kind), Worlds: make([]FaultShare, 2)})
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

// oneSided says that a fault was proved in one world only.
func oneSided(f FaultAgreement, a, b string) string {
	one, two := f.Worlds[0], f.Worlds[1]
	if (one.Proved == one.Asked) == (two.Proved == two.Asked) {
		return ""
	}
	return fmt.Sprintf("fault %s (%s) was proved in %d of %d seeds in %s and in %d of %d in %s",
		f.ID, f.Kind, one.Proved, one.Asked, a, two.Proved, two.Asked, b)
}

// agreeLatency puts the whole paths of both results side by side.
func agreeLatency(a, b *Result) []LatencyAgreement {
	out := []LatencyAgreement{}
	paths := map[string]bool{}
	for _, r := range []*Result{a, b} {
		for path := range r.Latency {
			if !strings.Contains(path, "/") {
				paths[path] = true
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		one, two := a.Latency[path], b.Latency[path]
		out = append(out, LatencyAgreement{Path: path, Worlds: []Quantiles{one, two}, P50: ratio(two.P50, one.P50), P99: ratio(two.P99, one.P99)})
	}
	return out
}

func ratio(a, b float64) float64 {
	if b <= 0 {
		return 0
	}
	return a / b
}
