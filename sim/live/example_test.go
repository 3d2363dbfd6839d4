package live_test

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live"
)

// Two faults hold the same lever; it stays pulled until the last lets go.
func ExampleHolders() {
	var cut live.Holders
	cut.Set("storm", 0, true)
	cut.Set("digger", 0, true)
	cut.Set("storm", 0, false)
	fmt.Println(cut.Held())
	cut.Set("digger", 0, false)
	fmt.Println(cut.Held())
	// Output:
	// true
	// false
}

// Witnesses write into one log, and it ends with the record of the end.
func ExampleLog() {
	log := live.NewLog(func(r *history.Record) { fmt.Println(r.Seq, r.Kind, r.Witness) })
	log.Note(func(r *history.Record) { r.Kind, r.Witness = history.KindAppend, history.N("pod/tx") })
	log.Note(func(r *history.Record) { r.Kind, r.Witness = history.KindOK, history.N("client/tx") })
	log.Note(func(r *history.Record) { r.Kind, r.Witness = history.KindEnd, history.N("harness") })
	log.Note(func(r *history.Record) { r.Kind, r.Witness = history.KindOK, history.N("too late") })
	// Output:
	// 1 append pod/tx
	// 2 ok client/tx
	// 3 end harness
}
