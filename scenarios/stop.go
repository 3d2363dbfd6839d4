package scenarios

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/seatrial/seatrial/faults/strict"
)

// Counters lists the figures of a run that a stop condition may look at. A
// condition on a figure that does not exist would never end anything.
func Counters() []string {
	return []string{
		"backlog", "commands", "commands_failed", "commands_lost", "commands_ok", "commands_shed", "crossed_bytes",
		"crossings", "dead_letters", "deliveries", "duplicates", "duplicates_ignored", "applied", "lags_forgotten", "parked",
		"redeliveries", "retries", "shed", "stale", "stored_again",
	}
}

const stopPattern = `^([a-z][a-z0-9_]*) *> *([0-9]{1,15})$`

var stopText = regexp.MustCompile(stopPattern)

// stopForm reads "backlog > 5000".
var stopForm = strict.Checked(
	strict.Scalar("a limit on a counter such as backlog > 5000",
		map[string]any{"type": "string", "pattern": stopPattern}, parseStop),
	func(n strict.Node, s *Stop) {
		if !slices.Contains(Counters(), s.When) {
			n.Report(strict.Suggest(s.When, Counters()), "unknown counter %q", s.When)
		}
	})

func parseStop(text string) (Stop, bool) {
	m := stopText.FindStringSubmatch(text)
	if m == nil {
		return Stop{}, false
	}
	n, err := strconv.ParseInt(m[2], 10, 64)
	return Stop{When: m[1], Above: n, Text: text}, err == nil
}
