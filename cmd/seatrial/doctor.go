package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim/containers"
	"github.com/seatrial/seatrial/sim/embedded"
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
			examine(c.Context(), c.OutOrStdout())
			out := c.OutOrStdout()
			if err := halfWritten(out, dir, clean); err != nil {
				return err
			}
			for _, look := range leftovers {
				if err := look(out, clean); err != nil {
					return broken(err)
				}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&clean, "clean", false, "remove what an interrupted run left")
	c.Flags().StringVar(&dir, "out", "trial-out", "the folder to look into")
	return c
}

// browsers are what the report's own browser test looks for.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
	"headless-shell", "headless_shell"}

func examine(ctx context.Context, w io.Writer) {
	t := tool()
	fmt.Fprintf(w, "seatrial %s, %s, %d cores\n\n", t.Version, t.Go, runtime.NumCPU())
	fmt.Fprintln(w, "world       here")
	for _, name := range worldNames() {
		says := "yes, nothing to install"
		if name == (containersWorld{}).Name() {
			says = containers.Examine(ctx)
		}
		fmt.Fprintf(w, "%-11s %s\n", name, says)
	}
	fmt.Fprintln(w)
	abilities(w)
	fmt.Fprintln(w)
	for _, b := range browsers {
		if path, err := exec.LookPath(b); err == nil {
			fmt.Fprintf(w, "browser for the report's own test: %s\n", path)
			return
		}
	}
	fmt.Fprintln(w, "browser for the report's own test: none; install Chromium (Debian: apt-get install chromium)")
}

// abilities prints which world can do which fault, and below why one cannot.
func abilities(w io.Writer) {
	var notes []string
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "fault\t%s\n", strings.Join(worldNames(), "\t"))
	for _, kind := range faults.Kinds() {
		row := []string{string(kind)}
		for _, name := range worldNames() {
			ok, why := worlds[name].Supports(kind)
			if ok {
				row = append(row, "yes")
				continue
			}
			if !slices.Contains(notes, why) {
				notes = append(notes, why)
			}
			row = append(row, fmt.Sprintf("no [%d]", slices.Index(notes, why)+1))
		}
		fmt.Fprintln(t, strings.Join(row, "\t"))
	}
	t.Flush()
	for i, why := range notes {
		fmt.Fprintf(w, "[%d] %s\n", i+1, why)
	}
}

// leftovers look for what interrupted runs of a world left behind, say so, and
// remove it if told to.
var leftovers = []func(w io.Writer, clean bool) error{embedded.Leftovers, containers.Leftovers}

// halfWritten lists half-written files below the output folder. A virtual run
// leaves nothing else.
func halfWritten(w io.Writer, dir string, clean bool) error {
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
