package faults_test

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/faults"
)

// A plan is made before anything runs and can be stored, printed and edited.
func ExamplePlan() {
	p := faults.Plan{Scenario: "tx-dc", Seed: 7, Faults: []faults.Fault{
		{ID: "dead", Kind: faults.Kill, Target: "pod/tx", At: 20 * time.Second, Hold: 2 * time.Second},
		{ID: "cut", Kind: faults.Partition, Region: "tx", Peer: "hub", At: 10 * time.Second, Hold: 43 * time.Second},
	}}
	p.Sort()
	fmt.Print(string(p.Encode()))
	fmt.Println("calm after", p.LastRevert())
	// Output:
	// schema: seatrial/plan/v1
	// scenario: tx-dc
	// seed: 7
	// faults:
	//   - {id: cut, fault: partition, at: 10s, hold: 43s, between: [tx, hub]}
	//   - {id: dead, fault: kill, at: 20s, hold: 2s, target: pod/tx}
	// calm after 53s
}

func ExampleValidate() {
	fmt.Println(faults.Validate(faults.Fault{ID: "cut", Kind: faults.Partition, Hold: time.Second, Region: "tx"}))
	// Output: fault "cut": partition has no between; add between: [tx, hub]
}

func ExampleOf() {
	spec, _ := faults.Of(faults.PowerLoss)
	fmt.Println(spec.Title)
	fmt.Println("proved when", spec.Proof)
	// Output:
	// a region's processes, ledgers and bus lose power; only what was synced stays
	// proved when a process or a bus of the region went down
}
