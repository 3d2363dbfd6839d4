package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

func newBench() *cobra.Command {
	c := &cobra.Command{Use: "bench", Short: "Measure, as ratios in one run", Args: group,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(newBenchEngine())
	return c
}

func newBenchEngine() *cobra.Command {
	var o engineOptions
	var path string
	c := &cobra.Command{
		Use:   "engine",
		Short: "Measure the virtual world against a bare event loop",
		Long: `Runs the whole reference system with every promise on, and the very same engine
events through a bare loop of the same queue with empty handlers, in turn. The
ratio of the two rates is what domain, network, disks, buses, history and
promises leave of the engine's ceiling.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			res, err := benchEngine(c.Context(), o, c.OutOrStdout())
			if err != nil {
				return broken(err)
			}
			if path == "" {
				return nil
			}
			return toFile(path, func(w io.Writer) error {
				e := json.NewEncoder(w)
				e.SetIndent("", "  ")
				return e.Encode(res)
			})
		},
	}
	fl := c.Flags()
	fl.IntVar(&o.rounds, "rounds", 5, "how often each side is measured, in turn")
	fl.DurationVar(&o.virtual, "virtual", 0, "virtual time per measurement (0 = 60s)")
	fl.BoolVar(&o.long, "long", false, "also 24 virtual hours at 10 commands/s and region, and one hour at 100/s")
	fl.StringVar(&o.profile, "cpuprofile", "", "write a CPU profile of the whole system to this file")
	fl.StringVar(&path, "json", "", "write the figures as JSON to this file")
	return c
}

// quantity prints a number with thousands separated.
func quantity(n float64) string {
	s := fmt.Sprintf("%.0f", n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}

// createFile opens a file for a profile.
func createFile(path string) (*os.File, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("create profile: %w", err)
	}
	return f, nil
}
