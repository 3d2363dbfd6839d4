package invariants

import (
	"fmt"
	"slices"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Authorisation is I-34: whatever is done to a region was granted to whoever did
// it.
//
// ALWAYS (act, executed): the header grants the action to the role, or the policy in
// force does (bundle, published), if it brings access rules of its own; the region of
// the credential is the one acted on, or one that the grant names; the credential
// had not expired when the act was asked for, by more than the declared skew of
// clocks. Where a region's own clock is worse than that (clock), expiry is not
// judged.
//
// Evaluations: an act that was executed, and one that was refused and had to be.
var Authorisation = Promise{
	ID: "I-34", Name: "authorisation", Mode: Always,
	Title: "Nobody acts on a region without a role, a place and a credential that let them.",
	Sees:  history.Of(history.KindAct, history.KindClock, history.KindBundle, history.KindFault),
	Needs: history.Of(history.KindAct),
	New:   newAuthorisation,
}

type authorisation struct{ acts acts }

func newAuthorisation(h *history.Header) Checker { return &authorisation{newActs(h)} }

func (c *authorisation) See(r *history.Record, out *Result) {
	if !c.acts.see(r) {
		return
	}
	wrong := c.wrong(r)
	executed := r.Label.Text == actExecuted
	if executed || wrong != nil {
		out.Evaluated++
	}
	if executed && wrong != nil {
		out.Breach(r, wrong)
	}
}

// wrong returns a sentence that says what is missing, or nil if nothing is.
func (c *authorisation) wrong(r *history.Record) func() string {
	g := c.acts.grant(r)
	late := c.acts.since(r) - r.AsOf
	switch {
	case g == nil:
		return func() string {
			return fmt.Sprintf("%s as %s: %s is granted to no such role", r.Consumer, r.State, r.Type)
		}
	case r.From.Key != r.Region.Key && !slices.Contains(g.Regions, r.Region.Text):
		return func() string {
			return fmt.Sprintf("%s: %s in %s with a credential of %s", r.Consumer, r.Type, r.Region, r.From)
		}
	case r.AsOf != 0 && late > c.acts.skew && c.acts.timed(r):
		return func() string {
			return fmt.Sprintf("%s: %s asked for %v after the credential had expired, allowed are %v", r.Consumer, r.Type,
				time.Duration(late), time.Duration(c.acts.skew))
		}
	}
	return nil
}

func (c *authorisation) Quiet(*Result) {}
