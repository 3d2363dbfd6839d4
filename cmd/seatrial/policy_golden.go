package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
	"github.com/spf13/cobra"
)

func newPolicyTest() *cobra.Command {
	var golden string
	var update bool
	var regions []string
	c := &cobra.Command{
		Use:   "test FILE",
		Short: "Hold a policy to its golden decisions, and its contracts to its own rules",
		Long: `Works out every decision of a policy: for each tier, home, region and purpose,
in which kinds of store something may lie and be used; for each contract, how
each field goes. It then compares them with the golden decisions kept beside the
file, and finds fields that a contract names though their tier or purpose keeps
them at home.

Exit status: 0 as agreed; 1 a field, contract or store is decided otherwise, or
a contract breaks the policy's own rules; 64 the file cannot be decided by.`,
		Example: `  seatrial policy test policy.yaml
  seatrial policy test policy.yaml --update      # agree to what it decides now
  seatrial policy test default`,
		Args: exactly(1, "a policy file, or "+defaultPolicy),
		RunE: func(c *cobra.Command, args []string) error {
			t := trialOf{path: args[0], golden: golden, update: update, regions: regions}
			return t.run(c)
		},
	}
	c.Flags().StringVar(&golden, "golden", "", "file of the golden decisions; FILE with .golden if left out")
	c.Flags().BoolVar(&update, "update", false, "write the golden decisions anew")
	c.Flags().StringSliceVar(&regions, "regions", nil, "every region, the hub among them; those of the golden decisions, or else three US regions and hub")
	return c
}

// trialOf is one test of a policy.
type trialOf struct {
	path, golden string
	update       bool
	regions      []string

	file   *policies.File
	agreed *policy.Matrix // nil = there is none yet
	now    *policy.Matrix
}

func (t *trialOf) run(c *cobra.Command) error {
	if err := t.read(); err != nil {
		return invalid(err)
	}
	out := c.OutOrStdout()
	fmt.Fprintln(out, about(t.file))
	fmt.Fprintf(out, "  %d decisions on where something may lie and be used, %d fields of %d contracts go\n",
		t.now.Decisions(), gone(t.now), len(t.file.Contracts))
	found := append(t.strange(), t.broken()...)
	if t.update && len(found) == 0 {
		if err := os.WriteFile(t.golden, t.now.Golden(), 0o644); err != nil {
			return invalid(fmt.Errorf("--update: %w", err))
		}
		fmt.Fprintf(out, "  %s written\n", t.golden)
		return nil
	}
	if t.agreed != nil && !t.update && len(t.strange()) == 0 {
		found = append(found, t.differ()...)
	}
	for _, line := range found[:min(len(found), foundMax)] {
		fmt.Fprintln(out, line)
	}
	if len(found) > foundMax {
		fmt.Fprintf(out, "and %d more\n", len(found)-foundMax)
	}
	if len(found) > 0 {
		return ended(run.ExitViolated)
	}
	fmt.Fprintf(out, "  as agreed in %s\n", t.golden)
	return nil
}

// foundMax is how many findings are shown: more would not be read one by one.
const foundMax = 40

// read reads the policy and what was agreed, and works out what it decides.
func (t *trialOf) read() (err error) {
	if t.file, err = readPolicy(t.path); err != nil {
		return err
	}
	if err := t.readGolden(); err != nil {
		return err
	}
	if t.agreed == nil && !t.update {
		return fmt.Errorf("%s: there are no golden decisions: read what the policy decides and agree to it with `seatrial policy test %s --update`", t.golden, t.path)
	}
	if len(t.regions) == 0 {
		t.regions = t.known()
	}
	t.now, err = policy.NewMatrix(&t.file.Policy, t.regions)
	return err
}

func (t *trialOf) readGolden() error {
	text := policies.DefaultGolden()
	if t.path != defaultPolicy || t.golden != "" {
		if t.golden == "" {
			t.golden = goldenOf(t.path)
		}
		var err error
		if text, err = os.ReadFile(t.golden); errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err != nil {
			return fmt.Errorf("read golden decisions: %w", err)
		}
	} else if t.golden = defaultPolicy + ".golden"; t.update {
		return fmt.Errorf("--update: the decisions of the policy that ships lie in the harness: give --golden FILE")
	}
	m, err := policy.ParseGolden(text)
	if err != nil {
		return fmt.Errorf("%s:%w", t.golden, err)
	}
	t.agreed = m
	return nil
}

// known returns the regions that were agreed on, or those of a scenario that
// names none.
func (t *trialOf) known() []string {
	if t.agreed != nil {
		return t.agreed.Regions
	}
	top, err := topology.US(3)
	if err != nil {
		panic(err) // there are three regions
	}
	return top.Names()
}

// broken lists the fields that a contract names though the policy's own rules
// keep them at home. Findings that differ in their home alone are one.
func (t *trialOf) broken() []string {
	var out []string
	seen := map[policy.Crossing]bool{}
	for _, k := range t.now.Crossings {
		k.Home = ""
		if k.Reason == "" || k.Reason == policy.ReasonUnknownRegion || seen[k] {
			continue
		}
		seen[k] = true
		out = append(out, fmt.Sprintf("%s: field %s, contract %s to %s for %s: %s: drop it from the contract, or change its class or the rules of its tier",
			place(t.path, t.file.Line(k.Type, k.To, k.Purpose, k.Field)), k.Field, k.Type, k.To, k.Purpose, k.Reason))
	}
	return out
}

// strange lists the contracts that lead to no region there is.
func (t *trialOf) strange() []string {
	var out []string
	for _, c := range t.file.Contracts {
		if c.To != history.Home && !slices.Contains(t.regions, c.To) {
			out = append(out, fmt.Sprintf("%s: contract %s to %s for %s: there is no region %s among %s: correct it, or list it with --regions",
				place(t.path, t.file.Line(c.Type, c.To, c.Purpose, "")), c.Type, c.To, c.Purpose, c.To, strings.Join(t.regions, ", ")))
		}
	}
	return out
}

// differ lists what is decided otherwise than agreed.
func (t *trialOf) differ() []string {
	var out []string
	for _, change := range policy.Changes(t.agreed, t.now) {
		at := t.file.TierLine(change.Tier)
		if change.Type != "" {
			at = t.file.Line(change.Type, change.To, change.Purpose, change.Field)
		}
		out = append(out, fmt.Sprintf("%s: %s; agreed in %s", place(t.path, at), told(change), t.golden))
	}
	return out
}

// told says what changes.
func told(c policy.Change) string {
	from := strings.Join(c.Homes, ", ")
	if c.Type == "" {
		if c.Loosens() {
			return fmt.Sprintf("%s of %s may lie in the %s of %s for %s, and might not before", c.Tier, from, c.Store, c.To, c.Purpose)
		}
		return fmt.Sprintf("%s of %s may no longer lie in the %s of %s for %s", c.Tier, from, c.Store, c.To, c.Purpose)
	}
	return fmt.Sprintf("field %s, contract %s to %s for %s: %s, was %s, from %s", c.Field, c.Type, c.To, c.Purpose, goes(c.After), goes(c.Before), from)
}

// goes says how a field goes.
func goes(way string) string {
	if way == policy.Drop {
		return "stays"
	}
	return way
}

// gone counts the fields that go, once for all homes.
func gone(m *policy.Matrix) int {
	seen := map[policy.Crossing]bool{}
	for _, k := range m.Crossings {
		if k.Home = ""; k.How != policy.Drop {
			seen[k] = true
		}
	}
	return len(seen)
}
