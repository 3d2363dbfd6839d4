package reports

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/seatrial/seatrial/scenarios/run"
)

// AppendAgreement appends the comparison of worlds to a Markdown file, if
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
	head := []string{"scenario"}
	for _, world := range c.Worlds {
		head = append(head, cellText(world))
	}
	head = append(head, "agree")
	for _, world := range c.Worlds {
		head = append(head, ">recovered "+cellText(world))
	}
	for i := range c.Scenarios {
		rows = append(rows, markdownAgreed(&c.Scenarios[i], len(c.Worlds)))
	}
	markdownTable(&b, head, rows)
	var left []string
	for _, l := range c.LeftOut {
		left = append(left, fmt.Sprintf("- left out: %s: world %s cannot do %s\n", cellText(l.Scenario), cellText(l.World), cellText(l.Why)))
	}
	b.WriteString(strings.Join(left, ""))
	return b.Bytes()
}

// markdownAgreed is the row of one scenario.
func markdownAgreed(s *run.Agreement, worlds int) []string {
	row := []string{cellText(s.Scenario)}
	for world := range worlds {
		row = append(row, markdownVerdict(s.Verdict(world)))
	}
	agree := "yes"
	if !s.Agree {
		agree = "**NO**"
	}
	row = append(row, agree)
	for world := range worlds {
		row = append(row, recovered(s.Recovered(world)))
	}
	return row
}
