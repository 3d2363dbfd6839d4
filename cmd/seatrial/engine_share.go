package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/virtual"
)

// shares are what the promises cost on the records of one run, each judged alone and
// all together. Records come in batches that every judge sees in turn, so that a
// drift of the machine hits all of them.
type shares struct {
	promises []share
	together share
	records  int
	batch    []history.Record
	bodies   []byte // of the batch: the world uses its own again
}

// share is one judge and the processor time it took.
type share struct {
	name  string
	sees  history.Kinds
	judge *invariants.Judge
	seen  int // records of a kind it sees
	spent time.Duration
}

// measureShares runs the whole system once more and hands its records to the judges.
func measureShares(s *scenarios.Scenario) (*shares, error) {
	h := s.Header(1)
	out := &shares{batch: make([]history.Record, 0, batchSize), together: share{name: "all together", judge: invariants.NewJudge(h, invariants.All())}}
	for _, p := range invariants.All() {
		if p.New != nil {
			out.promises = append(out.promises, share{name: p.ID + " " + p.Name, sees: p.Sees, judge: invariants.NewJudge(h, []invariants.Promise{p})})
		}
	}
	system, err := assembly.System(s, s.Topology, 1, h, nil)
	if err != nil {
		return nil, err
	}
	world, err := virtual.New(virtual.Config{Seed: 1, System: system, Topology: s.Topology, Sink: out.see})
	if err != nil {
		return nil, err
	}
	runtime.GC()
	if err := world.Advance(s.Workload.Duration + s.Drain); err != nil {
		return nil, err
	}
	out.judge()
	return out, nil
}

// see copies a record, and has the batch judged when it is full.
func (s *shares) see(r *history.Record) {
	c := *r
	from := len(s.bodies)
	s.bodies = append(s.bodies, r.Body...)
	c.Body = s.bodies[from:len(s.bodies):len(s.bodies)]
	c.Fields = slices.Clone(r.Fields)
	if s.batch = append(s.batch, c); len(s.batch) == cap(s.batch) {
		s.judge()
	}
}

func (s *shares) judge() {
	for i := range s.promises {
		p := &s.promises[i]
		p.spent += judged(p.judge, s.batch)
		for j := range s.batch {
			if p.sees.Has(s.batch[j].Kind) {
				p.seen++
			}
		}
	}
	s.together.spent += judged(s.together.judge, s.batch)
	s.records += len(s.batch)
	s.batch, s.bodies = s.batch[:0], s.bodies[:0]
}

// print writes a row for each promise; event is what the whole system takes per
// event, in ns, and events how many there were.
func (s *shares) print(w io.Writer, event float64, events int) {
	alone := time.Duration(0)
	fmt.Fprintf(w, "%-32s %10s %14s %16s\n", "promise", "sees", "ns per record", "of the whole")
	row := func(name, sees string, spent time.Duration) {
		fmt.Fprintf(w, "%-32s %10s %14.1f %14.1f %%\n", name, sees, float64(spent)/float64(s.records), 100*float64(spent)/float64(events)/event)
	}
	for i := range s.promises {
		p := &s.promises[i]
		alone += p.spent
		row(p.name, fmt.Sprintf("%.0f %%", 100*float64(p.seen)/float64(s.records)), p.spent)
	}
	row("sum of each alone", "", alone)
	row("all together", "", s.together.spent)
	fmt.Fprintf(w, "records per event        %.2f\n", float64(s.records)/float64(events))
}
