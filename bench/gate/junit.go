package gate

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// JUnit writes a verdict as one suite with a case for each figure: regressed is a
// failure, inconclusive an error (or, if warn is set, a pass with the reason as its
// output), and nothing is ever skipped. The last case, gate-completed, carries an
// outcome that no figure explains.
func (v *Verdict) JUnit(w io.Writer, warn bool) error {
	s := suite{Name: "gate " + clean(v.New.Profile.Name)}
	for _, f := range v.Findings() {
		s.add(f.Name, f.Outcome, fmt.Sprintf("%s to %s: %s", f.value(f.Base, v.inBase(f)), f.value(f.New, v.inNew(f)), f.why()), warn)
	}
	rest := Fine
	if s.Failures+s.Errors == 0 && v.Outcome != Fine {
		rest = v.Outcome
	}
	s.add("gate-completed", rest, strings.Join(append([]string{v.Sentence()}, v.Notes...), "\n"), warn)
	all := suites{Name: "seatrial gate", Tests: s.Tests, Failures: s.Failures, Errors: s.Errors, Suites: []suite{s}}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return fmt.Errorf("write junit: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type suites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Suites   []suite  `xml:"testsuite"`
}

type suite struct {
	Name     string     `xml:"name,attr"`
	Tests    int        `xml:"tests,attr"`
	Failures int        `xml:"failures,attr"`
	Errors   int        `xml:"errors,attr"`
	Skipped  int        `xml:"skipped,attr"`
	Cases    []testCase `xml:"testcase"`
}

type testCase struct {
	Name      string  `xml:"name,attr"`
	ClassName string  `xml:"classname,attr"`
	Failure   *defect `xml:"failure"`
	Error     *defect `xml:"error"`
	Output    string  `xml:"system-out,omitempty"`
}

type defect struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
}

func (s *suite) add(name string, o Outcome, text string, warn bool) {
	c := testCase{Name: clean(name), ClassName: s.Name}
	d := &defect{Message: clean(text), Type: string(o)}
	switch {
	case o == Regressed:
		c.Failure = d
		s.Failures++
	case o == Inconclusive && !warn:
		c.Error = d
		s.Errors++
	default:
		c.Output = clean(text)
	}
	s.Tests++
	s.Cases = append(s.Cases, c)
}

// clean leaves out what XML cannot carry.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}
