package scenarios

import (
	"maps"
	"slices"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/topology"
)

// pickMax is the highest number of a command that a workload may name.
const pickMax = 1_000_000

// pickKeys say which commands arrive.
func pickKeys() []strict.Key[workloadFile] {
	return []strict.Key[workloadFile]{
		strict.Into("only", "the orders that are placed, by region: their numbers in order of arrival; all of a region that is not named", picksForm,
			func(w *workloadFile, p map[string][]int) { w.Orders = p }),
		strict.Into("only_receipts", "the goods receipts that happen, by region, as in only", picksForm,
			func(w *workloadFile, p map[string][]int) { w.Receipts = p }),
		strict.Into("only_counts", "the stock counts that happen, by region, as in only", picksForm,
			func(w *workloadFile, p map[string][]int) { w.Counts = p }),
	}
}

var picksForm = strict.Table("numbers by region", strict.Checked(strict.List(strict.Whole[int](1, pickMax)), func(n strict.Node, list *[]int) {
	for i := 1; i < len(*list); i++ {
		if (*list)[i] <= (*list)[i-1] {
			n.Report("write each number once, the smallest first", "%d after %d", (*list)[i], (*list)[i-1])
			return
		}
	}
}))

// checkPicks reports regions that are not there.
func (f *file) checkPicks(t topology.Topology) {
	regions := podRegions(t)
	for _, key := range []struct {
		name  string
		picks topology.Picks
	}{{"only", f.Workload.Orders}, {"only_receipts", f.Workload.Receipts}, {"only_counts", f.Workload.Counts}} {
		for _, region := range slices.Sorted(maps.Keys(key.picks)) {
			if !oneOf(region, regions) {
				f.workload.place.Key(key.name).Report(strict.Suggest(region, regions), "unknown region %q", region)
			}
		}
	}
}

// picked is how many commands of one kind a region gets until an instant: near
// enough by the rate, or at most those that are named.
func picked(p topology.Picks, region string, rate int64, until time.Duration) int64 {
	if numbers, named := p[region]; named && rate > 0 {
		return int64(len(numbers))
	}
	return rate * int64(until/time.Millisecond) / 1_000_000
}
