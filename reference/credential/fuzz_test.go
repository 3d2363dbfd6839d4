package credential_test

import (
	"testing"

	"github.com/seatrial/seatrial/reference/credential"
)

func FuzzRead(f *testing.F) {
	key := credential.NewKey(7, "issuer")
	f.Add(key.Sign(credential.Credential{Subject: "dana", Role: "auditor", Region: "tx", Expires: 1}))
	f.Add("....")
	f.Add("")
	f.Fuzz(func(t *testing.T, token string) {
		c, err := key.Public().Read(token)
		if err == nil && key.Sign(c) != token {
			t.Errorf("Sign(Read(%q)) = %q, want the same", token, key.Sign(c))
		}
	})
}
