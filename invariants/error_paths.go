package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// ErrorPaths is I-31: what a system puts down beside its messages gives nothing
// away either.
//
// ALWAYS (stash, with Body): a log, a metric, a trace, a file's name and what a
// machine said as it died carry no canary of the header, wherever they lie, for
// whoever looks after the system reads them. A dead letter, and whatever else is
// put down as it came, carries none of another region than the one it lies in.
// The forms are those of [NewScanner].
//
// Each thing that was put down is one evaluation. Without a canary the answer is
// unknown.
var ErrorPaths = Promise{
	ID: "I-31", Name: "error-paths", Mode: Always, Safety: true,
	Title: "No log, metric, trace, dead letter or file name gives away what must stay in its region.",
	Sees:  history.Of(history.KindStash),
	Needs: history.Of(history.KindStash),
	New:   newErrorPaths,
}

type errorPaths struct {
	scanner *Scanner
	planted int
	open    map[uint64]bool // kinds that everybody may read
}

func newErrorPaths(h *history.Header) Checker {
	c := &errorPaths{scanner: NewScanner(h.Canaries, vocabulary(h)), planted: len(h.Canaries), open: make(map[uint64]bool)}
	for _, kind := range []string{"log", "metric", "trace", "file-name", "panic"} {
		c.open[history.Hash(kind)] = true
	}
	return c
}

func (c *errorPaths) See(r *history.Record, out *Result) {
	if len(r.Body) == 0 || c.planted == 0 {
		return
	}
	out.Evaluated++
	at := r.Region
	if c.open[r.Type.Key] {
		at = history.Name{}
	}
	hit, ok := c.scanner.Scan(r.Body, at)
	if !ok {
		return
	}
	out.Breach(r, func() string {
		return fmt.Sprintf("a %s of %s in %s carries %s of %s (%s, at byte %d of %d)",
			r.Type, r.Witness, r.Region, hit.Canary.Field, hit.Canary.Region, hit.Form, hit.At, len(r.Body))
	})
}

func (c *errorPaths) Quiet(out *Result) {
	if c.planted == 0 {
		out.Missing = "the header names no canary"
	}
}
