package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/spf13/cobra"
)

func newAudit() *cobra.Command {
	var entity, seed string
	c := &cobra.Command{
		Use:   "audit DIR | FILE.jsonl",
		Short: "Tell from the chained logs of a stored run what was decided, and whether anybody changed them",
		Example: `  seatrial run break-glass --out trial-out --keep all
  seatrial audit trial-out
  seatrial audit trial-out --order order/tx/17`,
		Args: exactly(1, "the folder that `run --out` left, or a history"),
		RunE: func(c *cobra.Command, args []string) error {
			path, err := historyOf(args[0], seed)
			if err != nil {
				return invalid(err)
			}
			header, logs, err := auditLogs(path, entity)
			if err != nil {
				return invalid(inHistory(path, err))
			}
			if len(logs) == 0 {
				return invalid(fmt.Errorf("%s has no audit records: its system keeps no chained log", path))
			}
			return tellAudit(c.OutOrStdout(), header, logs, entity)
		},
	}
	c.Flags().StringVar(&entity, "order", "", "tell how this order, article or desk came to be what it is: order/tx/17, sku/tx/s-0004, access/tx")
	c.Flags().StringVar(&seed, "seed", "", "of which run; the first that is there if left out")
	return c
}

// historyOf returns the history of a seed in a folder, or the first; a file is
// one itself.
func historyOf(dir, seed string) (string, error) {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return dir, nil
	}
	found, err := findResults(dir)
	if err != nil {
		return "", err
	}
	if seed == "" {
		return found[0], nil
	}
	for _, path := range found {
		if filepath.Base(path) == "history-"+seed+".jsonl.zst" {
			return path, nil
		}
	}
	return "", fmt.Errorf("--seed %s: %s holds no history of it; have %s", seed, dir, strings.Join(found, ", "))
}

// tellAudit prints what the logs say and whether they can be believed. The exit
// status is 1 if one of them was changed or misses a cause, 3 if none speaks of the entity.
func tellAudit(w io.Writer, h *history.Header, logs []*auditLog, entity string) error {
	code, told := run.ExitHeld, 0
	fmt.Fprintf(w, "%s, seed %d: %d chained logs\n", h.Scenario, h.Seed, len(logs))
	for _, l := range logs {
		if wrong := l.verdict(); wrong != "" {
			code = run.ExitViolated
			fmt.Fprintf(w, "\n%s: CHANGED: %s\n", l.name, wrong)
		} else {
			fmt.Fprintf(w, "\n%s: %d links, whole; %d of them held by a hash that is kept outside\n", l.name, l.links, l.anchored)
		}
		for _, f := range l.story {
			fmt.Fprint(w, l.line(&f))
			if f.Cause != "" && !l.causes[f.Cause] {
				code = run.ExitViolated
			}
		}
		told += len(l.story)
	}
	if told == 0 && entity != "" {
		fmt.Fprintf(w, "\nno link speaks of %s\n", entity)
		code = worse(code, run.ExitInconclusive)
	}
	if entity == "" {
		tellUnused(w, h, logs)
	}
	return ended(code)
}

// line tells one link: when, what, why and by whose command.
func (l *auditLog) line(f *linked) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  %s  %s", time.Unix(0, f.Time).UTC().Format("15:04:05.000"), f.Type)
	if f.Line > 0 {
		fmt.Fprintf(&b, " line %d", f.Line)
	}
	if f.SKU != "" {
		fmt.Fprintf(&b, ": %d of %s", f.Qty, f.SKU)
	}
	if f.State != event.NoState {
		fmt.Fprintf(&b, ", now %s", f.State)
	}
	if f.Note != "" {
		fmt.Fprintf(&b, ": %s", f.Note)
	}
	fmt.Fprintf(&b, "\n%16slink %d %.12s, event %s v%d at %d", "", f.number, f.hash, f.Event, f.Version, f.Pos)
	switch {
	case f.Cause == "":
		fmt.Fprintf(&b, ", by command %s", f.Op)
	case l.causes[f.Cause]:
		fmt.Fprintf(&b, ", caused by %s, for command %s", f.Cause, f.Op)
	default:
		fmt.Fprintf(&b, ", caused by %s, WHICH IS NOT ON RECORD, for command %s", f.Cause, f.Op)
	}
	b.WriteByte('\n')
	return b.String()
}

// tellUnused prints the grants that nobody used, which may be too many (R112).
func tellUnused(w io.Writer, h *history.Header, logs []*auditLog) {
	used := map[string]bool{}
	for _, l := range logs {
		for _, f := range l.story {
			if who, did, ok := strings.Cut(f.Note, ": "); ok && strings.Contains(did, ": ok by ") {
				role, _, _ := strings.Cut(who[strings.Index(who, " as ")+len(" as "):], " of ")
				action, _, _ := strings.Cut(did, " ")
				used[role+" "+action] = true
			}
		}
	}
	var idle []string
	for _, g := range h.Grants {
		for _, action := range g.Actions {
			if !used[g.Role+" "+action] {
				idle = append(idle, g.Role+" "+action)
			}
		}
	}
	if len(idle) > 0 {
		fmt.Fprintf(w, "\ngrants that nobody used: %s\n", strings.Join(idle, ", "))
	}
}
