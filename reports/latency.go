package reports

import (
	"maps"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/scenarios/run"
)

// wholePaths lists the measured paths that are not a part of another: a path
// such as order_commit/tx is order_commit seen in one region. If all are parts,
// it lists all. Short reports show whole paths only; JSON and HTML have the
// parts.
func wholePaths(r *run.Result) []string {
	all := slices.Sorted(maps.Keys(r.Latency))
	whole := slices.DeleteFunc(slices.Clone(all), func(path string) bool {
		parent, _, part := strings.Cut(path, "/")
		_, measured := r.Latency[parent]
		return part && measured
	})
	if len(whole) == 0 {
		return all
	}
	return whole
}

// partsOf lists the parts of a whole path.
func partsOf(r *run.Result, whole string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(r.Latency)), func(path string) bool {
		return !strings.HasPrefix(path, whole+"/")
	})
}
