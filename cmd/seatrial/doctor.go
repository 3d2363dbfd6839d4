package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/seatrial/seatrial/faults"
	"github.com/spf13/cobra"
)

func newDoctor() *cobra.Command {
	var clean bool
	var dir string
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Say what this machine can run, and what an interrupted run left",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			examine(c.OutOrStdout())
			return leftovers(c.OutOrStdout(), dir, clean)
		},
	}
	c.Flags().BoolVar(&clean, "clean", false, "remove what an interrupted run left")
	c.Flags().StringVar(&dir, "out", "trial-out", "the folder to look into")
	return c
}

// browsers are what the report's own browser test looks for.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
	"headless-shell", "headless_shell"}

func examine(w io.Writer) {
	t := tool()
	fmt.Fprintf(w, "seatrial %s, %s, %d cores\n\n", t.Version, t.Go, runtime.NumCPU())
	fmt.Fprintln(w, "world       here")
	for _, name := range worldNames() {
		fmt.Fprintf(w, "%-11s yes, nothing to install\n", name)
	}
	fmt.Fprintln(w, "embedded    not in this version")
	fmt.Fprintln(w, "containers  not in this version")
	fmt.Fprintln(w, "\nfault                world")
	for _, kind := range faults.Kinds() {
		fmt.Fprintf(w, "%-20s", kind)
		for _, name := range worldNames() {
			if ok, why := worlds[name].Supports(kind); ok {
				fmt.Fprintf(w, " %s", name)
			} else {
				fmt.Fprintf(w, " (not %s: %s)", name, why)
			}
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
	for _, b := range browsers {
		if path, err := exec.LookPath(b); err == nil {
			fmt.Fprintf(w, "browser for the report's own test: %s\n", path)
			return
		}
	}
	fmt.Fprintln(w, "browser for the report's own test: none; install Chromium (Debian: apt-get install chromium)")
}

// leftovers lists half-written files below the output folder. A virtual run
// leaves nothing else: no process, no port, no container.
func leftovers(w io.Writer, dir string, clean bool) error {
	var found []string
	for _, pattern := range []string{"*.part", filepath.Join("*", "*.part")} {
		more, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return broken(err)
		}
		found = append(found, more...)
	}
	if len(found) == 0 {
		fmt.Fprintf(w, "left by interrupted runs in %s: nothing\n", dir)
		return nil
	}
	for _, path := range found {
		if !clean {
			fmt.Fprintf(w, "left by an interrupted run: %s (doctor --clean removes it)\n", path)
			continue
		}
		if err := os.Remove(path); err != nil {
			return broken(fmt.Errorf("clean up: %w", err))
		}
		fmt.Fprintf(w, "removed %s\n", path)
	}
	return nil
}
