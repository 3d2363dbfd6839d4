package history

import (
	"fmt"
	"strconv"
)

// Labels of a [KindLease].
const (
	LabelGranted  = "granted"  // Consumer may take the commands of Stream from now on, says who grants it; Qty is how much of it the copy lacked, by their word
	LabelWithheld = "withheld" // Consumer would have taken over, and may not, for Reason
	LabelOpened   = "opened"   // Consumer takes commands: of the owner, it does so again
	LabelTaken    = "taken"    // the standby took a command: Op, Type, Entity; Pos is its number
	LabelClosed   = "closed"   // the standby takes no more commands in this term
	LabelReturned = "returned" // what the standby took is with the owner, and done: Op, Type, Entity
	LabelListed   = "listed"   // the owner could not do it, for Reason, and somebody is to look at it: Op, Type, Entity
	LabelRedriven = "redriven" // a line of the owner's order (Entity, Line) goes on as an order of the region of the standby: Op, Cause (its name)
	LabelReopened = "reopened" // of a [HandsChanged] in the chained log alone: the owner takes commands again
	LabelHanded   = "handed"   // all that the standby took in this term is returned or listed
)

// Reasons of a takeover that was withheld.
const (
	WithheldStale     = "stale"     // the copy lacks too much
	WithheldBundle    = "bundle"    // the policy at the standby is older than the owner's
	WithheldResidency = "residency" // the owner's policy keeps orders at home
	WithheldUnknown   = "unknown"   // the owner has not been heard of since the start of who grants
)

// Failover says who takes the commands of a region that cannot, and on which terms
// (I-29). The owner of a region may take commands as long as its lease lasts; when
// it has not been renewed for that long, and a margin, its standby may have them,
// in a term of its own. What it took is handed back before the owner takes any.
type Failover struct {
	LeaseNano    int64  `json:"lease_ns"`            // for which a lease can be counted on after it was asked for
	RenewNano    int64  `json:"renew_ns"`            // between two questions for it
	MarginNano   int64  `json:"margin_ns"`           // nobody else gets it until so long after its end
	TakeoverNano int64  `json:"takeover_ns"`         // from the loss of an owner until its standby takes commands, at most
	LagMax       int64  `json:"lag_max"`             // entries that the copy of a standby may lack
	ToldNano     int64  `json:"told_ns,omitempty"`   // within which somebody is told that a standby took over, and that it takes no more
	Wholesale    bool   `json:"wholesale,omitempty"` // a standby takes over what its home has open as well, and does it in its own region
	Purpose      string `json:"purpose"`             // what crosses a border for it

	Commands []string  `json:"commands"`          // types of the commands that a standby takes
	Record   string    `json:"record,omitempty"`  // type of the link of the chained log that a change of hands owes; "" = none
	Renewal  string    `json:"renewal,omitempty"` // type of the call by which an owner asks for its lease and says how far it is, and of its answer; "" = none is seen
	Standbys []Standby `json:"standbys,omitempty"`
}

// Standby is who takes the commands of a region that cannot.
type Standby struct {
	Of     string `json:"of"`     // the ledger of the owner: pod/tx
	Name   string `json:"name"`   // standby/tx
	Home   string `json:"home"`   // region of the owner
	Region string `json:"region"` // and of the standby
}

// standby returns who stands by for the owner of a region, nil for nobody.
func (f *Failover) standby(region string) *Standby {
	if f == nil {
		return nil
	}
	for i := range f.Standbys {
		if f.Standbys[i].Home == region {
			return &f.Standbys[i]
		}
	}
	return nil
}

// GoesTo reports whether what a region lets out for a purpose to a destination goes
// there: for continuity only to the region of its standby.
func (f *Failover) GoesTo(region, to, purpose string) bool {
	if f == nil || purpose != f.Purpose {
		return true
	}
	s := f.standby(region)
	return s != nil && s.Region == to
}

// validFailover checks the terms of a failover.
func (h *Header) validFailover() error {
	f := h.Failover
	if f == nil {
		return nil
	}
	for _, x := range []struct {
		key string
		v   int64
	}{{"lease_ns", f.LeaseNano}, {"renew_ns", f.RenewNano}, {"margin_ns", f.MarginNano}, {"takeover_ns", f.TakeoverNano}, {"lag_max", f.LagMax}} {
		if x.v <= 0 {
			return wrongHeader("failover."+x.key, fmt.Sprintf("%d is not above 0", x.v), "give a number above 0")
		}
	}
	if f.Purpose == "" || len(f.Commands) == 0 {
		return wrongHeader("failover", "no purpose, or no commands", "say what crosses a border for it, and which commands a standby takes")
	}
	for i, s := range f.Standbys {
		if s.Of == "" || s.Name == "" || s.Home == "" || s.Region == "" || s.Home == s.Region {
			return wrongHeader(fmt.Sprintf("failover.standbys[%d]", i), "no owner, name or region, or a standby at home", "name the owner's ledger, the standby, and two regions")
		}
	}
	return nil
}

// leaseText writes "lease:granted standby/tx of pod/tx term 2 ...".
func leaseText(b []byte, r *Record) []byte {
	b = word(word(append(b, ':'), r.Label.Text), r.Consumer.Text)
	b = place(b, "of", r.Stream, r.Pos)
	b = strconv.AppendUint(append(b, " term "...), r.Version, 10)
	if r.Label.Text == LabelGranted {
		b = strconv.AppendInt(append(b, " lacks "...), r.Qty, 10)
	}
	return pair(word(word(b, r.Type.Text), r.Entity.Text), "op", r.Op.Text)
}
