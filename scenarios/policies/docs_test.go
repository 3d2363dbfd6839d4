package policies_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/scenarios/policies"
)

// The page shows the example in full, and the example decides what was agreed.
func TestDocsShowTheExample(t *testing.T) {
	docs := filepath.Join("..", "..", "docs")
	load := func(path ...string) []byte {
		b, err := os.ReadFile(filepath.Join(append([]string{docs}, path...)...))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	example, page := load("examples", "policy.yaml"), load("policy.md")
	if !bytes.Contains(page, append([]byte("```\n"), append(example, "```\n"...)...)) {
		t.Error("docs/policy.md does not show docs/examples/policy.yaml as it is, want it in full")
	}
	f, err := policies.Read("policy.yaml", example)
	if err != nil {
		t.Fatal(err)
	}
	agreed, err := policy.ParseGolden(load("examples", "policy.golden"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := policy.NewMatrix(&f.Policy, agreed.Regions)
	if err != nil {
		t.Fatal(err)
	}
	if changes := policy.Changes(agreed, m); len(changes) > 0 {
		t.Errorf("the example decides %+v otherwise than agreed in policy.golden", changes[0])
	}
	for _, s := range policy.Stores() {
		if !bytes.Contains(page, []byte(s)) {
			t.Errorf("docs/policy.md does not name the store %s", s)
		}
	}
}
