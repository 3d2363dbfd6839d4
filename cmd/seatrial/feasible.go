package main

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
)

// feasible returns the scenarios that every world can do. What one cannot do is
// left out with the reason if the list is a selection, and else refused.
func feasible(places []run.World, list []*scenarios.Scenario, selected bool) ([]*scenarios.Scenario, []run.Unmatched, error) {
	var out []*scenarios.Scenario
	left := []run.Unmatched{}
	for _, s := range list {
		can := true
		for _, w := range places {
			err := supported(w, s)
			if err != nil && !selected {
				return nil, nil, err
			}
			if err != nil && can {
				left = append(left, run.Unmatched{Scenario: s.ID, World: w.Name(), Why: unsupported(w, s)})
				can = false
			}
		}
		if can {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return nil, nil, invalid(errors.New("none of these scenarios can be done there: `seatrial doctor` says which faults are missing"))
	}
	return out, left, nil
}

// combiner is a world that can do some faults, but not beside every other.
type combiner interface {
	// Combines says whether a fault can be done beside all the others, and if not,
	// why.
	Combines(f faults.Fault, all []faults.Fault) (bool, string)
}

// can says whether a world can do a fault of a plan, and if not, why.
func can(w run.World, f faults.Fault, all []faults.Fault) (bool, string) {
	if ok, why := w.Supports(f.Kind); !ok {
		return false, why
	}
	if c, picky := w.(combiner); picky {
		return c.Combines(f, all)
	}
	return true, ""
}

// timeline returns the faults of a scenario as they are written.
func timeline(s *scenarios.Scenario) []faults.Fault {
	var all []faults.Fault
	for _, step := range s.Timeline {
		all = append(all, step.Fault)
	}
	return all
}

// unsupported names the first kind of fault that the world cannot do, and why.
func unsupported(w run.World, s *scenarios.Scenario) string {
	all := timeline(s)
	for _, step := range s.Timeline {
		if ok, why := can(w, step.Fault, all); !ok {
			return fmt.Sprintf("fault %q: %s", step.Fault.Kind, why)
		}
	}
	return ""
}

// supported refuses, before anything starts, what the world cannot do: every
// such step with its place, the reason and what to do instead.
func supported(w run.World, s *scenarios.Scenario) error {
	var problems strict.Problems
	all := timeline(s)
	for _, step := range s.Timeline {
		ok, why := can(w, step.Fault, all)
		if ok || len(problems) > 0 && problems[len(problems)-1].Line == step.Line {
			continue
		}
		line, column := stepPlace(s.Source, step.Line, step.Fault.Kind)
		problems = append(problems, strict.Problem{File: s.Path, Line: line, Column: column,
			What: fmt.Sprintf("world %s cannot do fault %q: %s", w.Name(), step.Fault.Kind, why),
			Fix:  "leave the step out" + elsewhere(step.Fault.Kind)})
	}
	if len(problems) > 0 {
		return invalid(problems)
	}
	return nil
}

// elsewhere names the worlds that can do a kind of fault.
func elsewhere(kind faults.Kind) string {
	var can []string
	for _, name := range worldNames() {
		if ok, _ := worlds[name].Supports(kind); ok {
			can = append(can, name)
		}
	}
	if len(can) == 0 {
		return ""
	}
	return ", or run it in world " + strings.Join(can, " or ")
}

// stepPlace returns line and column of the kind of a step that begins in a line;
// the step may be written over several.
func stepPlace(source []byte, from int, kind faults.Kind) (line, column int) {
	word := regexp.MustCompile(`\bfault:\s*["']?(` + regexp.QuoteMeta(string(kind)) + `)\b`)
	for i, text := range bytes.Split(source, []byte("\n")) {
		if found := word.FindSubmatchIndex(text); found != nil && i+1 >= from {
			return i + 1, found[2] + 1
		}
	}
	return from, 1
}
