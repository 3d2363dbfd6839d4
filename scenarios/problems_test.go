package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
)

// sections of a small sound scenario, in order. A test writes the sections it is
// about; they come first, so that its line numbers are those of the file.
var sections = []struct{ key, text string }{
	{"schema", "schema: seatrial/scenario/v1"},
	{"id", "id: small"},
	{"title", "title: A small trial"},
	{"owner", "owner: integration-platform"},
	{"family", "family: F1"},
	{"covers", "covers: [R013]"},
	{"hypothesis", "hypothesis: Nothing happens twice."},
	{"timeline", "timeline:\n  - {id: twice, fault: duplicate, region: tx, chance: 30%, at: 10s, hold: 30s}"},
	{"promises", "promises: [I-05]"},
}

// around completes what a test writes to a whole scenario.
func around(text string) string {
	for _, s := range sections {
		if !strings.HasPrefix(text, s.key+":") && !strings.Contains(text, "\n"+s.key+":") {
			text += "\n" + s.text
		}
	}
	return text + "\n"
}

// testOptions know one sample and one file.
func testOptions() Options {
	return Options{
		Sample: func(name string) ([]byte, bool) { return []byte("ISA*"), name == "clean-850" },
		Read: func(path string) ([]byte, error) {
			if filepath.ToSlash(path) == "dir/orders.edi" {
				return []byte("ISA*"), nil
			}
			return nil, os.ErrNotExist
		},
	}
}

// TestProblems compares what is said about a bad scenario with testdata; "go
// test -rewrite" writes it anew.
func TestProblems(t *testing.T) {
	datadriven.Walk(t, "testdata/problems", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			text := d.Input
			if d.Cmd == "load" {
				text = around(text)
			}
			s, err := Load("dir/s.yaml", []byte(text), testOptions())
			if err != nil {
				return err.Error() + "\n"
			}
			return fmt.Sprintf("loaded: %d faults, %d commands, promises %v\n", len(s.Timeline), s.Commands(), s.Promises)
		})
	})
}

func TestAroundIsSound(t *testing.T) {
	if _, err := Load("dir/s.yaml", []byte(around("")), testOptions()); err != nil {
		t.Errorf("Load(%s) = %v, want nil", around(""), err)
	}
}
