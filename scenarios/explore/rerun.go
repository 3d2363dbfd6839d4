package explore

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/scenarios"
)

// Again is a failure of the base that was run again.
type Again struct {
	File    string `json:"file"`
	Promise string `json:"promise"` // "I-05", or [Rest]
	Seed    uint64 `json:"seed"`
	Found   string `json:"found"`  // what the file says of when it was found
	Broken  bool   `json:"broken"` // still
	Text    string `json:"text"`   // the first breach
	Why     string `json:"why"`    // why it says nothing; "" = it does
}

// Rerun runs every failure that campaigns kept in a folder again, in the order of
// their names. Without any there is an error.
func Rerun(ctx context.Context, r Runner, dir string, o scenarios.Options) ([]Again, error) {
	paths, err := filepath.Glob(filepath.Join(dir, failuresFolder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no failures in %s: explore --out keeps them there", filepath.Join(dir, failuresFolder))
	}
	slices.Sort(paths)
	var out []Again
	for _, path := range paths {
		a, c, err := recall(path, o)
		if err != nil {
			return out, err
		}
		if ctx.Err() != nil {
			return out, nil
		}
		if err := a.run(ctx, r, c); err != nil {
			return out, err
		}
		out = append(out, a)
	}
	return out, nil
}

// recall reads a failure.
func recall(path string, o scenarios.Options) (Again, Case, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return Again{}, Case{}, fmt.Errorf("read failure: %w", err)
	}
	c, err := ReadRepro(path, b, o)
	if err != nil {
		return Again{}, Case{}, err
	}
	a := Again{File: path, Promise: c.Scenario.Repro.Promise, Seed: c.Seed}
	lines := bufio.NewScanner(bytes.NewReader(b))
	for lines.Scan() {
		if text, ok := strings.CutPrefix(lines.Text(), "# Found"); ok {
			a.Found = "found" + text
		}
	}
	return a, c, nil
}

func (a *Again) run(ctx context.Context, r Runner, c Case) error {
	out, err := r(ctx, c)
	if err != nil {
		return fmt.Errorf("run %s again: %w", a.File, err)
	}
	for _, f := range Blamed(c, &out) {
		if f.ID == a.Promise {
			a.Broken = true
			if f.First != nil {
				a.Text = f.First.Text
			}
		}
	}
	if !a.Broken && (a.Promise != Rest || !restless(&out)) {
		a.Why = out.Why
	}
	return nil
}
