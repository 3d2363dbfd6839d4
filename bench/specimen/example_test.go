package specimen_test

import (
	"fmt"

	"github.com/seatrial/seatrial/bench/specimen"
)

// A history is told record by record.
func Example() {
	h := specimen.New(1000)
	n := 0
	for r := h.Next(); r != nil; r = h.Next() {
		if n++; n <= 3 || n%500 == 0 {
			fmt.Println(n, r.Kind)
		}
	}
	fmt.Println(n > 1000)
	// Output:
	// 1 bundle
	// 2 bundle
	// 3 bundle
	// 500 decide
	// 1000 append
	// true
}
