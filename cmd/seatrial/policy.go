package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/spf13/cobra"
)

func newPolicy() *cobra.Command {
	c := &cobra.Command{
		Use:   "policy",
		Short: "Say what a policy bundle allows, and what a change of it would do",
		Args:  group,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.SuggestionsMinimumDistance = 2
	c.AddCommand(newPolicyTest(), newPolicyDiff(), newPolicyHash(), newPolicyAttack())
	return c
}

func newPolicyHash() *cobra.Command {
	return &cobra.Command{
		Use:   "hash FILE",
		Short: "Print name, version and hash of a policy, as decisions are recorded with them",
		Args:  exactly(1, "a policy file, or "+defaultPolicy),
		RunE: func(c *cobra.Command, args []string) error {
			f, err := readPolicy(args[0])
			if err != nil {
				return invalid(err)
			}
			fmt.Fprintf(c.OutOrStdout(), "%s %d %s\n", f.Name, f.Version, f.Hash)
			return nil
		},
	}
}

// defaultPolicy names the policy that ships, in place of a file.
const defaultPolicy = "default"

// readPolicy reads a policy file and checks that it can be decided by. The
// error lists every mistake with its line.
func readPolicy(path string) (*policies.File, error) {
	text := policies.DefaultText()
	if path != defaultPolicy {
		var err error
		if text, err = os.ReadFile(path); err != nil {
			return nil, fmt.Errorf("read policy: %w", err)
		}
	}
	f, err := policies.Read(path, text)
	if err != nil {
		return nil, err
	}
	var found []error
	for _, fault := range policy.Faults(&f.Policy) {
		found = append(found, strict.Problem{File: path, Line: mistakeLine(f, fault), Column: 1, What: fault.Error()})
	}
	if len(found) > strict.ProblemsMax {
		found = append(found[:strict.ProblemsMax], fmt.Errorf("and %d more", len(found)-strict.ProblemsMax))
	}
	return f, errors.Join(found...)
}

// mistakeLine returns the line of a fault, 0 if it is the file's as a whole.
func mistakeLine(f *policies.File, fault *policy.Fault) int {
	if fault.To != "" || fault.Purpose != "" {
		return f.Line(fault.Type, fault.To, fault.Purpose, fault.Field)
	}
	return f.ClassLine(fault.Field, fault.Type)
}

// place returns where something stands: "policy.yaml:12", or the file alone.
func place(path string, line int) string {
	if line == 0 {
		return path
	}
	return fmt.Sprintf("%s:%d", path, line)
}

// about introduces a policy: name, version, hash, how long it lasts.
func about(f *policies.File) string {
	text := fmt.Sprintf("policy %s, version %d, %.12s, unconfirmed for %s at most", f.Name, f.Version, f.Hash, strict.FormatDuration(time.Duration(f.TTLNano)))
	if f.EffectiveNano > 0 {
		text += ", from " + time.Unix(0, f.EffectiveNano).UTC().Format(time.RFC3339)
	}
	return text
}

// goldenOf returns where the golden decisions of a policy file lie: beside it,
// under the same name.
func goldenOf(path string) string {
	return strings.TrimSuffix(path, filepath.Ext(path)) + ".golden"
}
