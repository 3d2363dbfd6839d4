package explore

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/history"
)

// Folders of what a campaign keeps.
const (
	corpusFolder   = "corpus"
	failuresFolder = "failures"
)

// Store keeps a campaign in a folder: the interesting cases in corpus, from which
// the next campaign of the scenario begins, and the first case of each promise
// that broke in failures, with the revision that made it. Each is a scenario with
// fixed instants. What is there already stays.
func (r *Report) Store(dir string) error {
	if err := Prepare(dir); err != nil {
		return err
	}
	for _, e := range r.entries {
		path := filepath.Join(dir, corpusFolder, stem(e.Case)+".yaml")
		if err := os.WriteFile(path, kept(e, path), 0o644); err != nil {
			return fmt.Errorf("keep case: %w", err)
		}
	}
	for i := range r.Failures {
		f := &r.Failures[i]
		path := filepath.Join(dir, failuresFolder, fmt.Sprintf("%s-%s.yaml", stem(f.Case), strings.ToLower(f.Promise)))
		if err := os.WriteFile(path, r.filed(f, path), 0o644); err != nil {
			return fmt.Errorf("keep failure: %w", err)
		}
		f.File = path
	}
	return nil
}

// Prepare makes the folders of what a campaign keeps.
func Prepare(dir string) error {
	for _, name := range []string{corpusFolder, failuresFolder} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			return fmt.Errorf("make folder: %w", err)
		}
	}
	return nil
}

// stem names the file of a case: its scenario, and a number that only equal cases
// have.
func stem(c Case) string {
	return fmt.Sprintf("%s-%016x", c.Scenario.ID, history.Hash(fingerprint(c)))
}

// kept is the text of an interesting case.
func kept(e entry, path string) []byte {
	s := *e.Case.Clone().Scenario
	s.ID = seededID(s.ID, e.Case.Seed)
	s.Timeline = scripted(e.Case)
	return s.Encode(wrapped("New with it: "+strings.Join(e.New[:min(len(e.New), 12)], ", "), lineMax)[0],
		fmt.Sprintf("Again: seatrial run %s --seed %d", path, e.Case.Seed))
}

// filed is the text of a failure, as it was found. It is cut down by [Shrink].
func (r *Report) filed(f *Failure, path string) []byte {
	c := f.Case.Clone()
	c.Scenario.Promises = []string{f.Promise}
	first := fmt.Sprintf("# %s\n# Found at revision %s, as trial %d of seed %d.\n", f.Promise, r.Revision, f.Run, r.Seed)
	return append([]byte(first), (&Shrunk{Case: c, Outcome: f.Outcome, Promise: f.Promise}).File(path)...)
}

// scripted returns the plan as the timeline of a scenario.
func scripted(c Case) []scenarios.Step {
	var out []scenarios.Step
	for _, f := range c.Plan.Faults {
		out = append(out, scenarios.Step{Fault: f})
	}
	return out
}

// seededID puts the seed into an id, so that a file says all there is to a case.
func seededID(id string, seed uint64) string {
	tail := fmt.Sprintf("-seed-%d", seed)
	return strings.TrimRight(id[:min(len(id), idMax-len(tail))], "-") + tail
}

var seedOfID = regexp.MustCompile(`-seed-([0-9]+)$`)

// Corpus returns the cases that earlier campaigns of a scenario kept in a folder,
// in the order of their names; none if there is no such folder.
func Corpus(dir string, base *scenarios.Scenario, o scenarios.Options) ([]Case, error) {
	paths, err := filepath.Glob(filepath.Join(dir, corpusFolder, base.ID+"-????????????????.yaml"))
	if err != nil {
		return nil, err
	}
	slices.Sort(paths)
	var out []Case
	for _, path := range paths {
		c, err := stored(path, base, o)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// stored reads an interesting case.
func stored(path string, base *scenarios.Scenario, o scenarios.Options) (Case, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return Case{}, fmt.Errorf("read case: %w", err)
	}
	s, err := scenarios.Load(path, b, o)
	if err != nil {
		return Case{}, err
	}
	m := seedOfID.FindStringSubmatch(s.ID)
	if m == nil {
		return Case{}, fmt.Errorf("%s: the id %q does not end in -seed- and a number", path, s.ID)
	}
	seed, err := strconv.ParseUint(m[1], 10, 64)
	if err != nil {
		return Case{}, fmt.Errorf("%s: %w", path, err)
	}
	c := Case{Scenario: s, Seed: seed, Plan: s.Plan(seed)}
	c.Scenario.Timeline, c.Scenario.ID = nil, base.ID
	c.Plan.Scenario, c.Plan.File = base.ID, ""
	return settled(c), nil
}
