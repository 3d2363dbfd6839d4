package history_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// TestDocsShowTheExample holds the page to the file it shows, and the files to
// the format and its schema. What they are judged to be is tested with the
// command.
func TestDocsShowTheExample(t *testing.T) {
	docs := filepath.Join("..", "..", "docs")
	example := load(t, filepath.Join(docs, "examples", "double-effect.jsonl"))
	once := load(t, filepath.Join(docs, "examples", "once.jsonl"))
	page := load(t, filepath.Join(docs, "history.md"))
	if !bytes.Contains(page, append([]byte("```\n"), append(example, "```\n"...)...)) {
		t.Error("docs/history.md does not show docs/examples/double-effect.jsonl as it is, want it in full")
	}
	lines := bytes.SplitAfter(example, []byte("\n"))
	if want := append(bytes.Join(lines[:15], nil), bytes.Join(lines[16:], nil)...); !bytes.Equal(once, want) {
		t.Error("docs/examples/once.jsonl differs from double-effect.jsonl without line 16, want them equal")
	}
	s := compiled(t)
	for i, line := range bytes.Split(bytes.TrimSpace(example), []byte("\n")) {
		if err := s.Validate(instance(t, string(line))); err != nil {
			t.Errorf("schema of line %d = %v, want accepted", i+1, err)
		}
	}
	for name, data := range map[string][]byte{"double-effect": example, "once": once} {
		if _, records, err := read(bytes.NewReader(data)); err != nil || records[len(records)-1].Kind != history.KindEnd {
			t.Errorf("read(%s) = %d records, %v, want a complete history", name, len(records), err)
		}
	}
}

func load(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
