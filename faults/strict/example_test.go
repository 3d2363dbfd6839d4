package strict_test

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
)

type cut struct {
	Between [2]string
	Hold    time.Duration
	Chance  uint32
}

var cutForm = strict.Object("a cut", []strict.Key[cut]{
	strict.Into("between", "the two ends", strict.Pair(strict.Text), func(c *cut, ends [2]string) { c.Between = ends }).Needed(),
	strict.At("hold", "how long", strict.Duration, func(c *cut) *time.Duration { return &c.Hold }).Needed(),
	strict.At("chance", "how likely", strict.Share, func(c *cut) *uint32 { return &c.Chance }),
}, nil)

// One table of keys reads a file ...
func ExampleRead() {
	var c cut
	err := strict.Read("cut.yaml", []byte("between: [tx, hub]\nhold: 30s\nchance: 5%\n"), cutForm, &c)
	fmt.Println(c.Between, c.Hold, c.Chance, err)
	// Output: [tx hub] 30s 50000 <nil>
}

// ... and finds every mistake in another one.
func ExampleProblems() {
	var c cut
	fmt.Println(strict.Read("cut.yaml", []byte("between: [tx]\nhodl: 30s\nchance: 5\n"), cutForm, &c))
	// Output:
	// cut.yaml:1:1: a cut has no hold; add "hold:" (how long)
	// cut.yaml:1:10: a list of 1 where two are expected; write exactly two: [tx, hub]
	// cut.yaml:2:1: unknown key "hodl" in a cut; did you mean "hold"?
	// cut.yaml:3:9: "5" is not a share; write a share such as 5% or 0.1%
}
