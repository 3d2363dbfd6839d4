package house

import (
	"bytes"
	"go/format"
	"path"
)

// Format finds Go files that are not as gofmt writes them. One that does not parse
// is no finding of this rule.
func Format(tree Tree) []Finding {
	var found []Finding
	for _, text := range tree.Texts {
		if path.Ext(text.Path) != ".go" {
			continue
		}
		if want, err := format.Source(text.Content); err == nil && !bytes.Equal(want, text.Content) {
			found = append(found, Finding{Place: text.Path, Text: "is not formatted; run gofmt -w on it"})
		}
	}
	return found
}
