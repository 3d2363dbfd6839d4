package reports

import (
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
)

// outcome is how a run came out, as people speak of it. It is finer than a
// verdict: a run that was stopped and a run that proved nothing both have none.
type outcome uint8

const (
	inconclusive outcome = iota
	held
	violated
	stopped
	broken // the harness, not the system
	slower // than the base of a gate
)

var outcomeWords = [...]string{"INCONCLUSIVE", "HELD", "VIOLATED", "STOPPED", "HARNESS FAILED", "SLOWER"}

func (o outcome) String() string { return outcomeWords[o] }

// outcomeOf reads the exit status and the verdict, and believes the worse.
func outcomeOf(r *run.Result) outcome {
	switch r.Exit {
	case run.ExitViolated:
		return violated
	case run.ExitHarness, run.ExitInvalid:
		return broken
	case run.ExitStopped:
		return stopped
	case run.ExitGate:
		return slower
	case run.ExitHeld:
		return fromVerdict(r.Verdict)
	}
	if r.Verdict == invariants.Violated {
		return violated
	}
	return inconclusive
}

func fromVerdict(v invariants.Verdict) outcome {
	switch v {
	case invariants.Held:
		return held
	case invariants.Violated:
		return violated
	}
	return inconclusive
}
