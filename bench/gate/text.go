package gate

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// Text writes a verdict for people, in lines of what changed and why.
func (v *Verdict) Text(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", v.Sentence())
	v.rows(&b, "Counters", v.Counters)
	v.rows(&b, "Timings", v.Timings)
	for _, n := range v.Notes {
		fmt.Fprintf(&b, "Note: %s.\n", oneLine(n))
	}
	if changes := v.Accept(""); len(changes) > 0 {
		fmt.Fprintf(&b, "If %s intended: seatrial gate BASE NEW --accept \"why\", and commit the file it writes.\n", areOf(len(changes)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func areOf(n int) string {
	if n == 1 {
		return "the change of the counter is"
	}
	return "the changes of the counters are"
}

// Sentence says the outcome and which figures made it.
func (v *Verdict) Sentence() string {
	var names []string
	for _, f := range v.Findings() {
		if f.Outcome == v.Outcome {
			names = append(names, f.Name)
		}
	}
	what := strings.Join(names, ", ")
	from := fmt.Sprintf("%s against %s", short(oneLine(v.New.Tool.Revision)), short(oneLine(v.Base.Tool.Revision)))
	switch v.Outcome {
	case Regressed:
		return fmt.Sprintf("REGRESSED: %s (%s)", oneLine(what), from)
	case Inconclusive:
		if what == "" {
			what = "nothing was compared"
		}
		return fmt.Sprintf("INCONCLUSIVE: %s (%s)", oneLine(what), from)
	}
	return fmt.Sprintf("FINE: %s compared (%s)", plural(len(v.Findings()), "figure"), from)
}

func (v *Verdict) rows(b *strings.Builder, title string, findings []Finding) {
	if len(findings) == 0 {
		return
	}
	width := 0
	for _, f := range findings {
		width = max(width, len(oneLine(f.Name)))
	}
	fmt.Fprintln(b, title)
	for _, f := range findings {
		fmt.Fprintf(b, "  %-*s  %10s -> %-10s  %-12s %s\n", width, oneLine(f.Name), f.value(f.Base, v.inBase(f)), f.value(f.New, v.inNew(f)), f.Outcome, oneLine(f.why()))
	}
	fmt.Fprintln(b)
}

// why is the reason, after the change if a counter changed.
func (f Finding) why() string {
	if f.Effect != nil || f.Missing || f.Base == f.New {
		return f.Text
	}
	if f.Base == 0 {
		return fmt.Sprintf("from nothing: %s", f.Text)
	}
	return fmt.Sprintf("%+.2f %%: %s", (f.New/f.Base-1)*100, f.Text)
}

// inBase and inNew say whether a file has the figure.
func (v *Verdict) inBase(f Finding) bool {
	_, has := valuesOf(&v.Base.Counters)[f.Key]
	return has || f.Key == "" && f.Effect != nil
}

func (v *Verdict) inNew(f Finding) bool {
	_, has := valuesOf(&v.New.Counters)[f.Key]
	return has || f.Key == "" && f.Effect != nil
}

// value prints a figure in the unit people read it in.
func (f Finding) value(n float64, has bool) string {
	switch {
	case !has:
		return "-"
	case f.Unit == "ns":
		return number(n/1e6) + " ms"
	case f.Unit == "1/s":
		return rate(n) + "/s"
	}
	return number(n)
}

// number prints four digits that count, and whole numbers whole.
func number(n float64) string {
	if math.Abs(n) >= 1000 || n == math.Trunc(n) {
		return strconv.FormatFloat(n, 'f', 0, 64)
	}
	return strconv.FormatFloat(n, 'g', 4, 64)
}

// rate prints a rate in thousands or millions.
func rate(n float64) string {
	switch {
	case n >= 1e6:
		return strconv.FormatFloat(n/1e6, 'g', 4, 64) + " M"
	case n >= 1e4:
		return strconv.FormatFloat(n/1e3, 'g', 4, 64) + " k"
	}
	return number(n)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// oneLine keeps what stands in a file from becoming lines of a report.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }), " ")
}
