package defect_test

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/defect"
)

func ExampleParse() {
	s, err := defect.Parse("M08")
	fmt.Println(s.KeyPerAttempt(), s.NoDedup(), err)
	for _, d := range defect.All()[:2] {
		fmt.Println(d.ID, d.Name, d.Promises)
	}
	// Output:
	// true false <nil>
	// M01 no-dedup [I-05]
	// M02 mark-apart [I-05]
}
