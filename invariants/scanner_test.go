package invariants

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// Every form that I-12 names gives the value away, whatever stands around it.
func TestScannerForms(t *testing.T) {
	const value = `O'Héra "& Sons" 7`
	quoted, _ := json.Marshal(value)
	s256, s1, m5 := sha256.Sum256([]byte(value)), sha1.Sum([]byte(value)), md5.Sum([]byte(value))
	s := NewScanner([]history.Canary{{Region: "tx", Field: "customer", Value: value}}, nil)
	for _, c := range []struct{ form, body string }{
		{"raw", "x" + value},
		{"raw", `.. "& Sons" ..`},
		{"JSON", strings.ReplaceAll(`O'H\u00e9ra \"& Sons\" 7`, " Sons", " Sons")},
		{"JSON", string(quoted)},
		{"URL", "?q=" + url.QueryEscape(value)},
		{"URL", "/a/" + url.PathEscape(value) + "/b"},
		{"URL", strings.ToLower(url.QueryEscape("O'H")) + "none"},
		{"base64", base64.StdEncoding.EncodeToString([]byte(value))},
		{"base64", base64.StdEncoding.EncodeToString([]byte("1" + value + "1"))},
		{"base64", base64.StdEncoding.EncodeToString([]byte("12" + value + "12"))},
		{"base64", base64.RawURLEncoding.EncodeToString([]byte("123" + value))},
		{"hex", hex.EncodeToString([]byte(value))},
		{"hex", strings.ToUpper(hex.EncodeToString([]byte(value)))},
		{"sha256 in hex", hex.EncodeToString(s256[:])},
		{"sha256 in base64", base64.StdEncoding.EncodeToString(s256[:])},
		{"sha1 in hex", hex.EncodeToString(s1[:])},
		{"sha1 in base64", base64.StdEncoding.EncodeToString(s1[:])},
		{"md5 in hex", hex.EncodeToString(m5[:])},
		{"md5 in base64", base64.RawURLEncoding.EncodeToString(m5[:])},
	} {
		hit, ok := s.Scan([]byte("head:"+c.body+":tail"), history.N("hub"))
		if want := c.body[len(c.body)-4:] != "none"; ok != want {
			t.Errorf("Scan(%q) = %v, want %v", c.body, ok, want)
		} else if ok && !strings.HasPrefix(hit.Form, c.form) && hit.Form != "raw" {
			t.Errorf("Scan(%q) found it as %s, want %s", c.body, hit.Form, c.form)
		}
		if hit, ok := s.Scan([]byte(c.body), history.N("tx")); ok {
			t.Errorf("Scan(%q) into its own region = %+v, want nothing", c.body, hit)
		}
	}
}

func TestScannerShortValues(t *testing.T) {
	s := NewScanner([]history.Canary{{Region: "tx", Value: "k-77"}, {Region: "tx", Value: "abc"}, {Region: "tx", Value: "a&b&c"}}, nil)
	for body, want := range map[string]bool{
		"..k-77..": true, "k-7": false, "abc": false, "": false, "a%26b%26c": true, hex.EncodeToString([]byte("k-77")): true,
	} {
		if _, ok := s.Scan([]byte(body), history.N("hub")); ok != want {
			t.Errorf("Scan(%q) = %v, want %v", body, ok, want)
		}
	}
}

func BenchmarkScanner(b *testing.B) {
	var canaries []history.Canary
	for _, v := range strings.Fields(repeat(500, "canary-%d-of-customer")) {
		canaries = append(canaries, history.Canary{Region: "tx", Value: v})
	}
	s := NewScanner(canaries, nil)
	body := []byte(strings.Repeat(`{"sku":"s-0004","qty":12,"entity":"sku/tx/s-0004","on_hand":310},`, 500))
	to := history.N("hub")
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if hit, ok := s.Scan(body, to); ok {
			b.Fatalf("Scan(clean) = %+v, want nothing", hit)
		}
	}
}
