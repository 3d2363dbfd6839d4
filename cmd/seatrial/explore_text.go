package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios/explore"
)

// printExplored says what a campaign did and what it found.
func printExplored(w io.Writer, r *explore.Report) {
	fmt.Fprintf(w, "%s explored: %s trials in %v on %d %s\n", r.Scenario, quantity(float64(r.Runs)), r.Wall.Round(100*time.Millisecond), r.Workers, plural(r.Workers, "core"))
	fmt.Fprintf(w, "  %.1f trials per second and core, %.2f hours of virtual time per second\n", r.Rate, r.Speed)
	fmt.Fprintf(w, "  %s went on from an interesting one, %s were executed twice, %s say nothing\n",
		quantity(float64(r.Continued)), quantity(float64(r.Twice)), quantity(float64(r.Silent)))
	fmt.Fprintf(w, "  %s faults, %s of them touched nothing\n", quantity(float64(r.Faults)), quantity(float64(r.Idle)))
	if idle := idleKinds(r); len(idle) > 0 {
		fmt.Fprintf(w, "  kinds of fault that never touched anything: %s\n", strings.Join(idle, ", "))
	}
	fmt.Fprintf(w, "  %d points reached, %s different things seen, %d interesting cases\n", len(r.Points), quantity(float64(r.Marks)), r.Corpus)
	if len(r.Never) > 0 {
		fmt.Fprintf(w, "  points never reached: %s\n", strings.Join(r.Never, ", "))
	}
	for _, d := range r.Diverged {
		fmt.Fprintf(w, "\nDIVERGED  trial %d, seed %d: two executions differ\n", d.Run, d.Seed)
		for _, line := range d.Where {
			fmt.Fprintf(w, "  %s\n", line)
		}
	}
	for _, f := range r.Failures {
		fmt.Fprintf(w, "\nVIOLATED  %s (%s)\n  %s\n", f.Name, f.Promise, f.Text)
		fmt.Fprintf(w, "  trial %d after %v, seed %d, %d %s; %d of %s trials broke it\n", f.Run, f.After.Round(time.Millisecond), f.Seed,
			len(f.Case.Plan.Faults), plural(len(f.Case.Plan.Faults), "fault"), f.Times, quantity(float64(r.Runs)))
		if f.File != "" {
			fmt.Fprintf(w, "  kept in %s\n", f.File)
		}
	}
	if len(r.Failures) == 0 && len(r.Diverged) == 0 {
		fmt.Fprintln(w, "\nNothing found: every trial kept every promise it could be asked for.")
	}
}

// idleKinds lists the kinds that were never drawn, or never touched anything.
func idleKinds(r *explore.Report) []string {
	var out []string
	for _, kind := range faults.Kinds() {
		if k := r.Kinds[string(kind)]; k == nil || k.Struck == 0 {
			out = append(out, string(kind))
		}
	}
	return out
}

// printShrunk says what is left of a failure.
func printShrunk(w io.Writer, s *explore.Shrunk) {
	n := len(s.Case.Plan.Faults)
	fmt.Fprintf(w, "\nCut down to %d %s and %d %s, in %d trials\n  %s\n", n, plural(n, "fault"), s.Commands(), plural(s.Commands(), "command"), s.Trials, s.Sentence())
	for _, f := range s.Case.Plan.Faults {
		fmt.Fprintf(w, "  %s\n", f)
	}
}

// printRepeat says how to see it again.
func printRepeat(w io.Writer, r *explore.Report) {
	fmt.Fprintf(w, "\nRepeat with\n  %s\n", r.Repeat)
	if r.Repro != "" {
		fmt.Fprintf(w, "  seatrial replay %s\n", r.Repro)
	} else if len(r.Failures) > 0 {
		fmt.Fprintln(w, "  (--out DIR keeps the failure as a file)")
	}
}

// printAgain says of each failure of the base how it is now.
func printAgain(w io.Writer, list []explore.Again) {
	still := 0
	for _, a := range list {
		state := "holds now"
		switch {
		case a.Broken:
			state = "STILL BROKEN"
			still++
		case a.Why != "":
			state = "says nothing"
		}
		fmt.Fprintf(w, "%-12s  %s  %s\n", state, a.Promise, a.File)
		for _, text := range []string{a.Found, a.Text, a.Why} {
			if text != "" {
				fmt.Fprintf(w, "    %s\n", text)
			}
		}
	}
	fmt.Fprintf(w, "\n%d of %d failures still break their promise.\n", still, len(list))
}

// plural adds an s unless there is one.
func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// exploreBar is one line on a terminal, and nothing when piped.
type exploreBar struct {
	name string
	last time.Time
	on   bool
}

func newExploreBar(name string) *exploreBar {
	return &exploreBar{name: name, on: isatty.IsTerminal(os.Stderr.Fd())}
}

func (b *exploreBar) step(r *explore.Report) {
	if !b.on || time.Since(b.last) < 100*time.Millisecond {
		return
	}
	b.last = time.Now()
	broken := slices.Sorted(maps.Keys(broke(r)))
	fmt.Fprintf(os.Stderr, "\r%s: %s trials, %v, %d points, %s things seen, %d interesting, broken: %s\x1b[K", b.name, quantity(float64(r.Runs)),
		r.Wall.Round(time.Second), len(r.Points), quantity(float64(r.Marks)), r.Corpus, strings.Join(append(broken, "-")[:max(1, len(broken))], " "))
}

func broke(r *explore.Report) map[string]bool {
	out := map[string]bool{}
	for _, f := range r.Failures {
		out[f.Promise] = true
	}
	return out
}

// end wipes the line.
func (b *exploreBar) end() {
	if b.on {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
}
