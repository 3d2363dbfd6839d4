// Package gate compares two results of one benchmark and says whether the newer
// is worse beyond noise.
//
// Counters decide always: they hardly depend on the machine. Timings decide only
// between results that were measured in turn (one interleaving): the same program
// measured in two blocks "regresses" by a tenth and more on a shared machine. A
// timing has regressed if the rank test says so (Mann-Whitney, p < 0.01 after
// Holm's correction) and the near bound of the effect lies beyond the margin. It
// is fine if the far bound lies within the margin and the samples could have shown
// an effect of the margin's size. Everything between is inconclusive, never green.
//
// It reads no clock and draws nothing: two files give one verdict. Start at
// [Judge].
package gate

import (
	"fmt"
	"maps"

	"github.com/seatrial/seatrial/bench"
)

// Outcome is what became of one figure, or of all.
type Outcome string

// The outcomes.
const (
	Fine         Outcome = "fine"
	Accepted     Outcome = "accepted"     // changed, and the change was recorded as intended
	Inconclusive Outcome = "inconclusive" // there is no answer, which is not a good one
	Regressed    Outcome = "regressed"
)

// Finding is the outcome of one figure.
type Finding struct {
	Name    string  // for people: allocations per event; rate of whole
	Key     string  // of a counter: as in the file
	Unit    string  // of a timing
	Outcome Outcome // of this figure
	Base    float64
	New     float64
	Missing bool    // one of the two was not measured
	Effect  *Effect // of a timing
	Text    string  // why, in one sentence
}

// Verdict is what a comparison says.
type Verdict struct {
	Outcome  Outcome // the worst of the findings: regressed, inconclusive, fine
	Counters []Finding
	Timings  []Finding
	Notes    []string // what to know when reading it: timings that were not compared, machines that differ
	Base     *bench.Result
	New      *bench.Result
}

// Judge compares two results; accepted may be nil. The error says that they cannot
// be compared: their profiles differ.
func Judge(base, fresh *bench.Result, accepted *bench.Accepted) (*Verdict, error) {
	if err := comparable(base.Profile, fresh.Profile); err != nil {
		return nil, err
	}
	v := &Verdict{Base: base, New: fresh}
	v.judgeCounters(accepted)
	v.judgeTimings()
	v.noteMachines()
	v.Outcome = v.worst()
	return v, nil
}

func comparable(base, fresh bench.Profile) error {
	if base.Name != fresh.Name {
		return fmt.Errorf("BASE measured %q and NEW measured %q: compare results of one profile", base.Name, fresh.Name)
	}
	for key := range union(base.Settings, fresh.Settings) {
		if a, b := base.Settings[key], fresh.Settings[key]; a != b {
			return fmt.Errorf("profile %s with %s %q in BASE and %q in NEW: measure both with the same settings", base.Name, key, a, b)
		}
	}
	return nil
}

// worst is a regression if there is one: what is known to be worse stays so,
// whatever else has no answer.
func (v *Verdict) worst() Outcome {
	out := Fine
	judged := 0
	for _, f := range v.Findings() {
		judged++
		switch {
		case f.Outcome == Regressed:
			return Regressed
		case f.Outcome == Inconclusive:
			out = Inconclusive
		}
	}
	if judged == 0 {
		v.Notes = append(v.Notes, "nothing was compared: the files have no counter in common")
		return Inconclusive
	}
	return out
}

// Findings returns counters, then timings.
func (v *Verdict) Findings() []Finding {
	return append(append([]Finding{}, v.Counters...), v.Timings...)
}

// noteMachines says what differs between the machines.
func (v *Verdict) noteMachines() {
	a, b := v.Base.Machine, v.New.Machine
	if a == b {
		return
	}
	v.Notes = append(v.Notes, fmt.Sprintf("the machines differ: %s in BASE, %s in NEW; a change of Go may change allocations by itself", tell(a), tell(b)))
}

func tell(m bench.Machine) string {
	return fmt.Sprintf("%s %s/%s, %d of %d cores", m.Go, m.OS, m.Arch, m.GOMAXPROCS, m.Cores)
}

// union returns the keys of two maps.
func union(a, b map[string]string) map[string]string {
	out := maps.Clone(a)
	if out == nil {
		out = map[string]string{}
	}
	maps.Copy(out, b)
	return out
}
