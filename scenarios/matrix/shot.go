package matrix

import (
	"context"
	"fmt"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
)

// shot is one run of one seed.
type shot struct {
	seed   uint64
	broken map[string]breach // by promise
	wall   time.Duration
}

// breach is the first one of a promise in a run.
type breach struct {
	at   time.Duration // virtual; the end of the run if it shows there only
	text string
}

// shoot runs one seed, with a defect planted unless d is nil.
func (m *Matrix) shoot(ctx context.Context, d *Defect, s *scenarios.Scenario, judged []string, seed uint64) (shot, error) {
	if err := ctx.Err(); err != nil {
		return shot{}, err
	}
	o := run.Options{Seed: seed, Seeds: 1, Promises: judged, Known: m.Known}
	name := "nothing"
	if d != nil {
		o.Defects, name = []string{d.ID}, d.ID
	}
	begun := time.Now()
	res, err := m.Lab.Run(ctx, s, o)
	if err != nil {
		return shot{}, fmt.Errorf("run scenario %s seed %d with %s planted: %w", s.ID, seed, name, err)
	}
	out := shot{seed: seed, broken: map[string]breach{}, wall: time.Since(begun)}
	for _, f := range res.Promises {
		if f.Verdict == invariants.Violated {
			out.broken[f.ID] = breachOf(f, res)
		}
	}
	return out, nil
}

func breachOf(f invariants.Finding, res *run.Result) breach {
	if f.First == nil {
		return breach{at: time.Duration(res.Runs[0].VirtualNS)}
	}
	if f.First.Seq == 0 { // noticed at the end of the history
		return breach{at: time.Duration(res.Runs[0].VirtualNS), text: f.First.Text}
	}
	return breach{at: time.Duration(f.First.At), text: f.First.Text}
}

// shows reports whether every one of the promises broke in some of the shots.
func shows(shots []shot, promises []string) bool {
	for _, id := range promises {
		if !ever(shots, id) {
			return false
		}
	}
	return true
}

// ever reports whether a promise broke in some of the shots.
func ever(shots []shot, promise string) bool {
	for _, s := range shots {
		if _, ok := s.broken[promise]; ok {
			return true
		}
	}
	return false
}
