package scenarios

import (
	"os"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/invariants"
)

// Schema is what the key schema of a scenario file says.
const Schema = "seatrial/scenario/v1"

// Limits of a scenario.
const (
	CommandsMax = 20_000  // commands of one run
	SampleMax   = 1 << 20 // bytes of a document
)

// Options is what loading needs from outside. The zero value reads documents
// from disk, knows no samples, and accepts the promises of this version.
type Options struct {
	// Sample returns a document that ships with the harness, by name.
	Sample func(name string) ([]byte, bool)
	// Read returns a document's file; the path is the scenario's folder joined
	// with what the scenario says. Nil reads the disk.
	Read func(path string) ([]byte, error)
	// Promises lists the ids that a scenario may ask for. Nil is [Promises].
	Promises []string
}

// Load returns the scenario of a file. The path is used in errors and as the
// folder of its documents. The error lists every mistake with line, column and
// what to write instead ([strict.Problems]); nothing was started.
func Load(path string, b []byte, o Options) (*Scenario, error) {
	if o.Read == nil {
		o.Read = os.ReadFile
	}
	if o.Promises == nil {
		o.Promises = Promises()
	}
	file := blank(path, o)
	if err := strict.Read(path, b, scenarioForm(o.Promises), file); err != nil {
		return nil, err
	}
	s := file.Scenario
	s.Source = append([]byte(nil), b...)
	return &s, nil
}

// Promises lists the ids of the promises that this version can judge.
func Promises() []string {
	all := invariants.All()
	out := make([]string, len(all))
	for i, p := range all {
		out[i] = p.ID
	}
	return out
}
