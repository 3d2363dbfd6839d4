package reports

import (
	"strconv"
	"time"

	"github.com/seatrial/seatrial/scenarios/run"
)

// figure is one thing that topologies are compared by.
type figure struct {
	name string
	key  string // in CSV; times are in microseconds
	text string // what it is, for people
	more bool   // more of it is better
	// of returns the figure of a topology, its text, and false where it does not apply.
	of func(*run.Placed) (value float64, text string, ok bool)
}

// topologyFigures are the figures, in their order. None is weighed against another.
var topologyFigures = []figure{
	{name: "write p50", key: "write_p50_us", text: "from a client's order to its confirmation, faults included; half of them took no longer",
		of: func(r *run.Placed) (float64, string, bool) { return latencyFigure(&r.Write, r.Write.P50) }},
	{name: "write p99", key: "write_p99_us", text: "99 of 100 took no longer; of orders that were confirmed",
		of: func(r *run.Placed) (float64, string, bool) { return latencyFigure(&r.Write, r.Write.P99) }},
	{name: "answered", key: "answered_share", more: true, text: "share of the commands that got an answer, a refusal among them",
		of: func(r *run.Placed) (float64, string, bool) {
			return float64(r.Answered) / float64(max(r.Commands, 1)), answered(r), r.Commands > 0
		}},
	{name: "acknowledged, lost", key: "acknowledged_lost", text: "commands answered ok of which, when the run ended, nothing was done, returned or listed",
		of: func(r *run.Placed) (float64, string, bool) { return optional(r.Lost) }},
	{name: "takeover, median", key: "takeover_median_us", text: "from the loss of a region, or the last order that it took, until its standby took them",
		of: func(r *run.Placed) (float64, string, bool) { return takeoverFigure(r.Takeover, false) }},
	{name: "takeover, worst", key: "takeover_worst_us", text: "the longest of them",
		of: func(r *run.Placed) (float64, string, bool) { return takeoverFigure(r.Takeover, true) }},
	{name: "conflicts", key: "conflicts", text: "commands that a standby took and the owner had taken as well, or could not do",
		of: func(r *run.Placed) (float64, string, bool) {
			if r.Conflicts == nil {
				return 0, "-", false
			}
			return whole(r.Conflicts.Commands)
		}},
	{name: "done twice", key: "duplicate_work", text: "commands taken by both sides, and what partners did a second time for one line of an order",
		of: func(r *run.Placed) (float64, string, bool) { return whole(r.Duplicate.Sum()) }},
	{name: "figures p99", key: "figures_p99_us", text: "of the figures that somebody was shown, 99 of 100 were no older",
		of: func(r *run.Placed) (float64, string, bool) { return latencyFigure(&r.Freshness, r.Freshness.P99) }},
	{name: "abroad p99", key: "staleness_p99_us", text: "the same of those that were shown outside of their region",
		of: func(r *run.Placed) (float64, string, bool) {
			if r.Abroad == nil {
				return 0, "-", false
			}
			return latencyFigure(r.Abroad, r.Abroad.P99)
		}},
	{name: "recovered", key: "recovered_us", text: "the longest time from the end of a fault until work was as before, of faults that all of them had",
		of: func(r *run.Placed) (float64, string, bool) {
			if r.Recovered == nil {
				return 0, "-", false
			}
			return float64(r.Recovered.Microseconds()), recovered(r.Recovered), true
		}},
	{name: "bytes out", key: "crossed_bytes", text: "bytes that left a region",
		of: func(r *run.Placed) (float64, string, bool) { return whole(r.Bytes) }},
	{name: "fields out", key: "fields", text: "fields that left a region, by event type",
		of: func(r *run.Placed) (float64, string, bool) { return whole(int64(len(r.Fields))) }},
	{name: "for a person", key: "operator_actions", text: "commands that were listed, messages and documents set aside, answers that did not come, alerts",
		of: func(r *run.Placed) (float64, string, bool) { return whole(r.Operator.Sum()) }},
	{name: "held", key: "held_share", more: true, text: "promises that were kept, of those that apply",
		of: func(r *run.Placed) (float64, string, bool) {
			of := r.Held + len(r.Broken) + len(r.Unanswered)
			return float64(r.Held) / float64(max(of, 1)), share(r.Held, of), of > 0
		}},
}

func whole(n int64) (value float64, text string, ok bool) { return float64(n), count(n), true }

func optional(n *int64) (value float64, text string, ok bool) {
	if n == nil {
		return 0, "-", false
	}
	return whole(*n)
}

// latencyFigure returns one of the quantiles, if there are any.
func latencyFigure(q *run.Quantiles, us float64) (value float64, text string, ok bool) {
	if q.Count == 0 {
		return 0, "-", false
	}
	return us, micros(us), true
}

// takeoverFigure says "none" where somebody stands by and no hands changed.
func takeoverFigure(t *run.Takeover, worst bool) (value float64, text string, ok bool) {
	switch {
	case t == nil:
		return 0, "-", false
	case t.Count == 0:
		return 0, "none", false
	}
	d := t.Median
	if worst {
		d = t.Worst
	}
	us := float64(d) / float64(time.Microsecond)
	return us, micros(us), true
}

func answered(r *run.Placed) string {
	if r.Commands == 0 {
		return "-"
	}
	return answeredShare(r.Answered, r.Commands)
}

// answeredShare returns a share with its sign; less than all is never 100 %.
func answeredShare(n, of int64) string {
	text := trimmed(100*float64(n)/float64(of)) + "%"
	if text == "100%" && n < of {
		return "99.99%"
	}
	return text
}

// placedFigure is a figure of one topology, and its place among the others.
type placedFigure struct {
	Text string
	Rank int // from 1; 0 = there is nothing to compare it with
	Best bool
}

// placings returns the figures of all topologies, row by row. Those that are written
// alike have the same place. What is alike everywhere is no place to be first in, and a
// topology of which nothing is known has none.
func placings(rows []run.Placed) [][]placedFigure {
	out := make([][]placedFigure, len(topologyFigures))
	for i := range topologyFigures {
		f := &topologyFigures[i]
		out[i] = make([]placedFigure, len(rows))
		for k := range rows {
			_, out[i][k].Text, _ = f.of(&rows[k])
		}
		f.place(rows, out[i])
	}
	return out
}

func (f *figure) place(rows []run.Placed, cells []placedFigure) {
	differ := false
	for k := range rows {
		value, _, ok := f.of(&rows[k])
		if !ok || rows[k].Open() {
			continue
		}
		cells[k].Rank = 1
		for other := range rows {
			v, _, there := f.of(&rows[other])
			if !there || rows[other].Open() || cells[other].Text == cells[k].Text {
				continue
			}
			differ = true
			if v != value && f.more == (v > value) {
				cells[k].Rank++
			}
		}
	}
	for k := range cells {
		if !differ {
			cells[k].Rank = 0
		}
		cells[k].Best = cells[k].Rank == 1
	}
}

// csvValue writes a figure for CSV: empty where it does not apply.
func (f *figure) csvValue(r *run.Placed) string {
	value, _, ok := f.of(r)
	if !ok {
		return ""
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}
