package attack_test

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/invariants/attack"
	"github.com/seatrial/seatrial/reference/seal"
	"pgregory.net/rapid"
)

// hashes are the ways in which others make pseudonyms without a key.
var hashes = map[string]func(value, salt string) []byte{
	"sha256":      func(v, _ string) []byte { s := sha256.Sum256([]byte(v)); return s[:] },
	"sha1":        func(v, _ string) []byte { s := sha1.Sum([]byte(v)); return s[:] },
	"md5":         func(v, _ string) []byte { s := md5.Sum([]byte(v)); return s[:] },
	"sha512":      func(v, _ string) []byte { s := sha512.Sum512([]byte(v)); return s[:] },
	"salt after":  func(v, salt string) []byte { s := sha256.Sum256([]byte(v + salt)); return s[:] },
	"salt before": func(v, salt string) []byte { s := sha1.Sum([]byte(salt + v)); return s[:] },
	"hmac": func(v, salt string) []byte {
		m := hmac.New(sha256.New, []byte(salt))
		m.Write([]byte(v))
		return m.Sum(nil)
	},
}

// Whatever is hashed without a key is recovered, in hex and base64, cut and
// dressed up; a text that is none of it is not.
func TestKeylessPseudonymsAreRecovered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfNDistinct(rapid.StringN(1, 20, 60), 1, 8, rapid.ID[string]).Draw(t, "values")
		var d attack.Dictionary
		for _, v := range values {
			d.Add(v, "hub", "a known word")
		}
		v := rapid.SampledFrom(values).Draw(t, "value")
		sum := hashes[rapid.SampledFrom([]string{"sha256", "sha1", "md5", "sha512", "salt after", "salt before", "hmac"}).Draw(t, "algorithm")](v, rapid.SampledFrom([]string{"hub", "a known word"}).Draw(t, "salt"))
		sum = sum[:rapid.IntRange(8, len(sum)).Draw(t, "bytes")]
		text := rapid.SampledFrom([]func([]byte) string{hex.EncodeToString, func(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) },
			base64.RawURLEncoding.EncodeToString, base64.StdEncoding.EncodeToString}).Draw(t, "text")(sum)
		text = rapid.SampledFrom([]string{"", "t-", "ni:///sha-256;", "order/tx/t1-"}).Draw(t, "before") + text
		if g, ok := d.Recover(text); !ok || g.Value != v {
			t.Fatalf("Recover(%s) = %+v, %v, want %q", text, g, ok, v)
		}
	})
}

// The negative control: of keyed tokens nothing is recovered, with every value,
// every scope and the names of region, tenant and epoch in the dictionary.
func TestKeyedTokensAreNot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfNDistinct(rapid.StringN(1, 20, 60), 1, 8, rapid.ID[string]).Draw(t, "values")
		r, err := seal.NewRing(seal.Config{Region: "tx", Tenant: "demo", Secret: rapid.StringMatching(`[A-Z2-7]{32}`).Draw(t, "secret")})
		if err != nil {
			t.Fatal(err)
		}
		var d attack.Dictionary
		for _, v := range values {
			d.Add(v, "tx", "demo", "hub", "demand-planning", "customer", "1", "hub\x00demand-planning")
		}
		tokens, sealer := r.Tokens(seal.Scope{To: "hub", Purpose: "demand-planning"}, 1), r.Sealer()
		for _, v := range values {
			for _, text := range []string{tokens.Of("customer", v), tokens.OfEntity("entity", v), sealer.Seal(v, seal.Place{Entity: "order/tx/1", Field: "customer"}, 1)} {
				if text == v || strings.Contains(text, "/") {
					continue // a value with a slash keeps what stands before it
				}
				if g, ok := d.Recover(text); ok {
					t.Fatalf("Recover(%s) = %+v, want nothing", text, g)
				}
			}
		}
	})
}

// A sanitised document in the form of the published sample, made by hand.
func TestTry(t *testing.T) {
	sum := func(v string) string { s := sha256.Sum256([]byte(v)); return hex.EncodeToString(s[:]) }
	clear, counts := attack.Texts([]byte(`<e><epc kind="a">urn:1</epc><epc>urn:2</epc><po>PO-7</po></e>`))
	if fmt.Sprint(clear) != "[a urn:1 urn:2 PO-7]" || counts["urn:1"] != 1 {
		t.Errorf("Texts = %q, %v, want attribute and texts, each once", clear, counts)
	}
	hidden, err := attack.Pseudonyms([]byte(fmt.Sprintf(`[{"epcList": ["ni:///sha-256;%s?ver=1", "ni:///sha-256;%s"], "party": "%s", "day": "2021-04-26T00:00:00.000+02:00"}, {"epcList": ["ni:///sha-256;%s?ver=1"]}]`,
		sum("urn:1"), sum("urn:2"), sum("urn:1PO-7"), sum("urn:1"))))
	if err != nil || len(hidden) != 3 || hidden[0].Count != 2 {
		t.Fatalf("Pseudonyms = %+v, %v, want three, each once", hidden, err)
	}
	got := attack.Try(clear, append(hidden, attack.Pseudonym{Field: "party", Text: "t1-00112233445566778899"}))
	if len(got) != 2 || got[0].Field != "epcList" || got[0].Recovered != 2 || got[1].Of != 2 || got[1].Recovered != 1 || got[1].Found[0].Guess.Salt != "PO-7" {
		t.Errorf("Try = %+v, want both of epcList, and one of two parties by its salt", got)
	}
	if _, err := attack.Pseudonyms([]byte("<xml/>")); err == nil {
		t.Error("Pseudonyms of XML = nil error, want one")
	}
}

// What comes as often as nothing else is linked; what comes evenly is not.
func TestFrequency(t *testing.T) {
	skewed := map[string]int{"s-1": 40, "s-2": 21, "s-3": 7, "s-4": 7}
	got := attack.Frequency(map[string]int{"t1-a": 40, "t1-b": 21, "t1-c": 7, "t1-d": 7}, skewed)
	if fmt.Sprint(got) != "[{t1-a s-1 40} {t1-b s-2 21}]" {
		t.Errorf("Frequency of a skewed field = %v, want its two most frequent", got)
	}
	even := map[string]int{}
	for i := range 50 {
		even[fmt.Sprint(i)] = 3
	}
	if got := attack.Frequency(even, even); len(got) != 0 {
		t.Errorf("Frequency of an even field = %v, want nothing", got)
	}
}
