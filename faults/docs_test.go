package faults

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the tables of docs/faults.md anew")

const docsFile = "../docs/faults.md"

// tables are the generated parts of the documentation.
func tables() string {
	var b strings.Builder
	b.WriteString("| fault | what goes wrong | needs | may have | lever of the target | proved when |\n|---|---|---|---|---|---|\n")
	for _, s := range specs {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", s.Kind, s.Title, code(s.Needs), code(s.May), s.Lever, s.Proof)
	}
	b.WriteString("\n| word | what it says | example |\n|---|---|---|\n")
	for _, w := range words {
		fmt.Fprintf(&b, "| `%s` | %s | `%s` |\n", w.Name, w.Doc, strings.TrimPrefix(w.Fix, "add "))
	}
	b.WriteString("\nOne of each, as it stands in a timeline:\n\n```yaml\n")
	for _, s := range specs {
		b.WriteString("- " + s.Example + "\n")
	}
	b.WriteString("```\n")
	return b.String()
}

func code(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "`" + strings.Join(names, "`, `") + "`"
}

// The tables of the documentation are those of the registry.
func TestDocumentedFaults(t *testing.T) {
	const begin, end = "<!-- the registry: begin -->\n", "<!-- the registry: end -->\n"
	b, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(b), begin)
	shown, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the registry, want %q and %q", docsFile, begin, end)
	}
	if *update {
		shown = tables()
		if err := os.WriteFile(docsFile, []byte(head+begin+shown+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if shown != tables() {
		t.Errorf("%s does not show the registry: write it anew with\ngo test ./faults -run TestDocumentedFaults -update", docsFile)
	}
}
