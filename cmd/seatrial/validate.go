package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/spf13/cobra"
)

func newValidate() *cobra.Command {
	var world string
	c := &cobra.Command{
		Use:   "validate FILE...",
		Short: "Check scenario, plan and policy files without starting anything",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return invalid(errors.New("validate wants at least one scenario, plan or policy file"))
			}
			places, err := pickWorlds(world, run.Terms{})
			if err != nil {
				return err
			}
			var failed []error
			for _, path := range args {
				said, err := validate(path, places)
				if err != nil {
					failed = append(failed, err)
					continue
				}
				fmt.Fprintf(c.OutOrStdout(), "%s: %s\n", path, said)
			}
			if len(failed) > 0 {
				return invalid(errors.Join(failed...))
			}
			return nil
		},
	}
	c.Flags().StringVar(&world, "world", "virtual", "the world that must be able to run it, or several (a,b)")
	return c
}

// validate checks one file and says what it is.
func validate(path string, places []run.World) (string, error) {
	if e, ok := scenarios.Find(path); ok {
		s, err := e.Load(loading)
		if err != nil {
			return "", err
		}
		return "scenario of the library, ok", supportedIn(places, s)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read file: %w", err)
	}
	if hasSchema(b, policies.Schema) {
		f, err := readPolicy(path)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("policy %s, version %d, %d contracts, ok", f.Name, f.Version, len(f.Contracts)), nil
	}
	if hasSchema(b, faults.Schema) {
		plan, s, err := loadPlan(path)
		if err != nil {
			return "", err
		}
		for _, w := range places {
			if err := plannable(w, path, plan); err != nil {
				return "", err
			}
		}
		return fmt.Sprintf("plan of %s, seed %d, %d faults, ok", s.ID, plan.Seed, len(plan.Faults)), nil
	}
	s, err := loadScenario(path, b)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("scenario %s, %d faults, about %d commands, ok", s.ID, len(s.Timeline), s.Commands()), supportedIn(places, s)
}

// supportedIn lists what any of the worlds cannot do.
func supportedIn(places []run.World, s *scenarios.Scenario) error {
	var refused []error
	for _, w := range places {
		refused = append(refused, supported(w, s))
	}
	return errors.Join(refused...)
}

// hasSchema tells a file of one kind from others by its schema line.
func hasSchema(b []byte, schema string) bool {
	for line := range bytes.Lines(b) {
		text := strings.TrimSpace(string(line))
		if strings.HasPrefix(text, "schema:") || strings.HasPrefix(text, `"schema":`) {
			return strings.Contains(text, schema)
		}
	}
	return false
}
