package invariants

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Time is I-46: what a clock says decides nothing.
//
// In one history (clock): no safety promise judged beside this one that held
// until the first clock was off breaks after it. [SameDecisions] judges the
// other part from two runs.
//
// Each decision (append, apply, reject) made in a region whose clock is off is
// one evaluation.
var Time = Promise{
	ID: "I-46", Name: "time", Mode: Pair, Safety: false,
	Title: "Wrong clocks change labels and expiries, and no decision.",
	Sees:  history.Of(history.KindClock, history.KindAppend, history.KindApply, history.KindReject),
	Needs: history.Of(history.KindClock),
	New:   newTime,
}

type timeChecker struct {
	skews  map[uint64]int64 // by region, ns ahead; only those that are off
	ever   bool
	began  Ref
	first  string // which clock was off first
	beside func() []Finding
	before map[string]uint64 // breaches by promise when the first clock went off
}

func newTime(*history.Header) Checker { return &timeChecker{skews: make(map[uint64]int64)} }

// attach lets the checker look at what the safety promises beside it found.
func (c *timeChecker) attach(beside func() []Finding) { c.beside = beside }

func (c *timeChecker) See(r *history.Record, out *Result) {
	if r.Kind == history.KindClock {
		c.clock(r)
		return
	}
	if len(c.skews) == 0 {
		return
	}
	if _, off := c.skews[r.Region.Key]; off {
		out.Evaluated++
	}
}

func (c *timeChecker) clock(r *history.Record) {
	if r.Qty == 0 {
		delete(c.skews, r.Region.Key)
		return
	}
	c.skews[r.Region.Key] = r.Qty
	if c.ever {
		return
	}
	c.ever, c.began = true, refer(r)
	c.first = fmt.Sprintf("the clock of %s was %v off", r.Region, time.Duration(r.Qty))
	c.before = make(map[string]uint64)
	for _, f := range c.safety() {
		c.before[f.ID] = f.Breaches
	}
}

func (c *timeChecker) safety() []Finding {
	if c.beside == nil {
		return nil
	}
	return c.beside()
}

// settle adds a breach for every safety promise that broke under wrong clocks.
// It is called once, after all others were.
func (c *timeChecker) settle(out *Result) {
	if !c.ever {
		return
	}
	for _, f := range c.safety() {
		if f.Breaches > 0 && c.before[f.ID] == 0 {
			out.Evaluated = max(out.Evaluated, 1)
			out.Breach(nil, func() string { return fmt.Sprintf("%s (%s) broke after %s", f.Name, f.ID, c.first) }, c.began)
		}
	}
}

func (c *timeChecker) Quiet(*Result) {}

// SameDecisions judges the part of I-46 that takes two runs of the same scenario
// and seed, one with and one without the clock faults of its plan: both decided
// the same, event for event.
func SameDecisions(without, with []StreamDigest) Finding {
	f := pairFinding(Time)
	byName := make(map[string]StreamDigest, len(without))
	for _, s := range without {
		byName[s.Name] = s
		f.Evaluated += s.Count
	}
	if f.Evaluated == 0 {
		f.Why = "nothing was decided"
		return f
	}
	f.Verdict = Held
	for _, s := range with {
		a := byName[s.Name]
		delete(byName, s.Name)
		if a.Count != s.Count {
			f.violate(fmt.Sprintf("%s: %d decisions with right clocks, %d with wrong ones", s.Name, a.Count, s.Count))
		} else if a.Sum != s.Sum {
			f.violate(fmt.Sprintf("%s: as many decisions with wrong clocks, but others", s.Name))
		}
	}
	for _, s := range without {
		if _, left := byName[s.Name]; left {
			f.violate(fmt.Sprintf("%s: %d decisions with right clocks, none with wrong ones", s.Name, s.Count))
		}
	}
	return f
}
