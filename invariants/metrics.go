package invariants

import (
	"fmt"
	"slices"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// MetricTruth is I-38: what a monitor reports is so, also while something is
// broken, and a monitor that says nothing is itself alarmed.
//
// ALWAYS, of each figure (metric, with Consumer, Type, Qty, Version, Source, and
// SourcePos to Pos as the positions that are new in it): the same figure, computed
// from what witnesses saw, lies within the declared error: the ledger's entries
// (append) with the instants at which they became durable, and at which the monitor
// took them in (apply); what the bus stored and handed out (store, deliver). Shares
// are computed exactly. What a slow disk keeps (fault, of type slow-disk, with Qty) is
// on record by up to two of its syncs later than it was so; and what an owner or a
// monitor had in hand as it fell, or stood still, is on record when it is up again (down,
// up): within half the time between two reports, counted anew if it stood still and falls
// in that time, and of an owner also what is of an epoch (append, with Epoch) that it had
// begun before. The last report of a monitor that fell is not judged. A figure that
// nobody can tell, such as a backlog after the bus has lost its tail, is not judged.
// What can be told is told: a report has every figure that a rule is about or that this
// monitor has reported before.
// What a run of reconciliation repaired and verified, of what it detected, is counted
// from its repairs and their effects (reconcile); a report may be of an earlier run
// while nobody can have told the monitor of the last one.
//
// ALWAYS: if a monitor that is not at rest reports nothing for the declared time,
// an alert of the rule monitor-silent is raised in its region within the declared
// time after that. A pager that is down tells nobody: while it is, nothing is due, and
// from when it is up again it has all that time.
//
// Each figure and each silence is one evaluation.
var MetricTruth = Promise{
	ID: "I-38", Name: "metric-truth", Mode: Always,
	Title: "What is reported is so, and who reports nothing is missed.",
	Sees:  gaugeKinds | history.Of(history.KindMetric, history.KindAlert, history.KindPhase, history.KindReconcile),
	Needs: history.Of(history.KindMetric),
	New:   newMetricTruth,
}

type metricTruth struct {
	gauge  *gauge
	voices map[uint64]*voice // by region
	order  []*voice
	pagers pagers
	tally  *tally // nil = nothing is compared with its owner
}

// voice is when a monitor was heard last.
type voice struct {
	region  history.Name
	ledger  string
	monitor uint64
	since   int64  // since when a report is due; -1 = it rests, or has never spoken
	past    []said // since when it was silent before each of its last reports, oldest first
	heard   int64  // when that was
	missed  bool   // the silence was alarmed, or found
	ref     Ref
	spoken  []history.Name // figures that it has reported, or that a rule is about
}

// said is a report of a monitor, and since when it was silent then; -1 = it rested.
type said struct{ at, since int64 }

// saidMax is how many reports of a monitor are remembered: a slow disk keeps few.
const saidMax = 16

func newMetricTruth(h *history.Header) Checker {
	c := &metricTruth{voices: make(map[uint64]*voice), pagers: newPagers()}
	if h.Watch != nil {
		c.gauge = newGauge(h)
		c.tally = newTally(h)
	}
	return c
}

func (c *metricTruth) See(r *history.Record, out *Result) {
	if c.gauge == nil {
		out.Missing = "the header declares nothing that is measured"
		return
	}
	c.gauge.see(r)
	c.tally.see(r)
	switch r.Kind {
	case history.KindMetric:
		c.listen(r, out)
		c.metric(r, out)
	case history.KindAlert:
		if v := c.voices[r.Region.Key]; v != nil && r.Type.Text == history.RuleSilent && r.Label.Text == history.LabelRaised {
			c.alarmed(v, r, out)
		}
	case history.KindApply:
		if v := c.voices[r.Region.Key]; v != nil && v.since < 0 && monitors(r.Consumer) {
			v.since, v.missed, v.ref = r.At, false, refer(r)
		}
	case history.KindPhase, history.KindFault:
		c.overdue(r.At, out)
	case history.KindDown, history.KindUp:
		c.overdue(r.At, out)
		c.pagers.see(r)
	}
}

// listen notes that a monitor was heard.
func (c *metricTruth) listen(r *history.Record, out *Result) {
	c.overdue(r.At, out)
	v := c.voices[r.Region.Key]
	if v == nil {
		v = &voice{region: r.Region, ledger: r.Source.Text, monitor: r.Consumer.Key}
		for i := range c.gauge.watch.Rules {
			if f := c.gauge.watch.Rules[i].Figure; f != "" {
				v.speaks(history.N(f))
			}
		}
		c.voices[r.Region.Key] = v
		c.order = append(c.order, v)
	}
	if r.At != v.heard {
		v.past = append(v.past[max(0, len(v.past)-saidMax+1):len(v.past):len(v.past)], said{v.heard, v.since})
		v.heard = r.At
	}
	v.since, v.missed, v.ref = r.At, false, refer(r)
	if r.Reason == history.ReasonResting {
		v.since = -1
	}
}

// alarmed takes an alert about a silence: it is about one that there is.
func (c *metricTruth) alarmed(v *voice, r *history.Record, out *Result) {
	if v.missed {
		return
	}
	out.Evaluated++
	since, wrote := v.since, c.pagers.wrote(r, c.gauge.soon(r))-c.gauge.disks.late(r.Region, r.At)
	for i, heard := len(v.past), v.heard; i > 0 && max(since, heard) > wrote; i-- { // it was written before that report was on record
		since, heard = v.past[i-1].since, v.past[i-1].at
	}
	if since < 0 || r.At-since < c.gauge.watch.SilentNano-c.gauge.watch.ErrorNano {
		out.Breach(r, func() string { return fmt.Sprintf("the monitor of %s is called silent, and is not", v.region) }, v.ref)
	}
	v.missed = true
}

// overdue looks for silence that nobody was told of.
func (c *metricTruth) overdue(now int64, out *Result) {
	w := c.gauge.watch
	for _, v := range c.order {
		if v.since < 0 || v.missed || c.pagers.down(v.region) || now-c.pagers.since(v.region, v.since) <= w.SilentNano+w.WithinNano+w.ErrorNano {
			continue
		}
		v.missed = true
		out.Evaluated++
		out.Breach(nil, func() string {
			return fmt.Sprintf("the monitor of %s has said nothing since %v, and nobody was told", v.region, time.Duration(v.since))
		}, v.ref)
	}
}

// metric holds a figure against what it must be.
func (c *metricTruth) metric(r *history.Record, out *Result) {
	before := c.gauge.now[r.Consumer.Key]
	must, first := c.gauge.report(r)
	v := c.voices[r.Region.Key]
	if first && before != nil {
		c.omitted(v, before, out)
	}
	v.speaks(r.Type)
	if c.gauge.relic(r) {
		return
	}
	want, known := must[r.Type.Text]
	if r.Type.Text == "duplicate-event-rate" {
		want, known = c.gauge.side(r.Source).repeated(r.Version), true
	}
	if r.Type.Text == "reconciliation-success" && c.tally != nil {
		c.reconciled(r, out)
		return
	}
	says := r.Label.Text == history.LabelMeasured
	if !known || !want.judged {
		return
	}
	out.Evaluated++
	switch {
	case says != want.known:
		out.Breach(r, func() string {
			return fmt.Sprintf("%s of %s is reported as %s, and it can be told: %v", r.Type, r.Source, r.Label, want.known)
		})
	case says && (r.Qty < want.low || r.Qty > want.high):
		out.Breach(r, func() string {
			return fmt.Sprintf("%s of %s is reported as %d, and is %s", r.Type, r.Source, r.Qty, want)
		})
	}
}

// speaks notes that a figure belongs into every report.
func (v *voice) speaks(figure history.Name) {
	if !slices.ContainsFunc(v.spoken, func(n history.Name) bool { return n.Key == figure.Key }) {
		v.spoken = append(v.spoken, figure)
	}
}

// omitted finds the figures that a report should have had and has not.
func (c *metricTruth) omitted(v *voice, t *covered, out *Result) {
	for _, figure := range v.spoken {
		want, known := t.must[figure.Text]
		if !known || !want.judged || !want.known || t.said[figure.Key] {
			continue
		}
		out.Evaluated++
		out.Breach(nil, func() string {
			return fmt.Sprintf("a report about %s leaves out %s, which can be told", v.ledger, figure)
		}, t.ref)
	}
}

// reconciled holds the share of repaired discrepancies against those of the runs that
// a monitor may know of.
func (c *metricTruth) reconciled(r *history.Record, out *Result) {
	w := c.gauge.watch
	text, ok := c.tally.may(r, w.SilentNano+2*w.EveryNano+w.ErrorNano)
	if text == "" {
		return
	}
	out.Evaluated++
	if !ok {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s of %s is reported as %d, and is %s", r.Type, r.Source, r.Qty, text)
		})
	}
}

func (w reading) String() string {
	if w.low == w.high {
		return fmt.Sprint(w.low)
	}
	return fmt.Sprintf("%d to %d", w.low, w.high)
}

func (c *metricTruth) Quiet(out *Result) {
	if c.gauge == nil {
		return
	}
	for _, v := range c.order {
		if t := c.gauge.now[v.monitor]; t != nil {
			c.omitted(v, t, out)
		}
	}
	if c.gauge.full {
		out.Missing = fmt.Sprintf("a ledger has more than %d entries that no report covers", entriesMax)
	}
}
