package matrix_test

import (
	"os"

	"github.com/seatrial/seatrial/scenarios/matrix"
)

func ExampleTable_Text() {
	t := matrix.Table{
		Defects: []matrix.Row{{ID: "M01", Name: "no-dedup", Promises: []string{"I-05"}, Cells: []matrix.Cell{{
			Scenario: "duplicate-storm", Outcome: matrix.Caught, Expected: []string{"I-05"}, Also: []string{"I-06"}, Seeds: 1,
			Catches: []matrix.Catch{{Promise: "I-05", Seed: 1, Seeds: 1, Virtual: 8_028_000_000, Wall: 0.2}},
		}}}},
		Clean: []matrix.Clean{{Scenario: "duplicate-storm", Seeds: 1}},
		Wall:  1,
	}
	t.Text(os.Stdout)
	// Output:
	// DEFECT  NAME      CAUGHT BY  SCENARIO         SEEDS  VIRTUAL  WALL   ALSO BROKEN
	// M01     no-dedup  I-05       duplicate-storm  1      8.028s   0.20s  I-06
	//
	// 1 of 1 defect caught by every promise that must, 0 false alarms in 1 clean run of 1 scenario, 1 s.
}
