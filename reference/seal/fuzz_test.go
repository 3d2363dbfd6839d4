package seal_test

import (
	"testing"

	"github.com/seatrial/seatrial/reference/seal"
)

// FuzzOpen: no text opens but what was sealed, and none makes it panic.
func FuzzOpen(f *testing.F) {
	r, err := seal.NewRing(seal.Config{Region: "tx", Tenant: "demo", Secret: secretOf("tx")})
	if err != nil {
		f.Fatal(err)
	}
	at := seal.Place{Entity: "order/tx/1", Field: "terms", Version: 1}
	good := r.Sealer().Seal("net 30", at, 1)
	for _, s := range []string{good, "", "s", "s1-", "s0-AAAA", "s4294967296-AAAA", "t1-00000000000000000000", good + "=", good[:len(good)-2]} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := r.Sealer()
		value, err := s.Open(text, at)
		if err == nil && (text != good || value != "net 30") {
			t.Errorf("Open(%q) = %q, want it shut", text, value)
		}
		_, _ = seal.Sealed(text)
		_, _ = seal.TokenEpoch(text)
	})
}
