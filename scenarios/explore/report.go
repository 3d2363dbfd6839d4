package explore

import (
	"runtime"
	"slices"
	"time"

	"github.com/seatrial/seatrial/invariants"
)

// ReportSchema is the name and version of the JSON of a campaign.
const ReportSchema = "seatrial/explore/v1"

// Report is what a campaign found out.
type Report struct {
	Schema    string                `json:"schema"`
	Revision  string                `json:"revision,omitempty"` // of the harness
	Scenario  string                `json:"scenario"`
	Seed      uint64                `json:"seed"`
	Defects   []string              `json:"defects,omitempty"`
	Workers   int                   `json:"workers"`
	Runs      int                   `json:"runs"`
	Continued int                   `json:"continued"` // of these, went on from an interesting one
	Twice     int                   `json:"twice"`     // were executed twice
	Silent    int                   `json:"silent"`    // say nothing: the baseline was not steady
	Faults    int                   `json:"faults"`    // that were injected
	Idle      int                   `json:"idle"`      // of these, touched nothing
	Kinds     map[string]*KindCount `json:"kinds"`
	Events    uint64                `json:"events"` // engine events
	Virtual   time.Duration         `json:"virtual_ns"`
	Wall      time.Duration         `json:"wall_ns"`
	Points    map[string]*Count     `json:"points"`
	Never     []string              `json:"never"`  // points of the catalogue that no run reached
	Marks     int                   `json:"marks"`  // different things that were seen, see docs/explore.md
	Corpus    int                   `json:"corpus"` // interesting cases
	Failures  []Failure             `json:"failures"`
	Diverged  []Divergence          `json:"diverged,omitempty"`
	Rate      float64               `json:"trials_per_second_per_core"`
	Speed     float64               `json:"virtual_hours_per_second"`
	Repeat    string                `json:"repeat,omitempty"` // the command that shows the first failure again
	Repro     string                `json:"repro,omitempty"`  // the file of the first failure, cut down
	Exit      int                   `json:"exit"`
	Stopped   bool                  `json:"stopped,omitempty"` // by the operator
	Broke     *Case                 `json:"-"`                 // on which the harness failed

	entries []entry
}

// Count says how often a point was reached.
type Count struct {
	Runs  int    `json:"runs"`
	Count uint64 `json:"count"`
}

// KindCount says how often a kind of fault was drawn, and how often it touched
// something.
type KindCount struct {
	Drawn  int `json:"drawn"`
	Struck int `json:"struck"`
}

// Failure is the first trial that broke a promise.
type Failure struct {
	Promise string        `json:"promise"` // "I-05", or [Rest]
	Name    string        `json:"name"`
	Run     int           `json:"run"` // how many trials it took
	After   time.Duration `json:"after_ns"`
	Seed    uint64        `json:"seed"` // of the case
	Text    string        `json:"text"` // the first breach
	Times   int           `json:"times"`
	File    string        `json:"file,omitempty"` // in the base of failures
	Case    Case          `json:"-"`
	Outcome Outcome       `json:"-"`
}

// Divergence is a trial whose two executions differed.
type Divergence struct {
	Run   int      `json:"run"`
	Seed  uint64   `json:"seed"`
	Where []string `json:"where"`
	Case  Case     `json:"-"`
}

func newReport(c *Campaign) *Report {
	r := &Report{Schema: ReportSchema, Scenario: c.Swarm.Base.ID, Seed: c.Seed, Defects: c.Defects, Workers: c.Workers,
		Kinds: map[string]*KindCount{}, Points: map[string]*Count{}, Never: []string{}, Failures: []Failure{}}
	if r.Workers <= 0 {
		r.Workers = runtime.GOMAXPROCS(0)
	}
	return r
}

// take adds a trial.
func (r *Report) take(t *task, fresh bool) {
	r.Runs++
	r.Events += t.out.Events
	r.Virtual += time.Duration(t.out.Virtual)
	if t.twisted {
		r.Continued++
	}
	if sampled(t.run) {
		r.Twice++
	}
	if t.out.Why != "" && !restless(&t.out) {
		r.Silent++
		return
	}
	for _, f := range t.out.Faults {
		r.strike(string(f.Fault.Kind), f.Effects > 0)
	}
	for point, n := range t.out.Reached {
		p := r.Points[point]
		if p == nil {
			p = &Count{}
			r.Points[point] = p
		}
		p.Runs++
		p.Count += n
	}
}

func (r *Report) strike(kind string, struck bool) {
	k := r.Kinds[kind]
	if k == nil {
		k = &KindCount{}
		r.Kinds[kind] = k
	}
	k.Drawn++
	r.Faults++
	if struck {
		k.Struck++
	} else {
		r.Idle++
	}
}

// blame adds a promise that a trial broke; the first trial of each is kept.
func (r *Report) blame(t *task, f invariants.Finding) {
	i := slices.IndexFunc(r.Failures, func(known Failure) bool { return known.Promise == f.ID })
	if i >= 0 {
		r.Failures[i].Times++
		return
	}
	out := Failure{Promise: f.ID, Name: f.Name, Run: t.run, After: t.after, Seed: t.of.Seed, Times: 1, Case: t.of, Outcome: t.out}
	if f.First != nil {
		out.Text = f.First.Text
	}
	r.Failures = append(r.Failures, out)
}

// close sets the sums.
func (r *Report) close(wall time.Duration, k *corpus) {
	r.Wall, r.Marks, r.Corpus, r.entries = wall, len(k.seen), len(k.entries), k.entries
	r.Rate = float64(r.Runs) / wall.Seconds() / float64(r.Workers)
	r.Speed = r.Virtual.Hours() / wall.Seconds()
}

// Missing sets and returns the points of a catalogue that no run reached.
func (r *Report) Missing(catalogue []string) []string {
	r.Never = []string{}
	for _, p := range catalogue {
		if c := r.Points[p]; c == nil || c.Count == 0 {
			r.Never = append(r.Never, p)
		}
	}
	return r.Never
}
