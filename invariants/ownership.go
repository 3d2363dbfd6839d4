package invariants

import (
	"fmt"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// Ownership is I-36: everything that runs has somebody who answers for it, and
// nobody changes what it runs with unseen.
//
// ALWAYS: of every ledger (append, with Stream), bus (store, with Stream), reader
// (deliver or apply, with Consumer) and process (down or up, with Witness) the
// header knows owner, rota, recovery and when that was tried, by its name or its
// kind.
//
// ALWAYS: a configuration that is changed by hand (fault, of type config-drift and
// injected, in a Region) is alarmed there (alert, of rule config-drift) within the
// declared time, with what differs in Note, unless one is alarmed already; none is that
// was not, and no alarm ends while one is there that is older than that. A restart of
// the pod brings what is declared again, and of a pod that is down nothing can be
// changed. A pager that is down tells nobody, nor does one in a region whose monitor
// rests (metric, with Reason resting) or is down: it looks when the monitor reports,
// and has all that time from when it may.
//
// Each name is one evaluation, and so is each change.
var Ownership = Promise{
	ID: "I-36", Name: "ownership", Mode: Always,
	Title: "Everything that runs has an owner, and nobody changes it unseen.",
	Sees: history.Of(history.KindAppend, history.KindStore, history.KindDeliver, history.KindApply, history.KindDown, history.KindUp,
		history.KindFault, history.KindAlert, history.KindMetric),
	Needs: history.Of(history.KindAppend),
	New:   newOwnership,
}

type ownership struct {
	owners map[string]history.Owner
	watch  *history.Watch
	seen   map[uint64]bool
	drifts []*drift
	pagers pagers
	looks  uptimes         // of monitors, down also while they rest
	open   map[uint64]bool // regions of which a change is alarmed
	dead   map[uint64]bool // regions whose pod runs with nothing
}

// drift is a configuration that was changed by hand.
type drift struct {
	region history.Name
	fault  uint64
	since  int64
	gone   int64 // 0 = it is still so
	told   bool
	ref    Ref
}

func newOwnership(h *history.Header) Checker {
	c := &ownership{owners: make(map[string]history.Owner), watch: h.Watch, seen: make(map[uint64]bool), pagers: newPagers(), looks: make(uptimes),
		open: make(map[uint64]bool), dead: make(map[uint64]bool)}
	for _, o := range h.Owners {
		c.owners[o.Of] = o
	}
	return c
}

func (c *ownership) See(r *history.Record, out *Result) {
	if len(c.owners) == 0 {
		out.Missing = "the header names no owner of anything"
		return
	}
	switch r.Kind {
	case history.KindAppend, history.KindStore:
		c.owned(r.Stream, r, out)
	case history.KindDeliver, history.KindApply:
		c.owned(r.Consumer, r, out)
	case history.KindDown, history.KindUp:
		c.owned(r.Witness, r, out)
		c.late(r.At, out)
		c.restarted(r)
		c.pagers.see(r)
		if monitors(r.Witness) {
			c.looks.set(r, r.Kind == history.KindDown)
		}
	case history.KindFault:
		c.fault(r)
	case history.KindAlert:
		c.alert(r, out)
	case history.KindMetric:
		c.late(r.At, out)
		c.looks.set(r, r.Reason == history.ReasonResting)
	}
}

// owned asks once who answers for a name.
func (c *ownership) owned(name history.Name, r *history.Record, out *Result) {
	if name.IsZero() || c.seen[name.Key] {
		return
	}
	c.seen[name.Key] = true
	out.Evaluated++
	o, ok := c.owners[name.Text]
	if !ok {
		kind, _, _ := strings.Cut(name.Text, "/")
		o, ok = c.owners[kind]
	}
	lacks := ""
	switch {
	case !ok:
		out.Breach(r, func() string { return fmt.Sprintf("%s is at work, and nobody owns it", name) })
		return
	case o.Owner == "":
		lacks = "owner"
	case o.Rota == "":
		lacks = "rota"
	case o.Recovery == "":
		lacks = "recovery procedure"
	case o.Test == "":
		lacks = "test of its recovery"
	default:
		return
	}
	out.Breach(r, func() string { return fmt.Sprintf("%s is at work without any %s", name, lacks) })
}

func (c *ownership) fault(r *history.Record) {
	if r.Type.Text != "config-drift" {
		return
	}
	switch {
	case r.Reason == faultInjected && !c.dead[r.Region.Key]:
		c.drifts = append(c.drifts, &drift{region: r.Region, fault: r.Event.Key, since: r.At, told: c.open[r.Region.Key], ref: refer(r)})
	case r.Reason == faultReverted:
		c.end(r.At, func(d *drift) bool { return d.fault == r.Event.Key })
	}
}

// restarted ends the changes of a pod that dies: it comes back with what is declared.
func (c *ownership) restarted(r *history.Record) {
	if r.Witness.Text != "pod/"+r.Region.Text || r.Reason == "pause" {
		return
	}
	c.dead[r.Region.Key] = r.Kind == history.KindDown
	if c.dead[r.Region.Key] {
		c.end(r.At, func(d *drift) bool { return d.region.Key == r.Region.Key })
	}
}

// end ends some of the changes.
func (c *ownership) end(at int64, which func(*drift) bool) {
	for _, d := range c.drifts {
		if d.gone == 0 && which(d) {
			d.gone = at
		}
	}
}

func (c *ownership) alert(r *history.Record, out *Result) {
	if r.Type.Text != history.RuleDrift {
		return
	}
	c.open[r.Region.Key] = r.Label.Text == history.LabelRaised
	if !c.open[r.Region.Key] {
		c.over(r, out)
		return
	}
	out.Evaluated++
	var last *drift
	for _, d := range c.drifts {
		if d.region.Key == r.Region.Key {
			last = d
			d.told = d.told || d.gone == 0 || r.At-d.gone <= c.limit()
		}
	}
	switch {
	case last == nil:
		out.Breach(r, func() string {
			return fmt.Sprintf("the configuration of %s is said to have changed, and has not", r.Region)
		})
	case !strings.Contains(r.Note, "declared"):
		out.Breach(r, func() string {
			return fmt.Sprintf("the configuration of %s has changed, and the alert does not say how", r.Region)
		}, last.ref)
	}
}

// over judges that an alert ends: what was changed for longer than that may go
// unnoticed is as declared again.
func (c *ownership) over(r *history.Record, out *Result) {
	out.Evaluated++
	for _, d := range c.drifts {
		if d.region.Key == r.Region.Key && d.gone == 0 && c.watch != nil && c.pagers.wrote(r, c.watch.EveryNano/2)-d.since > c.limit() {
			out.Breach(r, func() string {
				return fmt.Sprintf("the configuration of %s is said to be as declared again, and is not", r.Region)
			}, d.ref)
			return
		}
	}
}

// limit is how long a change may go unnoticed.
func (c *ownership) limit() int64 {
	if c.watch == nil {
		return 0
	}
	return c.watch.WithinNano + c.watch.EveryNano + c.watch.ErrorNano
}

// late looks for changes that nobody was told of in time.
func (c *ownership) late(now int64, out *Result) {
	if c.watch == nil {
		return
	}
	for _, d := range c.drifts {
		until := now
		if d.gone > 0 {
			until = d.gone
		}
		from := c.pagers.since(d.region, c.looks.since(d.region, d.since))
		if d.told || c.pagers.down(d.region) || c.looks.down(d.region) || until-from <= c.limit() {
			continue
		}
		d.told = true
		out.Evaluated++
		out.Breach(nil, func() string {
			return fmt.Sprintf("the configuration of %s was changed by hand, and nobody was told", d.region)
		}, d.ref)
	}
}

func (c *ownership) Quiet(out *Result) { c.late(1<<62, out) }
