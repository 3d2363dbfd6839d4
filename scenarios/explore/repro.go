package explore

import (
	"fmt"
	"strings"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
)

// Repro returns the failure as a scenario of its own: with fixed instants, the one
// promise, and what it reproduces. It runs in every world, and may be dropped into
// the library to stay green from the day the failure is mended.
func (s *Shrunk) Repro() *scenarios.Scenario {
	from := s.Case.Scenario
	out := *s.Case.Clone().Scenario
	out.ID = reproID(from.ID, s.Promise, s.Case.Seed)
	out.Title = fmt.Sprintf("%s, broken with seed %d of %s", s.Promise, s.Case.Seed, from.ID)
	out.Tags = []string{"repro"}
	out.Covers = scenarios.Rows(s.Promise, from.Covers)
	if len(out.Covers) == 0 {
		out.Covers = from.Covers
	}
	if p, ok := invariants.ByID(s.Promise); ok {
		out.Title = fmt.Sprintf("%s (%s), broken with seed %d of %s", strings.ReplaceAll(p.Name, "-", " "), s.Promise, s.Case.Seed, from.ID)
		out.Hypothesis = p.Title
	}
	out.Promises, out.Timeline = []string{s.Promise}, nil
	if s.Promise == Rest { // no promise that a run could be asked for
		out.Promises = owed(&s.Case)
	}
	out.Thresholds, out.Reach, out.Stop = nil, nil, nil
	for _, f := range s.Case.Plan.Faults {
		out.Timeline = append(out.Timeline, scenarios.Step{Fault: f})
	}
	out.Live = scenarios.Live{Commands: liveCommands}
	out.Repro = &scenarios.Repro{Seed: s.Case.Seed, Defects: s.Case.Defects, Promise: s.Promise, Note: s.Sentence()}
	return &out
}

// liveCommands is what a scenario allows in real time that says nothing else.
const liveCommands = 2000

// Sentence says in one plain sentence what happened.
func (s *Shrunk) Sentence() string { return Sentence(s.Case, s.Outcome, s.Promise) }

// File returns the failure as the text of a scenario file. The path is only used
// in the command that its comment gives.
func (s *Shrunk) File(path string) []byte {
	comment := append(wrapped(s.Sentence(), lineMax), "Again: seatrial replay "+path)
	return s.Repro().Encode(comment...)
}

// lineMax is the length of a line of a comment, in bytes.
const lineMax = 100

// wrapped breaks a text into lines.
func wrapped(text string, most int) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > most {
			out = append(out, line)
			line = ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return append(out, line)
}

// idMax is the longest id of a scenario.
const idMax = 60

// reproID names a failure by its promise, seed and scenario.
func reproID(id, promise string, seed uint64) string {
	tail := strings.ToLower(fmt.Sprintf("-%s-seed-%d", strings.ReplaceAll(promise, "-", ""), seed))
	return strings.TrimRight(id[:min(len(id), idMax-len(tail))], "-") + tail
}
