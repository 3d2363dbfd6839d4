package policies_test

import (
	"fmt"

	"github.com/seatrial/seatrial/scenarios/policies"
)

// A mistake in a policy is reported with its place and what to write instead.
func ExampleRead() {
	_, err := policies.Read("policy.yaml", []byte(`schema: seatrial/policy/v1
name: small
version: 1
ttl: 15m
fields:
  - {fields: [customer], tier: secret, account: customer}
`))
	fmt.Println(err)
	shipped := policies.Default("hub")
	fmt.Println(shipped.Name, shipped.Version, len(shipped.Contracts), "contracts")
	// Output:
	// policy.yaml:6:32: unknown tier "secret"; it is one of public, internal, confidential, regulated, restricted
	// default 1 8 contracts
}
