package reports

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/seatrial/seatrial/scenarios/run"
)

// AppendAgreement appends the comparison of two worlds to a Markdown file, if
// there is room below [MarkdownMax].
func AppendAgreement(path string, c *run.Comparison) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("append agreement: %w", err)
	}
	stat, err := f.Stat()
	if text := markdownAgreement(c); err == nil && int(stat.Size())+len(text) <= MarkdownMax {
		_, err = f.Write(text)
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("append agreement to %s: %w", path, err)
	}
	return nil
}

func markdownAgreement(c *run.Comparison) []byte {
	var b bytes.Buffer
	word := "agreed"
	if !c.Agree {
		word = "**" + agreementWord(c) + "**"
	}
	fmt.Fprintf(&b, "\n### Agreement of worlds\n\n%s: %s\n\n", word, cellText(agreementFinding(c)))
	for i := range c.Scenarios {
		for _, why := range c.Scenarios[i].Reasons {
			fmt.Fprintf(&b, "- %s\n", cellText(inScenario(c, i)+why))
		}
	}
	b.WriteString("\n")
	var rows [][]string
	for i := range c.Scenarios {
		s := &c.Scenarios[i]
		agree := "yes"
		if !s.Agree {
			agree = "**NO**"
		}
		rows = append(rows, []string{cellText(s.Scenario), markdownVerdict(s.Verdict(0)), markdownVerdict(s.Verdict(1)), agree,
			recovered(s.Recovered(0)), recovered(s.Recovered(1))})
	}
	markdownTable(&b, []string{"scenario", cellText(c.Worlds[0]), cellText(c.Worlds[1]), "agree", ">recovered " + cellText(c.Worlds[0]),
		">recovered " + cellText(c.Worlds[1])}, rows)
	var left []string
	for _, l := range c.LeftOut {
		left = append(left, fmt.Sprintf("- left out: %s: world %s cannot do %s\n", cellText(l.Scenario), cellText(l.World), cellText(l.Why)))
	}
	b.WriteString(strings.Join(left, ""))
	return b.Bytes()
}
