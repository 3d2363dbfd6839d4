package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
	"github.com/spf13/cobra"
)

func newPolicyDiff() *cobra.Command {
	var regions []string
	c := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "List what becomes visible with a change of policy, and what stops",
		Example: `  seatrial policy diff default policy.yaml
  seatrial policy diff v1.yaml v2.yaml --regions tx,va,hub`,
		Args: exactly(2, "two policy files; "+defaultPolicy+" is the one that ships"),
		RunE: func(c *cobra.Command, args []string) error {
			before, err := readPolicy(args[0])
			if err != nil {
				return invalid(err)
			}
			after, err := readPolicy(args[1])
			if err != nil {
				return invalid(err)
			}
			if len(regions) == 0 {
				top, err := topology.US(3)
				if err != nil {
					return broken(err)
				}
				regions = top.Names()
			}
			return diffPolicies(c.OutOrStdout(), before, after, regions)
		},
	}
	c.Flags().StringSliceVar(&regions, "regions", nil, "every region, the hub among them; three US regions and hub if left out")
	return c
}

func diffPolicies(w io.Writer, before, after *policies.File, regions []string) error {
	old, err := policy.NewMatrix(&before.Policy, regions)
	if err != nil {
		return broken(err)
	}
	now, err := policy.NewMatrix(&after.Policy, regions)
	if err != nil {
		return broken(err)
	}
	fmt.Fprintf(w, "from %s\nto   %s\n", about(before), about(after))
	var opens, stops []string
	for _, c := range policy.Changes(old, now) {
		if c.Loosens() {
			opens = append(opens, told(c))
		} else {
			stops = append(stops, told(c))
		}
	}
	moreRoles, fewerRoles := grantsApart(before.Grants, after.Grants)
	opens, stops = append(opens, moreRoles...), append(stops, fewerRoles...)
	if more := missing(after.Regulations, before.Regulations); len(more) > 0 {
		opens = append(opens, "what is under "+strings.Join(more, ", ")+" is known, and was refused")
	}
	if fewer := missing(before.Regulations, after.Regulations); len(fewer) > 0 {
		stops = append(stops, "what is under "+strings.Join(fewer, ", ")+" is no longer known, and is refused")
	}
	switch {
	case after.TTLNano > before.TTLNano:
		opens = append(opens, "it may be used unconfirmed for longer")
	case after.TTLNano < before.TTLNano:
		stops = append(stops, "it may be used unconfirmed for less long")
	}
	section(w, "becomes visible or possible", opens)
	section(w, "stops", stops)
	if before.Access != after.Access {
		fmt.Fprintln(w, "the Cedar policies under access differ; what they allow is not compared here")
	}
	fmt.Fprintln(w, verdictOn(len(opens), len(stops)))
	return nil
}

func section(w io.Writer, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(w, "%s\n", title)
	for _, line := range lines {
		fmt.Fprintf(w, "  %s\n", line)
	}
}

func verdictOn(opens, stops int) string {
	switch {
	case opens > 0 && stops > 0:
		return fmt.Sprintf("%d looser, %d tighter: what is tighter comes into force first", opens, stops)
	case opens > 0:
		return fmt.Sprintf("looser in %d: it needs an approval by somebody else than its author", opens)
	case stops > 0:
		return fmt.Sprintf("tighter in %d", stops)
	}
	return "no decision changes"
}

// missing returns the words of a that are not in b.
func missing(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(w string) bool { return slices.Contains(b, w) })
}

// grantsApart lists what roles may do after and not before, and the other way
// round.
func grantsApart(before, after []history.Grant) (more, fewer []string) {
	was, is := acts(before), acts(after)
	for _, line := range missing(is, was) {
		more = append(more, line)
	}
	for _, line := range missing(was, is) {
		fewer = append(fewer, line+", no longer")
	}
	return more, fewer
}

// acts spells grants out, one sentence for each role and action.
func acts(list []history.Grant) []string {
	var out []string
	for _, g := range list {
		where := "in its own region"
		if len(g.Regions) > 0 {
			where = "in " + strings.Join(g.Regions, ", ")
		}
		for _, a := range g.Actions {
			line := fmt.Sprintf("%s may %s %s", g.Role, a, where)
			if g.Approved {
				line += " with an approval"
			}
			if g.ForNano > 0 {
				line += fmt.Sprintf(" for %d s", g.ForNano/1_000_000_000)
			}
			out = append(out, line)
		}
	}
	return out
}
