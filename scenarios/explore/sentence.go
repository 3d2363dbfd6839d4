package explore

import (
	"strings"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
)

// Sentence says in one plain sentence what happened when a case broke a promise:
// what had gone wrong by then, and what the promise's first breach shows. "After
// the power of Virginia failed for 3 s, line 1 of order 17 of Virginia was shipped
// twice."
func Sentence(c Case, out Outcome, promise string) string {
	found := finding(out, promise)
	places := atlasOf(c.Scenario.Topology)
	what := "the promise " + promise + " was broken"
	at := int64(-1)
	if found != nil && found.First != nil {
		what = said(places.mark(found.First.Text))
		if found.First.Seq != 0 {
			at = found.First.At
		}
	} else if found != nil {
		what = "the promise of " + strings.ReplaceAll(found.Name, "-", " ") + " was broken"
	}
	c = places.markFaults(c)
	text := places.unmark(circumstances(c, out, at) + ", " + again(c.Plan.Faults, what) + ".")
	return strings.ToUpper(text[:1]) + text[1:]
}

// again says it of a machine that the only fault was about.
func again(list []faults.Fault, what string) string {
	if len(list) != 1 || list[0].Target == "" || list[0].Kind != faults.Kill && list[0].Kind != faults.Pause {
		return what
	}
	if rest, ok := strings.CutPrefix(what, named(list[0].Target)+" "); ok {
		return "it " + rest
	}
	return what
}

// finding returns what was found about a promise, or nil.
func finding(out Outcome, promise string) *invariants.Finding {
	for i := range out.Broken {
		if out.Broken[i].ID == promise {
			return &out.Broken[i]
		}
	}
	return nil
}

// circumstances says what had gone wrong until an instant, or until the end (-1).
// A fault that came later explains nothing, and is named only if there is no
// other.
func circumstances(c Case, out Outcome, at int64) string {
	list := c.Plan.Faults
	if at >= 0 {
		var before []faults.Fault
		for _, f := range list {
			if int64(f.At) <= at {
				before = append(before, f)
			}
		}
		if len(before) > 0 {
			list = before
		}
	}
	if len(list) == 0 {
		return undisturbed(c, out)
	}
	over := true
	for _, f := range list {
		over = over && (at < 0 || int64(f.Ends()) <= at)
	}
	clauses := make([]string, len(list))
	for i, f := range list {
		clauses[i] = clause(f, over)
	}
	if over {
		return "after " + enumerate(clauses)
	}
	return "while " + enumerate(clauses)
}

// undisturbed says what was out of the ordinary although no fault was injected.
func undisturbed(c Case, out Outcome) string {
	switch {
	case c.Scenario.Workload.CarrierHalf > 0:
		return "with a carrier that may do what it is asked and not answer"
	case out.Reached["command-repeated"] > 0:
		return "with a command that came twice"
	case len(c.Scenario.Workload.Documents) > 0:
		return "with orders that came as files"
	}
	return "without any fault"
}

// enumerate joins what belongs together: a, b and c.
func enumerate(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
