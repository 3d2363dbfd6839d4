package requirement_test

import (
	"fmt"

	"github.com/seatrial/seatrial/scenarios/requirement"
)

func ExampleByID() {
	row, _ := requirement.ByID("R013")
	fmt.Println(row.ID, row.Kind, row.Promises)
	fmt.Println(row.Text)
	// Output:
	// R013 failure [I-05]
	// However often a shipment event arrives, the carrier ships once
}

func ExampleAll() {
	count := map[requirement.Kind]int{}
	for _, row := range requirement.All() {
		count[row.Kind]++
	}
	for _, kind := range requirement.Kinds() {
		fmt.Println(kind, count[kind])
	}
	// Output:
	// pattern 23
	// control 63
	// metric 10
	// failure 18
	// test 6
	// question 6
	// goal 10
}
