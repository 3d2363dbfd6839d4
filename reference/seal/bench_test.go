package seal_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"strconv"
	"testing"

	"github.com/seatrial/seatrial/reference/seal"
	"github.com/tink-crypto/tink-go/v2/prf/subtle"
)

// BenchmarkToken measures a token that is remembered, one that is new, and what
// else a new one could be made with: HMAC-SHA-256 kept keyed, as tokens were made
// before, and Tink's HMAC, which is keyed anew for each.
func BenchmarkToken(b *testing.B) {
	names := make([]string, 8192)
	for i := range names {
		names[i] = "order/tx/" + strconv.Itoa(i)
	}
	tokens := ring(b, seal.Config{Region: "tx", Secret: secretOf("tx")}).Tokens(seal.Scope{To: "hub", Purpose: "plan"}, 1)
	b.Run("known", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			tokens.OfEntity("entity", names[0])
		}
	})
	b.Run("new", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if i%len(names) == 0 { // forget them all, once in 8192
				tokens.Turn(seal.Epoch(2 + i/len(names)%2))
			}
			tokens.OfEntity("entity", names[i%len(names)])
		}
	})
	b.Run("hmac-kept-keyed", func(b *testing.B) {
		mac, room := hmac.New(sha256.New, make([]byte, 32)), make([]byte, 0, 64)
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			mac.Reset()
			mac.Write(append(append(room[:0], "hub\x00plan\x00"...), names[i%len(names)]...))
			mac.Sum(room[:0])
		}
	})
	b.Run("tink-hmac", func(b *testing.B) {
		prf, err := subtle.NewHMACPRF("SHA256", make([]byte, 32))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			prf.ComputePRF([]byte(names[i%len(names)]), 10)
		}
	})
	b.Run("tink-cmac", func(b *testing.B) {
		prf, err := subtle.NewAESCMACPRF(make([]byte, 32))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			prf.ComputePRF([]byte(names[i%len(names)]), 10)
		}
	})
}

// BenchmarkSeal measures one value sealed and one opened.
func BenchmarkSeal(b *testing.B) {
	s := ring(b, seal.Config{Region: "tx", Tenant: "demo", Secret: secretOf("tx")}).Sealer()
	at := seal.Place{Entity: "order/tx/17", Field: "terms", Version: 1}
	text := s.Seal("2/10 net 30", at, 1)
	b.Run("seal", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.Seal("2/10 net 30", at, 1)
		}
	})
	b.Run("open", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Open(text, at); err != nil {
				b.Fatal(err)
			}
		}
	})
}
