package attack_test

import (
	"testing"

	"github.com/seatrial/seatrial/invariants/attack"
)

// FuzzPseudonyms: no document makes reading it panic, and what was found is there.
func FuzzPseudonyms(f *testing.F) {
	for _, s := range []string{`{"a": "t1-00112233445566778899"}`, `[1, "ni:///sha-256;00ff00ff00ff00ff?x"]`, "{}{}", "<a>b</a>", "", "\xff", `{"a": {"b": ["00112233445566778899aa"]}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		attack.Texts(document)
		found, err := attack.Pseudonyms(document)
		for _, p := range found {
			if len(p.Text) < 16 {
				t.Errorf("Pseudonyms found %q, %v, want at least 16 letters", p.Text, err)
			}
		}
		var d attack.Dictionary
		d.Add(string(document), "salt")
		d.Recover(string(document))
	})
}
