package scenarios

import (
	"os"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/faults/strict"
)

// blocks returns the blocks of a language in a Markdown file.
func blocks(t *testing.T, file, language string) []string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i, part := range strings.Split(string(b), "```") {
		if text, ok := strings.CutPrefix(part, language+"\n"); ok && i%2 == 1 {
			out = append(out, text)
		}
	}
	return out
}

// The example of the documentation is a scenario, and shows every key.
func TestDocumentedExample(t *testing.T) {
	examples := blocks(t, "../docs/scenarios.md", "yaml")
	if len(examples) == 0 {
		t.Fatal("docs/scenarios.md has no yaml block, want an example")
	}
	s, err := Load("docs/example.yaml", []byte(examples[0]), shippedOptions())
	if err != nil {
		t.Fatalf("Load(example) = %v, want a scenario", err)
	}
	if s.ID != "texas-loses-the-hub" {
		t.Errorf("Load(example).ID = %q, want texas-loses-the-hub", s.ID)
	}
	shown := "\n" + examples[0]
	properties, _ := strict.Schema(scenarioForm(Promises()))["properties"].(map[string]any)
	for key := range properties {
		if !strings.Contains(shown, "\n"+key+":") {
			t.Errorf("the example of docs/scenarios.md has no %s, want every key", key)
		}
	}
}

// The documentation names every key of a workload, every point and every path.
func TestDocumentedWords(t *testing.T) {
	b, err := os.ReadFile("../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	words := append(Points(), Paths()...)
	properties, _ := strict.Schema(workloadForm)["properties"].(map[string]any)
	for key := range properties {
		words = append(words, key)
	}
	for _, w := range words {
		if !strings.Contains(text, "`"+w+"`") {
			t.Errorf("docs/scenarios.md does not name `%s`, want it", w)
		}
	}
}
