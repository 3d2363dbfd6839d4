package credential_test

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/credential"
)

func Example() {
	issuer := credential.NewKey(7, "issuer")
	token := issuer.Sign(credential.Credential{Subject: "dana", Role: "replay-engineer", Region: "tx", Expires: 900})
	who, err := issuer.Public().Read(token)
	fmt.Println(who.Subject, who.Role, who.Region, who.Expires, err)
	_, err = credential.NewKey(8, "issuer").Public().Read(token)
	fmt.Println(err)
	// Output:
	// dana replay-engineer tx 900 <nil>
	// read credential: not signed by the issuer
}
