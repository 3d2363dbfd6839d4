package run

import (
	"context"
	"fmt"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
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
}

// Placed is what a scenario came to in one topology, summed over its seeds.
type Placed struct {
	Topology   string         `json:"topology"`
	Write      Quantiles      `json:"write"` // from a client's order to its confirmation, microseconds
	Commands   int64          `json:"commands"`
	Answered   int64          `json:"answered"`  // with ok, or refused for a reason
	Silent     int64          `json:"silent"`    // given up without an answer, or turned away because a bound was reached
	Freshness  Quantiles      `json:"freshness"` // age of the figures that were shown, microseconds
	Recovered  *time.Duration `json:"recovered_ns,omitempty"`
	Bytes      int64          `json:"crossed_bytes"`
	Fields     []string       `json:"fields"` // that left a region, by event type
	Held       int            `json:"held"`
	Broken     []Shortfall    `json:"broken,omitempty"`
	Unanswered []string       `json:"unanswered,omitempty"` // promises without an answer here
	Unproved   int            `json:"unproved"`             // faults that had no effect here
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
	out := &Topologies{Schema: TopologiesSchema, Tool: l.Tool, World: l.World.Name(), Factor: o.Factor, Seeds: max(o.Seeds, 1)}
	for _, form := range forms {
		res, err := l.Run(ctx, s.In(form), o)
		if err != nil {
			return nil, fmt.Errorf("topology %s: %w", form, err)
		}
		out.Scenario = res.Scenario
		out.Rows = append(out.Rows, placedOf(form, res))
	}
	return out, nil
}

// Exit returns the status of a comparison: of a topology in which a fault had no
// effect, or nobody asked for anything, nothing is known.
func (t *Topologies) Exit() int {
	for i := range t.Rows {
		if r := &t.Rows[i]; r.Unproved > 0 || r.Commands == 0 {
			return ExitInconclusive
		}
	}
	return 0
}

func placedOf(form topology.Form, res *Result) Placed {
	count := func(c counter) int64 { return res.Counters[counters[c].name] }
	p := Placed{Topology: form.String(), Write: res.Latency["order_commit"], Freshness: res.Latency["freshness"],
		Commands: count(commandsSent), Silent: count(commandsLost) + count(commandsShed), Bytes: count(crossedBytes),
		Fields: res.total.exposed.names()}
	p.Answered = p.Commands - p.Silent
	for _, f := range res.Promises {
		switch f.Verdict {
		case invariants.Held:
			p.Held++
		case invariants.Violated:
			p.Broken = append(p.Broken, Shortfall{ID: f.ID, Name: f.Name, Breaches: f.Breaches})
		default:
			p.Unanswered = append(p.Unanswered, f.ID)
		}
	}
	for _, r := range res.Runs {
		for _, f := range r.Faults {
			if !f.Proved {
				p.Unproved++
			}
			if d := f.Recovered; d != nil && (p.Recovered == nil || *d > *p.Recovered) {
				p.Recovered = d
			}
		}
	}
	return p
}
