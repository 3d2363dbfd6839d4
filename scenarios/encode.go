package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/topology"
)

// Encode returns the scenario as a YAML file that [Load] reads back, with the
// comment, line by line, above it. What has its default is left out. A document
// is named as it was; its bytes are not part of the file.
func (s *Scenario) Encode(comment ...string) []byte {
	w := &writer{}
	for _, line := range comment {
		w.line(0, "# %s", line)
	}
	s.encodeAbout(w)
	encodeTopology(w, s.Topology)
	encodeWorkload(w, s.Workload)
	s.encodePolicies(w)
	s.encodeMonitor(w)
	s.encodeReconcile(w)
	s.encodeFailover(w)
	s.encodeStages(w)
	s.encodeTrial(w)
	s.encodeVerdict(w)
	return w.Bytes()
}

// writer collects the lines of a file.
type writer struct{ bytes.Buffer }

func (w *writer) line(depth int, format string, args ...any) {
	w.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(w, format+"\n", args...)
}

func (s *Scenario) encodeAbout(w *writer) {
	w.line(0, "schema: %s", Schema)
	w.line(0, "id: %s", s.ID)
	w.line(0, "title: %s", scalar(s.Title))
	w.line(0, "owner: %s", scalar(s.Owner))
	w.line(0, "family: %s", s.Family)
	if len(s.Tags) > 0 {
		w.line(0, "tags: %s", flow(s.Tags))
	}
	w.line(0, "covers: %s", flow(s.Covers))
	w.line(0, "hypothesis: %s", scalar(s.Hypothesis))
}

// encodeTrial writes what is run.
func (s *Scenario) encodeTrial(w *writer) {
	plain := blank("", Options{})
	if s.Baseline != plain.Baseline {
		w.line(0, "baseline: %s", span(s.Baseline))
	}
	if s.SteadyState != plain.SteadyState {
		w.line(0, "steady_state: {answered: %s, commands: %d}", strict.FormatShare(s.SteadyState.AnsweredMin), s.SteadyState.CommandsMin)
	}
	if len(s.Timeline) == 0 {
		w.line(0, "timeline: []")
	} else {
		w.line(0, "timeline:")
	}
	for _, step := range s.Timeline {
		text := step.Fault.String()
		if step.Spread > 0 {
			text = strings.TrimSuffix(text, "}") + ", spread: " + span(step.Spread) + "}"
		}
		if step.Radius.Declared() {
			text = strings.TrimSuffix(text, "}") + ", reaches: " + step.Radius.String() + "}"
		}
		w.line(1, "- %s", text)
	}
	if s.Drain != plain.Drain {
		w.line(0, "drain: %s", span(s.Drain))
	}
	s.encodeLive(w)
}

// encodeLive writes the live profile, unless it is the one that would be taken.
func (s *Scenario) encodeLive(w *writer) {
	usual := s.Live.Factor == divisor(s.Length(), liveUsual) || s.Live.Factor < divisor(s.Length(), liveMax)
	if usual && s.Live.Commands == blank("", Options{}).Live.Commands && len(s.Live.Thresholds) == 0 {
		return
	}
	w.line(0, "live:")
	w.line(1, "factor: %d", s.Live.Factor)
	w.line(1, "commands: %d", s.Live.Commands)
	encodeThresholds(w, 1, s.Live.Thresholds)
}

// encodeVerdict writes what is judged.
func (s *Scenario) encodeVerdict(w *writer) {
	w.line(0, "promises: %s", flow(s.Promises))
	encodePairs(w, "bounds", s.Bounds.pairs())
	encodeThresholds(w, 0, s.Thresholds)
	if len(s.Reach) > 0 {
		w.line(0, "must_reach:")
	}
	for _, r := range s.Reach {
		text := "point: " + r.Point
		if r.World != "" {
			text += ", world: " + r.World
		}
		if r.Full {
			text += ", full: true"
		}
		w.line(1, "- {%s, set: %v}", text, r.Set)
	}
	if len(s.Stop) > 0 {
		texts := make([]string, len(s.Stop))
		for i, stop := range s.Stop {
			texts[i] = stop.Text
		}
		w.line(0, "stop: %s", flow(texts))
	}
	if r := s.Repro; r != nil {
		w.line(0, "repro:")
		w.line(1, "seed: %d", r.Seed)
		if len(r.Defects) > 0 {
			w.line(1, "defects: %s", flow(r.Defects))
		}
		w.line(1, "promise: %s", r.Promise)
		if r.Note != "" {
			w.line(1, "note: %s", scalar(r.Note))
		}
	}
}

// pairs lists the bounds that are set.
func (b Bounds) pairs() [][2]string {
	var out [][2]string
	add := func(set bool, key, value string) {
		if set {
			out = append(out, [2]string{key, value})
		}
	}
	add(b.QueueMax != 0, "queue", strconv.FormatInt(b.QueueMax, 10))
	add(b.ParkedMax != 0, "parked", strconv.FormatInt(b.ParkedMax, 10))
	add(b.Allowance != 0, "allowance", strconv.FormatInt(b.Allowance, 10))
	add(b.Drift != 0, "drift", strconv.FormatInt(b.Drift, 10))
	add(b.DriftTime != 0, "drift_time", span(b.DriftTime))
	add(b.Broken != 0, "broken", strict.FormatShare(uint32(b.Broken)))
	add(b.Available != 0, "available", strict.FormatShare(uint32(b.Available)))
	add(b.Slower != 0, "slower", strict.FormatShare(uint32(b.Slower*1000)))
	add(b.CrossShare != 0, "cross_share", strict.FormatShare(uint32(b.CrossShare*1000)))
	add(b.Converge != 0, "converge", span(b.Converge))
	add(b.Policy != 0, "policy", span(b.Policy))
	add(b.Skew != 0, "skew", span(b.Skew))
	add(b.Granted != 0, "granted", span(b.Granted))
	return out
}

func encodePairs(w *writer, key string, pairs [][2]string) {
	if len(pairs) == 0 {
		return
	}
	texts := make([]string, len(pairs))
	for i, p := range pairs {
		texts[i] = p[0] + ": " + p[1]
	}
	w.line(0, "%s: {%s}", key, strings.Join(texts, ", "))
}

func encodeThresholds(w *writer, depth int, list []Threshold) {
	if len(list) == 0 {
		return
	}
	w.line(depth, "thresholds:")
	for _, path := range Paths() {
		var texts []string
		for _, t := range list {
			if t.Path == path {
				texts = append(texts, t.Text)
			}
		}
		if len(texts) > 0 {
			w.line(depth+1, "%s: %s", path, flow(texts))
		}
	}
}

// encodeTopology writes how many of the known regions there are, or each of them.
func encodeTopology(w *writer, t topology.Topology) {
	us, err := topology.US(len(t.Regions))
	known := err == nil && slices.Equal(us.Regions, t.Regions) && us.Hub == t.Hub
	if !known {
		us = topology.Topology{Links: mesh(append(slices.Clone(t.Regions), t.Hub))}
	}
	w.line(0, "topology:")
	if known {
		w.line(1, "regions: %d", len(t.Regions))
	} else {
		w.line(1, "regions:")
		for _, r := range t.Regions {
			w.line(2, "- %s", regionText(r))
		}
		w.line(1, "hub: %s", regionText(t.Hub))
	}
	changed := slices.DeleteFunc(slices.Clone(t.Links), func(l topology.Link) bool { return slices.Contains(us.Links, l) })
	if len(changed) > 0 {
		w.line(1, "links:")
	}
	for _, l := range changed {
		w.line(2, "- %s", linkText(l))
	}
	if t.Form != topology.ActiveActive {
		w.line(1, "form: %s", t.Form)
	}
	if d := t.Local; d != localDefault {
		w.line(1, "local: {delay: %s, jitter: %s, sync: %s}", span(d.Delay), span(d.Jitter), span(d.Sync))
	}
}

func regionText(r topology.Region) string {
	return fmt.Sprintf("{name: %s, title: %s, location: %s}", scalar(r.Name), scalar(r.Title), r.Location)
}

func linkText(l topology.Link) string {
	text := fmt.Sprintf("{from: %s, to: %s, delay: %s, jitter: %s, loss: %s", scalar(l.From), scalar(l.To), span(l.Delay), span(l.Jitter), strict.FormatShare(l.Loss))
	if l.Bandwidth > 0 {
		text += ", bandwidth: " + strict.FormatSpeed(l.Bandwidth)
	}
	return text + "}"
}

// simple is a text that YAML takes for nothing else.
var simple = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_./-]*( [a-zA-Z0-9_./-]+)*[.]?$`)

// scalar returns a text as YAML has it, in quotes where it could be read as
// anything else.
func scalar(text string) string {
	if simple.MatchString(text) && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off"}, strings.ToLower(text)) {
		return text
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string always has a JSON form, and JSON is YAML
	return strings.TrimSuffix(b.String(), "\n")
}

func flow(list []string) string {
	out := make([]string, len(list))
	for i, text := range list {
		out[i] = scalar(text)
	}
	return "[" + strings.Join(out, ", ") + "]"
}
