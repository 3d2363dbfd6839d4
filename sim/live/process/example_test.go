package process_test

import (
	"fmt"
	"os"

	"github.com/seatrial/seatrial/sim/history"
)

// A region is killed with the real signal while a customer orders, and the next
// process takes its place: every order that was acknowledged is in the ledger.
func ExampleProcess() {
	dir, err := os.MkdirTemp("", "tx")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	c, err := newCounter(dir) // process.Start, Open and Begin
	if err != nil {
		panic(err)
	}
	for _, step := range []func() error{
		func() error { return c.answers(10) },
		c.process.Kill,
		c.process.Restart,
		func() error { return c.answers(10) },
	} {
		if err := step(); err != nil {
			panic(err)
		}
	}
	written, lost := map[string]bool{}, 0
	said := map[history.Kind]int{}
	for _, r := range c.close() {
		switch r.Kind {
		case history.KindAppend:
			written[r.Event.Text] = true
		case history.KindOK:
			if !written[r.Op.Text] {
				lost++
			}
		case history.KindDown, history.KindUp:
			said[r.Kind]++
		}
	}
	fmt.Println("machines that died:", said[history.KindDown], "and came back:", said[history.KindUp])
	fmt.Println("acknowledged and lost:", lost)
	// Output:
	// machines that died: 2 and came back: 2
	// acknowledged and lost: 0
}
