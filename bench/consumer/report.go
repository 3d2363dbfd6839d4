package consumer

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/sim/history"
)

// Report is what came of a trial.
type Report struct {
	Header     *history.Header
	Records    []history.Record // with an end record if the trial came to its end
	Promises   []invariants.Finding
	Incidents  []*Incident
	Stall      *Stall   // nil = it never stalled
	Complaints []string // effects that could not be understood
	Ended      string   // why the trial broke off; "" = it did not
	Stopped    bool     // because its context ended
	Steps      []Step   // under load, where that was asked for and the trial was held
	Spent      time.Duration
	Messages   int
}

// Verdict returns violated if some promise is, held if all are, and else unknown.
func (r *Report) Verdict() invariants.Verdict {
	v := invariants.Held
	for _, f := range r.Promises {
		switch f.Verdict {
		case invariants.Violated:
			return invariants.Violated
		case invariants.Unknown:
			v = invariants.Unknown
		}
	}
	if r.Ended != "" || len(r.Promises) == 0 {
		v = invariants.Unknown
	}
	return v
}

// report judges what the witness saw.
func (t *trial) report(ctx context.Context, ended error) *Report {
	w := t.witness
	w.mu.Lock()
	defer w.mu.Unlock()
	r := &Report{Header: header(t.cfg), Records: w.records, Incidents: t.incidents, Stall: t.stall, Complaints: w.complaints,
		Spent: w.now(), Messages: len(w.messages), Stopped: ctx.Err() != nil}
	if t.cfg.State != "" {
		orderless(r.Records)
	}
	switch {
	case ended != nil:
		r.Ended = ended.Error()
	default:
		r.Records = append(slices.Clip(r.Records), history.Record{Seq: uint64(len(r.Records) + 1), At: int64(r.Spent), Kind: history.KindEnd})
	}
	for _, i := range r.Incidents {
		i.conclude()
	}
	judge := invariants.NewJudge(r.Header, promises(t.cfg.Promises))
	for i := range r.Records {
		judge.See(&r.Records[i])
	}
	r.Promises = judge.Findings()
	return r
}

// headline says the verdict in a sentence.
func (r *Report) headline() string {
	with := func(v invariants.Verdict) string {
		var ids []string
		for _, f := range r.Promises {
			if f.Verdict == v {
				ids = append(ids, f.ID)
			}
		}
		return strings.Join(ids, ", ")
	}
	switch r.Verdict() {
	case invariants.Held:
		return "HELD: the consumer keeps " + with(invariants.Held) + "."
	case invariants.Violated:
		return "VIOLATED: the consumer breaks " + with(invariants.Violated) + "."
	}
	switch {
	case r.Stall != nil:
		return "STALLED: messages wait and the consumer does nothing, so there is no answer."
	case r.Ended != "":
		return "BROKEN OFF: there is no answer."
	}
	return "NO ANSWER to " + with(invariants.Unknown) + "."
}

// WriteText writes the report for people.
func (r *Report) WriteText(w io.Writer) error {
	p := &printer{w: w}
	p.say("%s\n", r.headline())
	p.say("%d messages in %.1fs, %d records seen\n", r.Messages, r.Spent.Seconds(), len(r.Records))
	for _, f := range r.Promises {
		p.say("\n%-8s  %s %-24s %s\n", f.Verdict, f.ID, f.Name, f.Title)
		switch {
		case f.First != nil:
			p.say("          %s\n", f.First.Text)
			for _, line := range f.First.More {
				p.say("            %s\n", line)
			}
			if f.Breaches > 1 {
				p.say("          and %d more\n", f.Breaches-1)
			}
		case f.Why != "":
			p.say("          no answer: %s\n", f.Why)
		default:
			p.say("          evaluated %d times\n", f.Evaluated)
		}
	}
	for n, i := range r.Incidents {
		if n == 0 {
			p.say("\n")
		}
		p.say("crash %d   %s\n", n+1, i)
	}
	switch {
	case r.Stall != nil:
		p.say("\n%s\n", r.Stall)
	case r.Ended != "":
		p.say("\nbroken off: %s\n", r.Ended)
	}
	for n, c := range r.Complaints {
		if n == 0 {
			p.say("\neffects that could not be understood:\n")
		}
		p.say("  %s\n", c)
	}
	return p.err
}

// printer remembers the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) say(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// WriteHistory writes what was seen, for `seatrial check --history`.
func (r *Report) WriteHistory(w io.Writer) error {
	out, err := history.NewWriter(w, r.Header)
	if err != nil {
		return err
	}
	for i := range r.Records {
		if r.Records[i].Kind == history.KindEnd {
			return out.Close()
		}
		if err := out.Write(&r.Records[i]); err != nil {
			return err
		}
	}
	return out.Flush()
}
