package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/spf13/cobra"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which harness this is",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			t := tool()
			_, err := fmt.Fprintf(c.OutOrStdout(), "seatrial %s\nrevision %s\n%s %s/%s\n", t.Version, t.Revision, t.Go, runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

// tool describes this binary as the build recorded it.
func tool() run.Tool {
	t := run.Tool{Version: "(devel)", Revision: "unknown", Go: runtime.Version()}
	bi, ok := debug.ReadBuildInfo()
	if !ok {
		return t
	}
	if bi.Main.Version != "" {
		t.Version = bi.Main.Version
	}
	dirty := false
	for _, s := range bi.Settings {
		switch s.Key {
		case "vcs.revision":
			t.Revision = s.Value
		case "vcs.modified":
			dirty = s.Value == "true"
		}
	}
	if dirty {
		t.Revision += " (modified)"
	}
	return t
}
