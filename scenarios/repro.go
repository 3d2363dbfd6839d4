package scenarios

import (
	"slices"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/scenarios/requirement"
)

// Repro says what a scenario reproduces: one failure, cut down to what it takes.
// Run with this seed and these defects, the promise breaks.
type Repro struct {
	Seed    uint64
	Defects []string // planted on purpose, "M01"; nil = none
	Promise string   // that broke, or [Rest]
	Note    string   // what happened, in a sentence
}

// Rest names the failure of a system that does not come to rest, which is no promise
// that a run is asked for: every run has to come to rest.
const Rest = "rest"

var defectName = pattern("the number of a defect such as M01", `^M[0-9]{2}$`)

// reproKey reads what the scenario reproduces.
func reproKey(promises []string) strict.Key[file] {
	form := strict.Object("a repro", []strict.Key[Repro]{
		strict.At("seed", "the seed with which it fails", strict.Seed,
			func(r *Repro) *uint64 { return &r.Seed }).Needed(),
		strict.At("defects", "the bugs that were planted", strict.List(defectName),
			func(r *Repro) *[]string { return &r.Defects }),
		strict.At("promise", "the promise that breaks; rest = it never comes to rest", strict.Choice[string]("promise", append(slices.Clone(promises), Rest)),
			func(r *Repro) *string { return &r.Promise }).Needed(),
		strict.At("note", "what happened, in a sentence", strict.Text,
			func(r *Repro) *string { return &r.Note }),
	}, nil)
	return strict.Into("repro", "the failure that the scenario was cut down to; seatrial replay shows it again", form,
		func(f *file, r Repro) { f.Repro = &r })
}

// checkRepro reports a repro that asks for something else than what it shows,
// and a steady state without commands where the load could give some.
func (f *file) checkRepro(m strict.Mapping) {
	if f.Repro != nil && f.Repro.Promise != Rest && m.Has("promises") && !slices.Contains(f.Promises, f.Repro.Promise) {
		m.Key("repro").Report("list it in promises", "promise %s is not asked for", f.Repro.Promise)
	}
	if f.SteadyState.CommandsMin == 0 && !f.Workload.Picky() {
		m.Key("steady_state").Report("set commands to 1 or more, or name the orders in workload.only", "a steady state without a command")
	}
}

// Rows lists the requirement rows among some that a promise shows, or all that
// it shows if none of those does.
func Rows(promise string, among []string) []string {
	var all, some []string
	for _, r := range requirement.All() {
		if !slices.Contains(r.Promises, promise) {
			continue
		}
		all = append(all, r.ID)
		if slices.Contains(among, r.ID) {
			some = append(some, r.ID)
		}
	}
	if len(some) > 0 {
		return some
	}
	return all
}
