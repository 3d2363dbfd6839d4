package matrix

import (
	"context"
	"slices"

	"github.com/seatrial/seatrial/scenarios"
)

// Clean is a scenario without any defect, over the seeds that the defects had.
type Clean struct {
	Scenario string   `json:"scenario"`
	Seeds    int      `json:"seeds"`
	Promises []string `json:"promises"` // that were judged
	Alarms   []Alarm  `json:"alarms"`   // false ones; want none
}

// Alarm is a promise that broke although nothing was planted.
type Alarm struct {
	Promise string `json:"promise"`
	Seed    uint64 `json:"seed"`
	Text    string `json:"text"`
	Repeat  string `json:"repeat"`
}

// sweep is the clean runs of one scenario.
type sweep struct {
	scenario *scenarios.Scenario
	judged   []string
	shots    []shot
}

// sweep runs every scenario clean, with the promises and seeds of its probes.
func (j *job) sweep(ctx context.Context) error {
	type run struct {
		of *sweep
		i  int
	}
	var list []run
	for _, s := range j.scenarios() {
		w := &sweep{scenario: s, judged: j.m.judged(s, j.wanted(s)), shots: make([]shot, j.cleanSeeds(s))}
		j.clean = append(j.clean, w)
		for i := range w.shots {
			list = append(list, run{w, i})
		}
	}
	return each(len(list), func(i int) error {
		r := list[i]
		s, err := j.m.shoot(ctx, nil, r.of.scenario, r.of.judged, j.first+uint64(r.i))
		r.of.shots[r.i] = s
		j.tick()
		return err
	})
}

// wanted are the promises that some probe of the scenario demands.
func (j *job) wanted(s *scenarios.Scenario) []string {
	var out []string
	for _, p := range j.probes {
		if p.scenario == s {
			out = append(out, p.want...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// cleanSeeds is how many seeds the longest probe of the scenario took.
func (j *job) cleanSeeds(s *scenarios.Scenario) int {
	n := 0
	for _, p := range j.probes {
		if p.scenario == s {
			n = max(n, len(p.shots))
		}
	}
	return n
}

// clean sums up the clean runs of a scenario.
func (w *sweep) clean() Clean {
	c := Clean{Scenario: w.scenario.ID, Seeds: len(w.shots), Promises: w.judged, Alarms: []Alarm{}}
	for _, s := range w.shots {
		for _, id := range w.judged {
			if b, ok := s.broken[id]; ok {
				c.Alarms = append(c.Alarms, Alarm{Promise: id, Seed: s.seed, Text: b.text, Repeat: again(w.scenario.ID, "", s.seed)})
			}
		}
	}
	return c
}
