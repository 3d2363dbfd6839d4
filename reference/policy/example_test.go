package policy_test

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/sim/history"
)

// What may leave a region is looked up in the compiled bundle: by type,
// destination and purpose, each field in its way.
func ExampleCompile() {
	bundle := policies.Default("hub")
	tx, err := policy.Compile(&bundle, policy.Place{Region: "tx", Regions: []string{"tx", "va", "hub"}}, policy.NewKey(1, "tx"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, typ := range []string{event.OrderBackordered, event.Delivered} {
		got := tx.Decide(&policy.Query{Type: typ, To: "hub", Purpose: event.DemandPlanning, Tier: history.Confidential})
		fmt.Printf("%s %v %q\n", typ, got.Allow, got.Reason)
		if got.Allow {
			fmt.Println(got.Rule.Fields(), "entity goes as a", got.Rule.How("entity"))
		}
	}
	// Output:
	// OrderBackordered true ""
	// [type entity sku qty time] entity goes as a token
	// Delivered false "no contract lets this type go to this destination for this purpose"
}
