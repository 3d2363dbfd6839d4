package reports

import (
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
)

// tally is what a result adds up to.
type tally struct {
	seeds      int
	held       int
	violated   []invariants.Finding
	unknown    []invariants.Finding
	evaluated  uint64
	faults     []faultTally
	injected   int // faults asked for, over all seeds
	proved     int
	unproved   []faultTally
	unreached  []run.ReachReport
	missed     []run.ThresholdReport
	commands   int64
	events     uint64
	virtualNS  int64
	firstOf    map[string]uint64 // promise id -> first seed that broke it
	unreverted int
}

// faultTally is one fault over every seed that asked for it.
type faultTally struct {
	Fault    faults.Fault // as the first seed planned it
	Asked    int
	Proved   int
	Reverted int
	Effects  int64
	Why      string // the first reason given
	// Recovered is the longest over the seeds; nil if some seed never did.
	Recovered *time.Duration
}

// tallyOf adds up r. It keeps the order in which r names things.
func tallyOf(r *run.Result) tally {
	t := tally{seeds: len(r.Runs), firstOf: map[string]uint64{}}
	t.addPromises(r.Promises)
	for i := range r.Runs {
		t.addRun(&r.Runs[i])
	}
	for _, f := range t.faults {
		t.injected += f.Asked
		t.proved += f.Proved
		t.unreverted += f.Proved - min(f.Proved, f.Reverted)
		if f.Proved < f.Asked {
			t.unproved = append(t.unproved, f)
		}
	}
	for _, p := range r.Reach {
		if !p.OK {
			t.unreached = append(t.unreached, p)
		}
	}
	for _, th := range r.Thresholds {
		if !th.OK {
			t.missed = append(t.missed, th)
		}
	}
	return t
}

// recoveries reports whether the recovery from any fault was measured.
func (t *tally) recoveries() bool {
	for _, f := range t.faults {
		if f.Recovered != nil {
			return true
		}
	}
	return false
}

func (t *tally) addPromises(found []invariants.Finding) {
	for _, f := range found {
		t.evaluated += f.Evaluated
		switch f.Verdict {
		case invariants.Held:
			t.held++
		case invariants.Violated:
			t.violated = append(t.violated, f)
		default:
			t.unknown = append(t.unknown, f)
		}
	}
}

func (t *tally) addRun(one *run.Run) {
	t.commands += one.Commands
	t.events += one.Events
	t.virtualNS += one.VirtualNS
	for _, f := range one.Promises {
		if _, known := t.firstOf[f.ID]; f.Verdict == invariants.Violated && !known {
			t.firstOf[f.ID] = one.Seed
		}
	}
	for _, f := range one.Faults {
		t.addFault(f)
	}
}

func (t *tally) addFault(f run.FaultReport) {
	var sum *faultTally
	for i := range t.faults {
		if t.faults[i].Fault.ID == f.Fault.ID {
			sum = &t.faults[i]
		}
	}
	if sum == nil {
		t.faults = append(t.faults, faultTally{Fault: f.Fault})
		sum = &t.faults[len(t.faults)-1]
	}
	sum.Asked++
	switch {
	case f.Recovered == nil:
		sum.Recovered = nil
	case sum.Asked == 1 || sum.Recovered != nil && *f.Recovered > *sum.Recovered:
		sum.Recovered = f.Recovered
	}
	sum.Effects += f.Effects
	if f.Proved {
		sum.Proved++
	}
	if f.Reverted {
		sum.Reverted++
	}
	if sum.Why == "" {
		sum.Why = f.Why
	}
}
