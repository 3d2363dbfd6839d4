package history

import "fmt"

// Labels of a [KindMetric] and of a [KindAlert], and the reason of a monitor that
// rests.
const (
	LabelMeasured      = "measured"
	LabelNotApplicable = "not-applicable"
	LabelRaised        = "raised"
	LabelResolved      = "resolved"
	ReasonResting      = "resting"
)

// Watch says what is measured in every region, how exactly, and when somebody must
// be told.
type Watch struct {
	EveryNano  int64  `json:"every_ns"`           // between two reports of a monitor that has something to report
	ErrorNano  int64  `json:"error_ns"`           // declared error of every measured duration
	SilentNano int64  `json:"silent_ns"`          // a monitor that says nothing for longer is itself alarmed
	WithinNano int64  `json:"within_ns"`          // an alert is raised within this after its rule is broken
	CommitNano int64  `json:"commit_ns"`          // an order is promised to be delivered within this (perfect-order)
	FreshNano  int64  `json:"fresh_ns,omitempty"` // what somebody is shown is behind its owner by no more after something was broken, else by WithinNano (I-10); 0 = WithinNano, too
	Rules      []Rule `json:"rules,omitempty"`
}

// Rule says when a figure is worth waking somebody for, whom, and what to tell.
type Rule struct {
	Name   string `json:"name"`             // "nothing-ships"
	Figure string `json:"figure,omitempty"` // "fulfilment-age"; "" = no figure: what the system looks at by itself
	Above  int64  `json:"above,omitempty"`  // broken while the figure is above: ns, events or parts per million
	Why    string `json:"why"`              // it matters
	Next   string `json:"next"`             // what to do
	Owner  string `json:"owner"`
	Rota   string `json:"rota"`
}

// Rules that are about no figure.
const (
	RuleSilent   = "monitor-silent"
	RuleDrift    = "config-drift"
	RuleStandsIn = "standing-in" // the region takes the orders of another one
)

// Owner says who answers for a stream, an adapter or a process, by the name that
// it has in records, or by its kind: "planner" stands for "planner/tx", too.
type Owner struct {
	Of       string `json:"of"`
	Owner    string `json:"owner"`
	Rota     string `json:"rota"`     // who is called at night
	Recovery string `json:"recovery"` // the procedure that brings it back
	Test     string `json:"test"`     // when that was tried, or by which scenario
}

func (h *Header) validWatch() error {
	w := h.Watch
	if w == nil {
		return nil
	}
	for _, x := range []struct {
		key string
		v   int64
	}{{"every_ns", w.EveryNano}, {"error_ns", w.ErrorNano}, {"silent_ns", w.SilentNano}, {"within_ns", w.WithinNano}, {"commit_ns", w.CommitNano}} {
		if x.v <= 0 {
			return wrongHeader("watch."+x.key, fmt.Sprintf("%d is no length of time", x.v), "give one, in nanoseconds")
		}
	}
	if w.FreshNano < 0 {
		return wrongHeader("watch.fresh_ns", fmt.Sprintf("%d is no length of time", w.FreshNano), "give one, in nanoseconds, or leave it out")
	}
	seen := map[string]bool{}
	for i, r := range w.Rules {
		path := fmt.Sprintf("watch.rules[%d]", i)
		switch {
		case r.Name == "":
			return wrongHeader(path, "no name", "name the rule")
		case seen[r.Name]:
			return wrongHeader(path, fmt.Sprintf("%q is there twice", r.Name), "give each rule once")
		}
		seen[r.Name] = true
	}
	return nil
}

func (h *Header) validOwners() error {
	seen := map[string]bool{}
	for i, o := range h.Owners {
		path := fmt.Sprintf("owners[%d]", i)
		switch {
		case o.Of == "":
			return wrongHeader(path, "of is empty", "name what is owned")
		case seen[o.Of]:
			return wrongHeader(path, fmt.Sprintf("%q is there twice", o.Of), "give each once")
		}
		seen[o.Of] = true
	}
	return nil
}
