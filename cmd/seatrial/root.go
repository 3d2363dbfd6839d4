package main

import (
	"github.com/spf13/cobra"
)

const longHelp = `Sea Trial runs regional pods and a global aggregator, breaks what surrounds them
on a script, and says what held, what broke, and how fast the hot event path was
while it happened.

Exit status: 0 every promise held; 1 a promise or threshold was violated;
3 inconclusive; 4 performance gate; 5 stopped; 6 the harness itself failed;
64 the command line or an input file is wrong, and nothing was started.`

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "seatrial",
		Short:         "Put a supply-chain integration to sea before it carries cargo",
		Long:          longHelp,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          group,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.AddCommand(newList(), newShow(), newValidate(), newRun(), newCompare(), newGameday(), newCheck(), newAudit(), newReplay(), newExplore(),
		newCoverage(), newDefects(), newDoctor(), newBench(), newGate(), newPolicy(), newServe(), newVersion())
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(flagError)
	return root
}
