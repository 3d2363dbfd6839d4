package invariants_test

import (
	"fmt"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/sim/history"
)

// A client asks twice with one key, because the first answer was lost, and the
// carrier ships twice.
func Example() {
	header := history.Header{Schema: history.Schema, System: "corner shop"}
	records := []history.Record{
		{Kind: history.KindInvoke, Op: history.N("k1"), Type: history.N("BookShipment"), Attempt: 1},
		{Kind: history.KindEffect, Op: history.N("k1"), Type: history.N("shipment"), Entity: history.N("order/17"), Witness: history.N("carrier")},
		{Kind: history.KindInvoke, Op: history.N("k1"), Type: history.N("BookShipment"), Attempt: 2},
		{Kind: history.KindEffect, Op: history.N("k1"), Type: history.N("shipment"), Entity: history.N("order/17"), Witness: history.N("carrier")},
		{Kind: history.KindEnd},
	}
	judge := invariants.NewJudge(&header, []invariants.Promise{invariants.ExactlyOnceEffect, invariants.Conservation})
	for i := range records {
		records[i].Seq, records[i].At = uint64(i+1), int64(i+1)*1_000_000
		judge.See(&records[i])
	}
	for _, f := range judge.Findings() {
		fmt.Println(f.ID, f.Name+":", f.Verdict)
		if f.First != nil {
			fmt.Println("  " + f.First.Text)
			for _, line := range f.First.More {
				fmt.Println("    " + line)
			}
		}
	}
	// Output:
	// I-05 exactly-once-effect: violated
	//   order/17: the shipment asked for with key k1 happened twice
	//     record 2
	//     record 4: 0.004s carrier order/17: shipment op k1
	// I-01 conservation: unknown
}

// Findings of several seeds are summed.
func ExampleMerge() {
	sum := invariants.Merge([][]invariants.Finding{
		{{ID: "I-05", Verdict: invariants.Held, Evaluated: 12}},
		{{ID: "I-05", Verdict: invariants.Unknown, Why: "its premise never occurred"}},
	})
	fmt.Println(sum[0].ID, sum[0].Verdict, sum[0].Evaluated)
	// Output: I-05 held 12
}
