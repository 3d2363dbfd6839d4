package gate

import (
	"fmt"
	"io"
	"strings"
)

// Markdown writes a verdict for a CI step summary: the sentence, then a table of
// all figures, the ones that did not pass first.
func (v *Verdict) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "### Performance gate: %s\n\n%s\n\n", v.Outcome, cell(v.Sentence()))
	if len(v.Findings()) > 0 {
		b.WriteString("| figure | base | new | outcome | why |\n|---|---|---|---|---|\n")
	}
	for _, wanted := range []Outcome{Regressed, Inconclusive, Accepted, Fine} {
		for _, f := range v.Findings() {
			if f.Outcome == wanted {
				fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", cell(f.Name), f.value(f.Base, v.inBase(f)), f.value(f.New, v.inNew(f)), f.Outcome, cell(f.why()))
			}
		}
	}
	for _, n := range v.Notes {
		fmt.Fprintf(&b, "\n_Note: %s._\n", cell(n))
	}
	b.WriteString("\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// cell keeps text within its cell, and as text.
func cell(s string) string {
	return strings.NewReplacer("|", "\\|", "<", "&lt;", "`", "'", "*", "\\*", "_", "\\_", "[", "\\[").Replace(oneLine(s))
}
