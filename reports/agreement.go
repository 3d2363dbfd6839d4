package reports

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
)

// Agreement writes the comparison of worlds for a terminal: whether they
// agree, each disagreement in a sentence, then the figures side by side. Several
// scenarios make a table with a row each. Errors are those of w.
func Agreement(w io.Writer, c *run.Comparison, style Style) error {
	out := bufio.NewWriter(w)
	word, good := agreementWord(c), toneOpen
	if c.Agree {
		good = toneGood
	}
	lines := wrap(plain(word+": "+agreementFinding(c)), pageWidth)
	lines[0] = style.paint(word, good) + strings.TrimPrefix(lines[0], word)
	fmt.Fprintf(out, "\n%s\n", strings.Join(lines, "\n"))
	for i := range c.Scenarios {
		for _, why := range c.Scenarios[i].Reasons {
			paragraph(out, "- "+inScenario(c, i)+why, "  ")
		}
	}
	fmt.Fprintln(out)
	switch len(c.Scenarios) {
	case 0:
	case 1:
		agreementDetail(out, c, style)
	default:
		agreementTable(out, c, style)
	}
	for _, l := range c.LeftOut {
		paragraph(out, fmt.Sprintf("left out: %s: world %s cannot do %s", l.Scenario, l.World, l.Why), "  ")
	}
	return out.Flush()
}

func agreementWord(c *run.Comparison) string {
	switch {
	case c.Agree:
		return "AGREED"
	case len(c.Scenarios) == 0:
		return "NOT COMPARED"
	}
	return "DISAGREED"
}

// agreementFinding is the sentence after the word.
func agreementFinding(c *run.Comparison) string {
	agreed, compared := 0, 0
	for _, s := range c.Scenarios {
		if s.Agree {
			agreed++
		}
		for _, p := range s.Promises {
			if p.Compared {
				compared++
			}
		}
	}
	both := listed(c.Worlds)
	if len(c.Scenarios) == 0 {
		return "no scenario came to its end in " + both + "."
	}
	if len(c.Scenarios) == 1 {
		return fmt.Sprintf("%s, %s compared that %s not about timing.", both, plural(compared, "promise"), isAre(compared))
	}
	return fmt.Sprintf("%s in %s, %s compared that %s not about timing.", both, share(agreed, len(c.Scenarios))+" scenarios",
		plural(compared, "promise"), isAre(compared))
}

// listed names worlds as a sentence does.
func listed(worlds []string) string {
	if len(worlds) < 2 {
		return strings.Join(worlds, "")
	}
	last := len(worlds) - 1
	return strings.Join(worlds[:last], ", ") + " and " + worlds[last]
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func inScenario(c *run.Comparison, i int) string {
	if len(c.Scenarios) == 1 {
		return ""
	}
	return c.Scenarios[i].Scenario + ": "
}

// agreementDetail shows one scenario: promises, faults, latency.
func agreementDetail(w io.Writer, c *run.Comparison, style Style) {
	s := &c.Scenarios[0]
	names := upper(c.Worlds)
	g := newGrid(slices.Concat([]string{"PROMISE", ""}, names, []string{""})...)
	for _, p := range s.Promises {
		row := []cell{{text: p.ID}, {text: p.Name}}
		for _, v := range p.Verdicts {
			row = append(row, wordCell(v))
		}
		g.row(append(row, remark(p))...)
	}
	g.write(w, style)
	if len(s.Faults) > 0 {
		fmt.Fprintln(w)
		agreementFaults(w, s.Faults, names, style)
	}
	if len(s.Latency) > 0 {
		fmt.Fprintln(w)
		agreementLatency(w, s.Latency, names, style)
	}
}

// agreementFaults shows what became of each fault in each world.
func agreementFaults(w io.Writer, faults []run.FaultAgreement, names []string, style Style) {
	g := newGrid(slices.Concat([]string{"FAULT", "KIND"}, columns("PROVED", names), columns("RECOVERED", names))...)
	for _, f := range faults {
		row := []cell{{text: f.ID}, {text: f.Kind}}
		for _, world := range f.Worlds {
			row = append(row, cell{text: share(world.Proved, world.Asked)})
		}
		for _, world := range f.Worlds {
			row = append(row, cell{text: recovered(world.Recovered)})
		}
		g.row(row...)
	}
	g.write(w, style)
}

// agreementLatency shows each path in each world.
func agreementLatency(w io.Writer, latency []run.LatencyAgreement, names []string, style Style) {
	g := newGrid(slices.Concat([]string{"LATENCY"}, columns("P50", names), []string{">RATIO"}, columns("P99", names), []string{">RATIO"})...)
	for _, l := range latency {
		row := []cell{{text: l.Path}}
		for _, world := range l.Worlds {
			row = append(row, cell{text: micros(world.P50)})
		}
		row = append(row, cell{text: times(l.P50)})
		for _, world := range l.Worlds {
			row = append(row, cell{text: micros(world.P99)})
		}
		g.row(append(row, cell{text: times(l.P99)})...)
	}
	g.write(w, style)
}

func upper(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = strings.ToUpper(name)
	}
	return out
}

// columns heads one column for each world, the first with what they show.
func columns(what string, names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = ">" + name
	}
	out[0] = ">" + what + " " + names[0]
	return out
}

func times(ratio float64) string {
	if ratio == 0 {
		return "-"
	}
	return three(ratio)
}

func wordCell(verdict string) cell {
	switch verdict {
	case "violated":
		return cell{"VIOLATED", toneBad}
	case "unknown":
		return cell{"UNKNOWN", toneOpen}
	}
	return cell{text: strings.ReplaceAll(verdict, "-", " ")}
}

// remark says what a row means for the agreement.
func remark(p run.PromiseAgreement) cell {
	switch {
	case !p.Compared:
		return cell{text: "not compared: " + notCompared(p)}
	case !p.Agree:
		return cell{"DIFFERS", toneOpen}
	}
	return cell{}
}

func notCompared(p run.PromiseAgreement) string {
	for _, v := range p.Verdicts {
		if v == "left-out" {
			return "left out"
		}
	}
	return "about timing"
}

// agreementTable shows many scenarios, a row each.
func agreementTable(w io.Writer, c *run.Comparison, style Style) {
	names := upper(c.Worlds)
	g := newGrid(slices.Concat([]string{"SCENARIO"}, names, []string{"AGREE"}, columns("RECOVERED", names))...)
	for i := range c.Scenarios {
		s := &c.Scenarios[i]
		row := []cell{{text: s.Scenario}}
		for world := range names {
			row = append(row, verdictWord(s.Verdict(world)))
		}
		agree := cell{text: "yes"}
		if !s.Agree {
			agree = cell{"NO", toneOpen}
		}
		row = append(row, agree)
		for world := range names {
			row = append(row, cell{text: recovered(s.Recovered(world))})
		}
		g.row(row...)
	}
	g.write(w, style)
}

func verdictWord(v invariants.Verdict) cell { return wordCell(v.String()) }

// agreementDocument is the JSON of a comparison.
type agreementDocument struct {
	Schema    string          `json:"schema"`
	Results   []run.Result    `json:"results"`
	Agreement *run.Comparison `json:"agreement"`
}

// AgreementJSON writes the results of all worlds, each as [JSON] writes it, and
// their comparison. Its JSON Schema is docs/schema/agreement.schema.json.
func AgreementJSON(w io.Writer, results []*run.Result, c *run.Comparison) error {
	doc := agreementDocument{Schema: run.AgreementSchema, Results: []run.Result{}, Agreement: c}
	for _, r := range results {
		doc.Results = append(doc.Results, complete(r))
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("write agreement: %w", err)
	}
	return nil
}

// AgreementJUnit writes results as [JUnit] does, and a suite in which each
// scenario is a case: worlds that disagree are an error, for nobody knows yet
// which of them is right.
func AgreementJUnit(w io.Writer, results []*run.Result, c *run.Comparison) error {
	all := junitSuites{Name: "seatrial"}
	for _, r := range results {
		all.add(suiteOf(r))
	}
	s := junitSuite{Name: "agreement", Time: "0.000", Properties: []junitProperty{{"worlds", clean(strings.Join(c.Worlds, " "))}}}
	for _, l := range c.LeftOut {
		s.Properties = append(s.Properties, junitProperty{"left-out", clean(fmt.Sprintf("%s: world %s cannot do %s", l.Scenario, l.World, l.Why))})
	}
	for _, one := range c.Scenarios {
		x := junitCase{Name: clean(one.Scenario)}
		if !one.Agree {
			why := orElse(strings.Join(one.Reasons, "\n"), "no reason was recorded")
			x.Error = &junitDefect{Message: clean(one.Reasons[0]), Type: "disagreement", Text: "\n" + plainLines(why) + "\n"}
		}
		s.add(x)
	}
	all.add(s)
	return all.write(w)
}

func plainLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = clean(lines[i])
	}
	return strings.Join(lines, "\n")
}
