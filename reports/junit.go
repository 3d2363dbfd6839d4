package reports

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
)

// JUnit writes results as one JUnit file: a test suite per scenario, a test case
// per promise (never per seed), and cases for what else a run must show:
// must-reach, faults-proved, thresholds and run-completed. Violated is a
// failure, no answer is an error, and nothing is ever skipped, so a suite is
// green only if its run exits 0. Errors are those of w.
func JUnit(w io.Writer, results []*run.Result) error {
	all := junitSuites{Name: "seatrial"}
	for _, r := range results {
		all.add(suiteOf(r))
	}
	return all.write(w)
}

func (all *junitSuites) add(s junitSuite) {
	all.Tests += s.Tests
	all.Failures += s.Failures
	all.Errors += s.Errors
	all.Suites = append(all.Suites, s)
}

func (all *junitSuites) write(w io.Writer) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(all); err != nil {
		return fmt.Errorf("write junit: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Time       string          `xml:"time,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Name      string       `xml:"name,attr"`
	ClassName string       `xml:"classname,attr"`
	Failure   *junitDefect `xml:"failure"`
	Error     *junitDefect `xml:"error"`
}

type junitDefect struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",cdata"`
}

func suiteOf(r *run.Result) junitSuite {
	s := junitSuite{Name: suiteName(r), Time: strconv.FormatFloat(r.WallSeconds, 'f', 3, 64), Properties: junitProperties(r)}
	t := tallyOf(r)
	for _, f := range r.Promises {
		s.add(promiseCase(r, t, f))
	}
	if len(r.Reach) > 0 {
		s.add(reachCase(r, t))
	}
	if len(t.faults) > 0 {
		s.add(faultsCase(r, t))
	}
	if len(r.Thresholds) > 0 {
		s.add(thresholdsCase(r, t))
	}
	s.add(completedCase(r, s.Failures+s.Errors > 0))
	return s
}

// suiteName is the scenario; where it did not run in the model world, or not
// safely, the name says so, and its cases have a history of their own.
func suiteName(r *run.Result) string { return clean(r.Scenario.ID) + marks(r) }

func (s *junitSuite) add(c junitCase) {
	c.ClassName = s.Name
	s.Tests++
	if c.Failure != nil {
		s.Failures++
	}
	if c.Error != nil {
		s.Errors++
	}
	s.Cases = append(s.Cases, c)
}

func junitProperties(r *run.Result) []junitProperty {
	out := []junitProperty{{"title", clean(r.Scenario.Title)}, {"owner", clean(r.Scenario.Owner)}, {"world", clean(r.World)},
		{"seeds", strconv.Itoa(len(r.Runs))}, {"version", clean(r.Tool.Version)}, {"revision", clean(r.Tool.Revision)},
		{"repeat", repeatOf(r)}}
	for _, more := range []struct{ name, value string }{{"profile", r.Profile}, {"transport", r.Transport}, {"means", r.Means}} {
		if more.value != "" {
			out = append(out, junitProperty{more.name, clean(more.value)})
		}
	}
	if r.Factor > 0 {
		out = append(out, junitProperty{"time-divided-by", strconv.FormatInt(r.Factor, 10)})
	}
	for _, l := range r.LeftOut {
		out = append(out, junitProperty{"left-out", fmt.Sprintf("%s (%s): %s", clean(l.Name), clean(l.ID), clean(l.Why))})
	}
	if len(r.Defects) > 0 {
		out = append(out, junitProperty{"defects", clean(strings.Join(r.Defects, " "))})
	}
	return out
}

// junitText is the body of a failure or an error: what was seen, line by line,
// then the command that repeats it.
func junitText(r *run.Result, lines ...string) string {
	for i := range lines {
		lines[i] = clean(lines[i])
	}
	return "\n" + strings.Join(append(lines, "repeat: "+repeatOf(r)), "\n") + "\n"
}

func promiseCase(r *run.Result, t tally, f invariants.Finding) junitCase {
	c := junitCase{Name: clean(label(f))}
	if f.Verdict == invariants.Held {
		return c
	}
	lines := evidence(f)
	defect := &junitDefect{Message: clean(lines[0]), Type: f.Verdict.String()}
	if f.Verdict == invariants.Violated {
		times := fmt.Sprintf("%s of %s", plural(f.Breaches, "breach"), plural(f.Evaluated, "evaluation"))
		lines = append([]string{clean(f.Title), times + firstSeen(t, f)}, lines...)
		c.Failure = defect
	} else {
		c.Error = defect
	}
	defect.Text = junitText(r, lines...)
	return c
}

func reachCase(r *run.Result, t tally) junitCase {
	c := junitCase{Name: "must-reach"}
	if len(t.unreached) == 0 {
		return c
	}
	var lines []string
	for _, p := range t.unreached {
		lines = append(lines, fmt.Sprintf("%s was reached in %s seeds, wanted in %s", p.Point, share(p.Seeds, t.seeds), demand(p)))
	}
	c.Error = &junitDefect{Message: clean(lines[0]), Type: "unreached", Text: junitText(r, lines...)}
	return c
}

func faultsCase(r *run.Result, t tally) junitCase {
	c := junitCase{Name: "faults-proved"}
	var lines []string
	for _, f := range t.faults {
		if f.Proved < f.Asked {
			lines = append(lines, fmt.Sprintf("%s (%s) was proved in %s runs: %s", f.Fault.ID, f.Fault.Kind, share(f.Proved, f.Asked),
				orElse(f.Why, "no reason was recorded")))
		}
	}
	if len(lines) > 0 {
		c.Error = &junitDefect{Message: clean(lines[0]), Type: "unproved", Text: junitText(r, lines...)}
	}
	return c
}

func thresholdsCase(r *run.Result, t tally) junitCase {
	c := junitCase{Name: "thresholds"}
	if len(t.missed) == 0 {
		return c
	}
	var lines []string
	for _, m := range t.missed {
		lines = append(lines, fmt.Sprintf("%s = %s, want %s", m.Path, measured(m), m.Text))
	}
	c.Failure = &junitDefect{Message: clean(lines[0]), Type: "threshold", Text: junitText(r, lines...)}
	return c
}

// completedCase carries what no other case does, so that the file is never
// greener than the exit status.
func completedCase(r *run.Result, explained bool) junitCase {
	c := junitCase{Name: "run-completed"}
	o := outcomeOf(r)
	if o == held || explained && o != broken && o != stopped {
		return c
	}
	defect := &junitDefect{Message: clean(Sentence(r)), Type: strings.ToLower(o.String()), Text: junitText(r, append([]string{}, r.Reasons...)...)}
	if o == violated || o == slower {
		c.Failure = defect
	} else {
		c.Error = defect
	}
	return c
}
