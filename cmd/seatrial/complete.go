package main

import (
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/spf13/cobra"
)

// completeScenarios offers ids to the shell.
func completeScenarios(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, e := range scenarios.Library() {
		out = append(out, e.ID)
	}
	return out, cobra.ShellCompDirectiveDefault
}

// completeFlags offers the shell the values of those flags that take one of a
// list; others complete files.
func completeFlags(c *cobra.Command) {
	offers := map[string][]string{
		"world": worldNames(), "keep": {"failing", "all"}, "color": {"auto", "always", "never"},
		"profile": {run.Safe, run.Unsafe}, "transport": {run.Forwarder, run.Sourced, run.Durable},
		"defect": defectIDs(), "require": promiseIDs(),
	}
	for flag, values := range offers {
		if c.Flags().Lookup(flag) == nil {
			continue
		}
		fixed := cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
		if err := c.RegisterFlagCompletionFunc(flag, fixed); err != nil {
			panic(err) // the flag was looked up above
		}
	}
}

func defectIDs() []string {
	var out []string
	for _, d := range defect.All() {
		out = append(out, d.ID)
	}
	return out
}

func promiseIDs() []string {
	var out []string
	for _, p := range invariants.All() {
		out = append(out, p.ID)
	}
	return out
}
