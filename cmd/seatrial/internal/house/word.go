package house

import (
	"bytes"
	"fmt"
	"regexp"
)

// loose matches the marks people leave for later. It is put together from
// halves, so that this file does not contain what it looks for.
var loose = regexp.MustCompile(`\b(` + "TO" + "DO|FIX" + "ME" + `)\b`)

// Words finds marks of unfinished work in any text file.
func Words(tree Tree) []Finding {
	var found []Finding
	for _, text := range tree.Texts {
		for i, line := range bytes.Split(text.Content, []byte("\n")) {
			if mark := loose.Find(line); mark != nil {
				found = append(found, Finding{Place: fmt.Sprintf("%s:%d", text.Path, i+1),
					Text: fmt.Sprintf("contains %s; do it, or open an issue", mark)})
			}
		}
	}
	return found
}
