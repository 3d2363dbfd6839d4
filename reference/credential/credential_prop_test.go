package credential_test

import (
	"errors"
	"testing"

	"github.com/seatrial/seatrial/reference/credential"
	"pgregory.net/rapid"
)

var credentials = rapid.Custom(func(t *rapid.T) credential.Credential {
	return credential.Credential{Subject: rapid.String().Draw(t, "subject"), Role: rapid.String().Draw(t, "role"),
		Region: rapid.String().Draw(t, "region"), Expires: rapid.Int64().Draw(t, "expires")}
})

// What was signed is read as it was; a token of which any byte is another is not
// read at all, and neither is one of another issuer.
func TestOnlyWhatWasSignedIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := credential.NewKey(rapid.Uint64().Draw(t, "seed"), "issuer")
		c := credentials.Draw(t, "credential")
		token := key.Sign(c)
		if got, err := key.Public().Read(token); got != c || err != nil {
			t.Fatalf("Read(Sign(%+v)) = %+v, %v, want the same", c, got, err)
		}
		at := rapid.IntRange(0, len(token)-1).Draw(t, "changed byte")
		changed := []byte(token)
		changed[at] = rapid.Byte().Filter(func(b byte) bool { return b != token[at] }).Draw(t, "becomes")
		if got, err := key.Public().Read(string(changed)); !errors.Is(err, credential.ErrForged) {
			t.Fatalf("Read(%q changed at %d) = %+v, %v, want ErrForged", token, at, got, err)
		}
		if _, err := credential.NewKey(1, "another").Public().Read(token); !errors.Is(err, credential.ErrForged) {
			t.Fatalf("Read by the key of another issuer = %v, want ErrForged", err)
		}
	})
}
