package seal_test

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/seal"
)

// A token stands for a value and tells nothing; a sealed value comes back home
// and opens there, as what it was sealed as and nothing else.
func ExampleRing() {
	tx, err := seal.NewRing(seal.Config{Region: "tx", Tenant: "demo", Secret: "BEFQ7X2KPWM4ZTLA6GNC3HRVDY"})
	if err != nil {
		fmt.Println(err)
		return
	}
	planning := tx.Tokens(seal.Scope{To: "hub", Purpose: "demand-planning"}, 1)
	fmt.Println(planning.Of("customer", "ACME") == planning.Of("customer", "ACME"))
	audit := tx.Tokens(seal.Scope{To: "hub", Purpose: "audit"}, 1)
	fmt.Println(planning.Of("customer", "ACME") == audit.Of("customer", "ACME"))

	terms := seal.Place{Entity: "order/tx/17", Field: "terms", Version: 1}
	s := tx.Sealer()
	sealed := s.Seal("net 30", terms, 1)
	fmt.Println(s.Open(sealed, terms))
	terms.Entity = "order/tx/18"
	_, err = s.Open(sealed, terms)
	fmt.Println(err)
	// Output:
	// true
	// false
	// net 30 <nil>
	// does not open
}
