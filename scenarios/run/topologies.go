package run

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// TopologiesSchema names the format of [Topologies] as JSON.
const TopologiesSchema = "seatrial/topologies/v1"

// Topologies is one scenario in several topologies: the same load, the same faults,
// the same seeds. There is no total: what weighs most is the reader's to say.
type Topologies struct {
	Schema   string      `json:"schema"`
	Tool     Tool        `json:"tool"`
	Scenario ScenarioRef `json:"scenario"`
	World    string      `json:"world"`
	Factor   int64       `json:"factor,omitempty"` // the live profile ran, with time divided by it
	Seeds    int         `json:"seeds"`
	Rows     []Placed    `json:"topologies"`
	Repeat   string      `json:"repeat,omitempty"` // the command that repeats it
}

// Placed is what a scenario came to in one topology, summed over its seeds. What does
// not apply is nil, and null in JSON, never 0.
type Placed struct {
	Topology   string         `json:"topology"`
	Write      Quantiles      `json:"write"` // from a client's order to its confirmation, microseconds
	Commands   int64          `json:"commands"`
	Answered   int64          `json:"answered"`          // with ok, or refused for a reason
	Silent     int64          `json:"silent"`            // given up without an answer, or turned away because a bound was reached
	Lost       *int64         `json:"acknowledged_lost"` // answered ok, and when the run ended nothing was done, returned or listed; nil if no command was answered ok
	Takeover   *Takeover      `json:"takeover"`          // nil where nobody stands by
	Conflicts  *Conflicts     `json:"conflicts"`         // nil where nobody stands by
	Duplicate  Duplicated     `json:"duplicate_work"`
	Freshness  Quantiles      `json:"freshness"`    // age of the figures that were shown, microseconds
	Abroad     *Quantiles     `json:"staleness"`    // of these, of those that were shown outside of their region; nil if none was
	Recovered  *time.Duration `json:"recovered_ns"` // of the faults that every topology had; nil if work never was as before, or there are none
	Bytes      int64          `json:"crossed_bytes"`
	Fields     []string       `json:"fields"` // that left a region, by event type
	Operator   Operator       `json:"operator"`
	Held       int            `json:"held"`
	Broken     []Shortfall    `json:"broken,omitempty"`
	Unanswered []string       `json:"unanswered,omitempty"`     // promises without an answer here
	Idle       []string       `json:"not_applicable,omitempty"` // promises about what this topology does not have
	LeftOut    []string       `json:"left_out,omitempty"`       // faults of what this topology does not have
	Unproved   int            `json:"unproved"`                 // faults that had no effect here
	Stopped    int            `json:"stopped"`                  // seeds that ended early, as the scenario asks for
	Restless   int            `json:"restless"`                 // seeds that were not quiet at the deadline: what was lost or did not recover may only be late
}

// Conflicts are the commands that two sides do not agree about.
type Conflicts struct {
	Commands int64 `json:"commands"` // each counted once
	Both     int64 `json:"both"`     // taken by a standby, and by the owner as well
	Listed   int64 `json:"listed"`   // taken by a standby, and the owner could not do it
	Taken    int64 `json:"taken"`    // by standbys, in all
}

// Duplicated is what was done more than once.
type Duplicated struct {
	Commands *int64 `json:"commands"` // taken by a standby and by the owner; nil where nobody stands by
	Effects  int64  `json:"effects"`  // of partners: a second time for the same line of an order, or under the same key
}

// Sum returns how much it is.
func (d Duplicated) Sum() int64 {
	if d.Commands == nil {
		return d.Effects
	}
	return d.Effects + *d.Commands
}

// Shortfall is a promise that a topology does not keep.
type Shortfall struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Breaches uint64 `json:"breaches"`
}

// Compare runs a scenario in each topology. The error is the harness's own failure;
// that a topology breaks promises is what it is compared for.
func (l *Lab) Compare(ctx context.Context, s *scenarios.Scenario, forms []topology.Form, o Options) (*Topologies, error) {
	out := &Topologies{Schema: TopologiesSchema, Tool: l.Tool, World: l.World.Name(), Factor: o.Factor, Seeds: max(o.Seeds, 1), Repeat: o.Repeat}
	o.Compared = true
	everywhere := shared(s, forms)
	for _, form := range forms {
		placed := s.In(form)
		res, err := l.Run(ctx, placed, o)
		if err != nil {
			return nil, fmt.Errorf("topology %s: %w", form, err)
		}
		out.Scenario = res.Scenario
		row := placedOf(form, res, everywhere)
		row.LeftOut = missing(s, placed)
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

// Open reports whether nothing is known of a topology: a fault had no effect there, a
// seed ended early, or nobody asked for anything.
func (p *Placed) Open() bool { return p.Unproved > 0 || p.Stopped > 0 || p.Commands == 0 }

// Exit returns the status of a comparison: inconclusive if nothing is known of one of
// its topologies.
func (t *Topologies) Exit() int {
	for i := range t.Rows {
		if r := &t.Rows[i]; r.Open() {
			return ExitInconclusive
		}
	}
	return 0
}

// missing names the faults of a scenario that it has not in another topology.
func missing(s, placed *scenarios.Scenario) []string {
	var out []string
	for _, step := range s.Timeline {
		f := step.Fault
		if !slices.ContainsFunc(placed.Timeline, func(p scenarios.Step) bool { return p.Fault.ID == f.ID }) {
			out = append(out, fmt.Sprintf("%s (%s %s)", f.ID, f.Kind, cmp.Or(f.Target, f.Region)))
		}
	}
	return out
}

// shared returns the faults that a scenario has in every topology, by id.
func shared(s *scenarios.Scenario, forms []topology.Form) map[string]bool {
	seen := map[string]int{}
	for _, form := range forms {
		for _, step := range s.In(form).Timeline {
			seen[step.Fault.ID]++
		}
	}
	out := map[string]bool{}
	for id, n := range seen {
		out[id] = n == len(forms)
	}
	return out
}

func placedOf(form topology.Form, res *Result, everywhere map[string]bool) Placed {
	count := func(c counter) int64 { return res.total.counts[c] } // what witnesses saw; the system counts under some of the same names
	p := Placed{Topology: form.String(), Write: res.Latency["order_commit"], Freshness: res.Latency["freshness"],
		Commands: count(commandsSent), Silent: count(commandsLost) + count(commandsShed), Bytes: count(crossedBytes),
		Fields: res.total.exposed.names()}
	p.Answered = p.Commands - p.Silent
	p.witnessed(res.total)
	p.judged(res.Promises)
	for _, r := range res.Runs {
		if r.Stopped != "" {
			p.Stopped++
		}
		if slices.ContainsFunc(r.Reasons, func(why string) bool { return strings.HasPrefix(why, notQuiet) }) {
			p.Restless++
		}
		for _, f := range r.Faults {
			if !f.Proved {
				p.Unproved++
			}
			if d := f.Recovered; d != nil && everywhere[f.Fault.ID] && (p.Recovered == nil || *d > *p.Recovered) {
				p.Recovered = d
			}
		}
	}
	return p
}

// witnessed enters what was measured because topologies are compared.
func (p *Placed) witnessed(m *Measure) {
	seen := m.placing
	if h := m.fresh.abroad(""); h.TotalCount() > 0 {
		q := quantiles(h)
		p.Abroad = &q
	}
	if seen.acks.oks > 0 {
		p.Lost = &seen.acks.lost
	}
	p.Duplicate.Effects, p.Operator = seen.twice.count, seen.operator
	if p.Takeover = seen.hands.times(); p.Takeover != nil {
		p.Conflicts = &Conflicts{Commands: seen.hands.disputed, Both: seen.hands.both, Listed: seen.hands.listed, Taken: seen.hands.taken}
		p.Duplicate.Commands, p.Operator.Listed = &p.Conflicts.Both, &p.Conflicts.Listed
	}
}

// judged enters what the promises came to. One that needs to see hands change does not
// apply where nobody stands by.
func (p *Placed) judged(findings []invariants.Finding) {
	for _, f := range findings {
		switch {
		case f.Verdict == invariants.Held:
			p.Held++
		case f.Verdict == invariants.Violated:
			p.Broken = append(p.Broken, Shortfall{ID: f.ID, Name: f.Name, Breaches: f.Breaches})
		case p.Takeover == nil && ofHands(f.ID):
			p.Idle = append(p.Idle, f.ID)
		default:
			p.Unanswered = append(p.Unanswered, f.ID)
		}
	}
}

// ofHands reports whether a promise is about who takes the commands of a region.
func ofHands(id string) bool {
	return slices.ContainsFunc(invariants.All(), func(p invariants.Promise) bool { return p.ID == id && p.Needs.Has(history.KindLease) })
}
