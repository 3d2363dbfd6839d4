package specimen

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

var (
	deadLetter, logLine = history.N("dead-letter"), history.N("log")
	metric, lastWords   = history.N("metric"), history.N("panic")
)

// stash puts bytes down in a place that is no link: where they lie, and whose they are.
func (h *History) stash(r *region, where, kind history.Name, format string, a ...any) {
	s := h.say(history.KindStash, where)
	s.Witness, s.From, s.Type, s.Tier, s.Body = r.planner, r.name, kind, internal, fmt.Appendf(nil, format, a...)
	if where == r.name && kind == deadLetter {
		s.Tier = restricted
	}
}

// mention puts down, in three places, that a message was put away.
func (h *History) mention(r *region, e *history.Record, why string) {
	h.stash(r, r.name, deadLetter, "%s %d: 7b226576656e74223a", e.Event, e.Pos)
	h.stash(r, r.name, logLine, "level=warn event=%s msg=%q", e.Event, why)
	h.stash(r, hub, metric, "dead_letters{region=%q} %d", r.name, r.letters)
}
