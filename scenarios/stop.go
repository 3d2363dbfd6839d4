package scenarios

import (
	"regexp"
	"strconv"

	"github.com/seatrial/seatrial/faults/strict"
)

const stopPattern = `^([a-z][a-z0-9_]*) *> *([0-9]{1,15})$`

var stopText = regexp.MustCompile(stopPattern)

// stopForm reads "backlog > 5000".
var stopForm = strict.Scalar("a limit on a counter such as backlog > 5000",
	map[string]any{"type": "string", "pattern": stopPattern},
	func(s string) (Stop, bool) {
		m := stopText.FindStringSubmatch(s)
		if m == nil {
			return Stop{}, false
		}
		n, err := strconv.ParseInt(m[2], 10, 64)
		return Stop{When: m[1], Above: n, Text: s}, err == nil
	})
