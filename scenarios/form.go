package scenarios

import (
	"fmt"
	"regexp"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/scenarios/requirement"
	"github.com/seatrial/seatrial/sim/history"
)

// scenarioForm describes a scenario file. The promises are the ids that it may
// ask for.
func scenarioForm(promises []string) strict.Form[file] {
	keys := append(aboutKeys(), trialKeys()...)
	keys = append(keys, verdictKeys(promises)...)
	return strict.Object("a scenario", append(keys, reproKey(promises)), func(m strict.Mapping, f *file) { f.finish(m) })
}

// aboutKeys say what the scenario is and whose.
func aboutKeys() []strict.Key[file] {
	return []strict.Key[file]{
		strict.At("schema", "format of the file", strict.Choice[string]("schema", []string{Schema}),
			func(f *file) *string { return &f.schema }).Needed(),
		strict.At("id", "name of the scenario: lower case letters, digits, dashes", name,
			func(f *file) *string { return &f.ID }).Needed(),
		strict.At("title", "the trial in one line", strict.Text,
			func(f *file) *string { return &f.Title }).Needed(),
		strict.At("owner", "the team or role that keeps it and answers for it", strict.Text,
			func(f *file) *string { return &f.Owner }).Needed(),
		strict.At("family", "family of trials, F1 to F16", strict.Choice[string]("family", families()),
			func(f *file) *string { return &f.Family }).Needed(),
		strict.At("tags", "words to choose scenarios by", strict.List(name),
			func(f *file) *[]string { return &f.Tags }),
		strict.At("covers", "requirement rows that it shows, R001 to R136", strict.List(row),
			func(f *file) *[]string { return &f.Covers }).Needed(),
		strict.At("hypothesis", "what is expected, in a sentence a manager understands", strict.Text,
			func(f *file) *string { return &f.Hypothesis }).Needed(),
	}
}

// trialKeys say what is run.
func trialKeys() []strict.Key[file] {
	return []strict.Key[file]{
		strict.At("topology", "where things are; three US regions and a hub if left out", topologyForm,
			func(f *file) *topologyFile { return &f.topology }),
		strict.At("workload", "the load that the outside world offers", workloadForm,
			func(f *file) *workloadFile { return &f.workload }),
		strict.At("policies", "policies that are published; the default one, as the run starts, if left out", strict.List(publicationForm),
			func(f *file) *[]publicationFile { return &f.publications }),
		strict.At("monitor", "what is measured in every region, and what somebody is woken for; nothing if left out", monitorForm,
			func(f *file) **history.Watch { return &f.Monitor }),
		strict.At("reconcile", "every region keeps a copy of its rows, which is compared with their owner; it keeps none if left out", reconcileForm,
			func(f *file) **history.Reconcile { return &f.Reconcile }),
		strict.At("failover", "who takes the commands of a region that cannot: the region after it in the list stands by; nobody if left out", failoverForm,
			func(f *file) **Failover { return &f.Failover }),
		strict.At("stages", "every region degrades by stages, and comes back; it has none if left out", stagesForm,
			func(f *file) **history.Stages { return &f.Stages }),
		strict.At("owners", "who answers for what, where it is not as usual", strict.List(ownerForm),
			func(f *file) *[]ownerFile { return &f.owners }),
		strict.At("baseline", "no fault begins before; 5s if left out", strict.Duration,
			func(f *file) *time.Duration { return &f.Baseline }),
		strict.At("steady_state", "what must be true when the baseline ends, or no fault is injected", steadyForm,
			func(f *file) *SteadyState { return &f.SteadyState }),
		strict.At("timeline", "what goes wrong, when and for how long", strict.List(stepForm),
			func(f *file) *[]stepFile { return &f.steps }).Needed(),
		strict.At("drain", "how long things may take to come to rest, at most; 1m if left out", strict.Duration,
			func(f *file) *time.Duration { return &f.Drain }),
		strict.At("live", "how the scenario is shrunk for worlds in real time", liveForm,
			func(f *file) *Live { return &f.Live }),
	}
}

// verdictKeys say what is judged.
func verdictKeys(promises []string) []strict.Key[file] {
	return []strict.Key[file]{
		strict.At("promises", "ids to be answered, each alone or with its bounds", strict.List(promiseForm(promises)),
			func(f *file) *[]promiseFile { return &f.promises }).Needed(),
		strict.At("bounds", "limits that promises are judged by", strict.Object("the bounds", boundKeys(), nil),
			func(f *file) *Bounds { return &f.Bounds }),
		strict.At("thresholds", "limits on measured paths, such as order_commit: [\"p(99)<50ms\"]", thresholdsForm,
			func(f *file) *[]Threshold { return &f.Thresholds }),
		strict.At("must_reach", "points that must be reached, by every seed or by the set", strict.List(reachForm),
			func(f *file) *[]Reach { return &f.Reach }),
		strict.At("stop", "counters that end the run early, such as \"backlog > 5000\"", strict.List(stopForm),
			func(f *file) *[]Stop { return &f.Stop }),
	}
}

// pattern is a text that looks in a certain way.
func pattern(what, expression string) strict.Form[string] {
	form := regexp.MustCompile(expression)
	return strict.Scalar(what, map[string]any{"type": "string", "pattern": expression},
		func(s string) (string, bool) { return s, form.MatchString(s) })
}

// name is how scenarios, tags and points are named.
var name = pattern("a name of lower case letters, digits and dashes such as tx-dc", `^[a-z0-9][a-z0-9-]{0,59}$`)

// row is a row of the requirement catalogue.
var row = strict.Choice[string]("requirement row", rows())

func rows() []string {
	all := requirement.All()
	out := make([]string, len(all))
	for i, r := range all {
		out[i] = r.ID
	}
	return out
}

// families lists the families of trials.
func families() []string {
	out := make([]string, 16)
	for i := range out {
		out[i] = fmt.Sprintf("F%d", i+1)
	}
	return out
}

var steadyForm = strict.Object("the steady state", []strict.Key[SteadyState]{
	strict.At("answered", "share of commands answered ok, at least", strict.Share,
		func(s *SteadyState) *uint32 { return &s.AnsweredMin }),
	strict.At("commands", "commands answered, at least; 0 only where the workload names the commands that arrive", strict.Whole[int64](0, CommandsMax),
		func(s *SteadyState) *int64 { return &s.CommandsMin }),
}, nil)

var liveForm = strict.Object("the live profile", []strict.Key[Live]{
	strict.At("factor", "holds, timers and cadences are divided by it, round trips are not", strict.Whole[int64](1, 1000),
		func(l *Live) *int64 { return &l.Factor }).Needed(),
	strict.At("commands", "commands at most; 2000 if left out", strict.Whole[int64](1, CommandsMax),
		func(l *Live) *int64 { return &l.Commands }),
	strict.At("thresholds", "limits in real time, in place of those above; left out = the same", thresholdsForm,
		func(l *Live) *[]Threshold { return &l.Thresholds }),
}, nil)
