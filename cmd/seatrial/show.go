package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/spf13/cobra"
)

func newShow() *cobra.Command {
	var source, plan, sheet bool
	var seed uint64
	c := &cobra.Command{
		Use:               "show ID|FILE",
		Short:             "Describe a scenario, or print its source, the plan of a seed or the run sheet of a game day",
		Args:              exactly(1, "one scenario, an id or a file; `seatrial list` names those that ship"),
		ValidArgsFunction: completeScenarios,
		RunE: func(c *cobra.Command, args []string) error {
			s, err := pickScenario(args[0])
			if err != nil {
				return invalid(err)
			}
			w := c.OutOrStdout()
			switch {
			case source:
				_, err = w.Write(s.Source)
			case plan:
				err = writePlan(w, s.Plan(seed))
			case sheet:
				err = reports.Runsheet(w, s, seed)
			default:
				describe(w, s)
			}
			return err
		},
	}
	c.Flags().BoolVar(&source, "source", false, "the YAML as it is")
	c.Flags().BoolVar(&plan, "plan", false, "the faults with the instants that --seed draws, for seatrial replay")
	c.Flags().BoolVar(&sheet, "runsheet", false, "the run sheet of a game day, as Markdown")
	c.Flags().Uint64Var(&seed, "seed", 1, "the seed of --plan and --runsheet")
	return c
}

// describe prints what a person wants to know before running it.
func describe(w io.Writer, s *scenarios.Scenario) {
	fmt.Fprintf(w, "%s: %s\n\n%s\n\n", s.ID, s.Title, strings.TrimSpace(s.Hypothesis))
	fmt.Fprintf(w, "owner      %s\nfamily     %s\ntags       %s\ncovers     %s\n", s.Owner, s.Family, strings.Join(s.Tags, ", "), strings.Join(s.Covers, " "))
	fmt.Fprintf(w, "topology   %s and hub %s\n", regionNames(s), s.Topology.Hub.Name)
	fmt.Fprintf(w, "load       about %d commands in %v, then at most %v to drain\n", s.Commands(), s.Workload.Duration, s.Drain)
	fmt.Fprintf(w, "promises   %s\n", strings.Join(s.Promises, " "))
	fmt.Fprintf(w, "baseline   %v, then:\n", s.Baseline)
	for _, step := range s.Timeline {
		fmt.Fprintf(w, "  %8v  %s%s\n", step.Fault.At, faultLine(step.Fault), spreadOf(step))
	}
	fmt.Fprintln(w, "must reach")
	for _, r := range s.Reach {
		fmt.Fprintf(w, "  %s%s\n", r.Point, map[bool]string{true: " (by one seed of a set)"}[r.Set])
	}
}

func regionNames(s *scenarios.Scenario) string {
	var out []string
	for _, r := range s.Topology.Regions {
		out = append(out, r.Name)
	}
	return strings.Join(out, ", ")
}

func faultLine(f faults.Fault) string {
	at := f.Target
	if at == "" {
		at = f.Region
	}
	if f.Peer != "" {
		at += " and " + f.Peer
	}
	if len(f.Peers) > 0 {
		at += " and " + strings.Join(f.Peers, ", ")
	}
	return fmt.Sprintf("%-18s %-16s for %v", f.Kind, at, f.Hold)
}

func spreadOf(step scenarios.Step) string {
	if step.Spread == 0 {
		return ""
	}
	return fmt.Sprintf(" (begins up to %v later, by seed)", step.Spread)
}
