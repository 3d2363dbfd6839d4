package scenarios

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/faults/strict"
)

// Paths lists the measured paths that a threshold may limit.
func Paths() []string {
	return []string{"order_commit", "order_cycle", "order_visible", "local_propagation", "hub_propagation"}
}

var pathDocs = map[string]string{
	"order_commit":      "from sending an order to its answer",
	"order_cycle":       "from the order to its shipment",
	"order_visible":     "from the order to the first read model that shows it",
	"local_propagation": "from an event's append to its effect at a consumer of the region",
	"hub_propagation":   "from an event's append to its effect at the aggregator",
}

var thresholdsForm = strict.Object("the thresholds", thresholdKeys(), nil)

// thresholdKeys fill one list, one key per path.
func thresholdKeys() []strict.Key[[]Threshold] {
	var keys []strict.Key[[]Threshold]
	for _, path := range Paths() {
		keys = append(keys, strict.At(path, pathDocs[path], strict.List(thresholdForm(path)),
			func(list *[]Threshold) *[]Threshold { return list }))
	}
	return keys
}

const thresholdPattern = `^(p\(([0-9]+(?:\.[0-9]+)?)\)|max|avg|count|rate) *(<=|>=|<|>) *([0-9a-z./]+)$`

var thresholdText = regexp.MustCompile(thresholdPattern)

func thresholdForm(path string) strict.Form[Threshold] {
	text := strict.Scalar("a threshold such as p(99)<50ms, max<2s, count>100 or rate>=5/s",
		map[string]any{"type": "string", "pattern": thresholdPattern},
		func(s string) (Threshold, bool) { return parseThreshold(path, s) })
	return strict.Checked(text, func(n strict.Node, t *Threshold) { t.Line = n.Line() })
}

func parseThreshold(path, text string) (Threshold, bool) {
	m := thresholdText.FindStringSubmatch(text)
	if m == nil {
		return Threshold{}, false
	}
	t := Threshold{Path: path, Stat: m[1], Op: m[3], Text: text}
	ok := true
	switch {
	case t.Stat == "count":
		n, err := strconv.ParseInt(m[4], 10, 64)
		t.Value, ok = n, err == nil
	case t.Stat == "rate":
		t.Value, ok = strict.ParseRate(m[4])
	default:
		d, fine := strict.ParseDuration(m[4])
		t.Value, ok = int64(d), fine && percentile(m[2])
	}
	return t, ok
}

// percentile reports whether a number is one that can be read from a sample:
// below 100, with at most three digits after the point.
func percentile(text string) bool {
	whole, fraction, _ := strings.Cut(text, ".")
	return len(whole) <= 2 && len(fraction) <= 3
}
