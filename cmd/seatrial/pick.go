package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/reference/x12"
	"github.com/seatrial/seatrial/scenarios"
)

// loading is what the scenario loader needs from the reference: the documents
// that ship with it.
var loading = scenarios.Options{Sample: func(name string) ([]byte, bool) {
	if name == "clean-850" {
		return []byte(x12.Sample), true
	}
	return nil, false
}}

// pickScenario loads a scenario by its id or from a file.
func pickScenario(name string) (*scenarios.Scenario, error) {
	if e, ok := scenarios.Find(name); ok {
		return e.Load(loading)
	}
	if !isFile(name) {
		return nil, fmt.Errorf("no scenario %q: `seatrial list` names those that ship; a file ends in .yaml%s", name, nearest(name))
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read scenario: %w", err)
	}
	return loadScenario(name, b)
}

// loadScenario loads a scenario and looks into its documents.
func loadScenario(path string, b []byte) (*scenarios.Scenario, error) {
	s, err := scenarios.Load(path, b, loading)
	if err != nil {
		return nil, err
	}
	return s, checkDocuments(s)
}

func isFile(name string) bool {
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") || strings.ContainsRune(name, os.PathSeparator)
}

// nearest suggests a scenario whose id begins alike.
func nearest(name string) string {
	for _, e := range scenarios.Library() {
		if len(name) >= 3 && (strings.Contains(e.ID, name) || strings.HasPrefix(e.ID, name[:3])) {
			return fmt.Sprintf("; did you mean %s?", e.ID)
		}
	}
	return ""
}

// allScenarios loads the library.
func allScenarios() ([]*scenarios.Scenario, error) {
	var out []*scenarios.Scenario
	for _, e := range scenarios.Library() {
		s, err := e.Load(loading)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// pickScenarios loads what the command line names.
func pickScenarios(args []string, all bool, tag string) ([]*scenarios.Scenario, error) {
	if (all || tag != "") && len(args) > 0 {
		return nil, invalid(errors.New("name scenarios or use --all or --tag, not both"))
	}
	if !all && tag == "" {
		return named(args)
	}
	list, err := allScenarios()
	if err != nil {
		return nil, broken(err)
	}
	if tag != "" {
		list = slices.DeleteFunc(list, func(s *scenarios.Scenario) bool { return !slices.Contains(s.Tags, tag) })
	}
	if len(list) == 0 {
		return nil, invalid(fmt.Errorf("no scenario has the tag %q", tag))
	}
	return list, nil
}

func named(args []string) ([]*scenarios.Scenario, error) {
	if len(args) == 0 {
		return nil, invalid(errors.New("name a scenario, or use --all or --tag; `seatrial list` names those that ship"))
	}
	var out []*scenarios.Scenario
	for _, name := range args {
		s, err := pickScenario(name)
		if err != nil {
			return nil, invalid(err)
		}
		out = append(out, s)
	}
	return out, nil
}

// nameOf is how a command line names the scenario.
func nameOf(s *scenarios.Scenario) string {
	if _, ok := scenarios.Find(s.ID); ok && strings.HasPrefix(s.Path, "library:") {
		return s.ID
	}
	return s.Path
}
