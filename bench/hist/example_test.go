package hist_test

import (
	"fmt"
	"os"
	"time"

	"github.com/seatrial/seatrial/bench/hist"
)

// A recorder for each goroutine, read together, written for a plotter.
func Example() {
	a, b := hist.NewRecorder(), hist.NewRecorder()
	a.Record(2 * time.Millisecond)
	b.Record(4 * time.Millisecond)
	h := hist.Merge(a, b)
	fmt.Println(h.TotalCount(), "latencies")
	if err := hist.WriteCurve(os.Stdout, "order_commit", h); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 2 latencies
	// #[Path    = order_commit, unit = ms]
	//    Value(ms)     Percentile TotalCount 1/(1-Percentile)
	//
	//     2.000895 0.000000000000          1           1.00
	//     2.000895 0.100000000000          1           1.11
	//     2.000895 0.200000000000          1           1.25
	//     2.000895 0.300000000000          1           1.43
	//     2.000895 0.400000000000          1           1.67
	//     2.000895 0.500000000000          1           2.00
	//     4.001791 0.550000000000          2           2.22
	//     4.001791 1.000000000000          2            inf
	// #[Mean    =     3.000576, StdDeviation   =     1.000192]
	// #[Max     =     4.001791, Total count    =            2]
	// #[Low     =     0.000001, Significant digits =        3]
}
