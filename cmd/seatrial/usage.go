package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// exactly demands n arguments; want says in words which, and where to find them.
func exactly(n int, want string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return invalid(fmt.Errorf("%s wants %s; got %d arguments", c.Name(), want, len(args)))
	}
}

// group refuses a command that does not exist and suggests the nearest; it is
// for commands that have commands of their own.
func group(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("no command %q; `%s --help` lists them", args[0], c.CommandPath())
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		text += "; did you mean " + near[0] + "?"
	}
	return invalid(errors.New(text))
}

// flagError says which flags there are, and leaves out how Go parses numbers.
func flagError(c *cobra.Command, err error) error {
	text := err.Error()
	if i := strings.Index(text, ": strconv."); i >= 0 {
		text = text[:i] + ": want a whole number that is not negative"
	}
	return invalid(fmt.Errorf("%s; `%s --help` lists the flags", text, c.CommandPath()))
}

// checkOutputs refuses, before anything starts, reports that could not be written
// in the end.
func (f *runFlags) checkOutputs() error {
	if !slices.Contains([]string{"auto", "always", "never"}, f.colour) {
		return invalid(fmt.Errorf("--color %q: want auto, always or never", f.colour))
	}
	for _, file := range []struct{ flag, path string }{{"json", f.json}, {"junit", f.junit}, {"markdown", f.markdown}} {
		if err := writable(file.path); err != nil {
			return invalid(fmt.Errorf("--%s %s: %w", file.flag, file.path, err))
		}
	}
	if f.out == "" {
		return nil
	}
	if err := os.MkdirAll(f.out, 0o755); err != nil {
		return invalid(fmt.Errorf("--out %s: make folder: %w", f.out, err))
	}
	return nil
}

// writable reports why a file cannot be written at a path; none and stdout can.
func writable(path string) error {
	if path == "" || path == "-" {
		return nil
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return errors.New("is a folder; give the name of a file")
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return fmt.Errorf("there is no folder %s; make it first", filepath.Dir(path))
	}
	return nil
}
