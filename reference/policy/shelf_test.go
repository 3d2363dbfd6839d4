package policy_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim/history"
)

var (
	authority = policy.AuthorityKey(7)
	forger    = policy.AuthorityKey(8)
)

func shelf(skew int64) *policy.Shelf {
	return policy.NewShelf(texas, policy.NewKey(7, "tx"), authority.Public().(ed25519.PublicKey), skew)
}

func signed(b *policy.Bundle, issued int64) []byte {
	s := policy.Sign(b, issued, authority)
	return s.Encode()
}

// backordered is what a region may say of an order that it cannot fill.
func backordered() policy.Query {
	return policy.Query{Type: event.OrderBackordered, To: "hub", Purpose: event.DemandPlanning, Tier: history.Confidential}
}

// TestShelf plays bundles that arrive at a region. "go test -rewrite" writes the
// traces anew.
//
//	take version=2 [from=20] [fields=type+qty] [ttl=100] [issued=5] [now=5] [by=forger] [name=other]
//	at 19 20 21      what goes of an order that is backordered, at these instants
func TestShelf(t *testing.T) {
	datadriven.Walk(t, "testdata/shelf", func(t *testing.T, path string) {
		var s *policy.Shelf
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "shelf":
				var skew int64
				d.MaybeScanArgs(t, "skew", &skew)
				s = shelf(skew)
				if d.HasArg("loose") {
					s.LooseFirst()
				}
				return ""
			case "take":
				return take(t, s, d)
			case "at":
				return at(t, s, d)
			}
			return "unknown verb " + d.Cmd
		})
	})
}

func take(t *testing.T, s *policy.Shelf, d *datadriven.TestData) string {
	var version, from, ttl, issued, now int64 = 1, 0, 1000, 0, 0
	by, name, fields := "authority", "default", "type"
	d.ScanArgs(t, "version", &version)
	d.MaybeScanArgs(t, "from", &from)
	d.MaybeScanArgs(t, "ttl", &ttl)
	d.MaybeScanArgs(t, "now", &now)
	issued = now
	d.MaybeScanArgs(t, "issued", &issued)
	d.MaybeScanArgs(t, "by", &by)
	d.MaybeScanArgs(t, "name", &name)
	d.MaybeScanArgs(t, "fields", &fields)
	var goes []history.Field
	for _, f := range strings.Split(fields, "+") {
		how := policy.Clear
		if f == "entity" {
			how = policy.Token
		}
		goes = append(goes, field(f, how))
	}
	b := rules(uint64(version), only(event.OrderBackordered, goes...), func(b *policy.Bundle) {
		b.Name, b.EffectiveNano, b.TTLNano = name, from, ttl
	})
	key := authority
	if by == "forger" {
		key = forger
	}
	raw := policy.Sign(b, issued, key)
	got, err := s.Take(raw.Encode(), now)
	switch {
	case err != nil && got == nil:
		return fmt.Sprintf("refused: %v\n", err)
	case err != nil:
		return fmt.Sprintf("version %d refused: %v\n", got.Version, err)
	}
	return fmt.Sprintf("version %d taken\n", got.Version)
}

func at(t *testing.T, s *policy.Shelf, d *datadriven.TestData) string {
	var out strings.Builder
	for _, arg := range d.CmdArgs {
		var now int64
		if _, err := fmt.Sscan(arg.Key, &now); err != nil {
			t.Fatal(err)
		}
		q := backordered()
		got := s.Decide(&q, now)
		what := got.Reason
		if got.Allow {
			what = strings.Join(got.Rule.Fields(), " ")
		}
		next := "never"
		if n := s.Next(now); n != math.MaxInt64 {
			next = fmt.Sprint(n)
		}
		fmt.Fprintf(&out, "%d: version %d: %s; next %s\n", now, s.Version(), what, next)
	}
	return out.String()
}

func TestRefusedBundlesChangeNothing(t *testing.T) {
	s := shelf(0)
	if _, err := s.Take(signed(rules(3), 10), 10); err != nil || s.Next(10) != math.MaxInt64 {
		t.Fatal(err, s.Next(10))
	}
	open := rules(4, func(b *policy.Bundle) {
		b.Residency = append(b.Residency, history.Residency{Tier: "restricted", Regions: []string{"hub"}})
	})
	unsound := rules(4, func(b *policy.Bundle) { b.Classes = nil })
	forged := policy.Sign(open, 11, forger)
	garbled := signed(open, 11)
	garbled[len(garbled)-2] ^= 1
	later := signed(open, 11)
	later[0] ^= 1 // the instant is part of what is signed
	for name, test := range map[string]struct {
		raw  []byte
		want error
	}{
		"nothing":              {nil, policy.ErrForm},
		"too short":            {make([]byte, 72), policy.ErrForm},
		"forged":               {forged.Encode(), policy.ErrSignature},
		"garbled":              {garbled, policy.ErrSignature},
		"another instant":      {later, policy.ErrSignature},
		"an older version":     {signed(rules(2), 11), policy.ErrOld},
		"confirmed before":     {signed(rules(3), 9), policy.ErrOld},
		"another name":         {signed(rules(4, func(b *policy.Bundle) { b.Name = "other" }), 11), policy.ErrName},
		"another text":         {signed(rules(3, func(b *policy.Bundle) { b.TTLNano++ }), 11), policy.ErrTwin},
		"nobody can decide by": {signed(unsound, 11), nil},
	} {
		b, err := s.Take(test.raw, 11)
		if err == nil || test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("Take(%s) = %v, %v, want %v", name, b, err, test.want)
		}
		if q := shipped(); !s.Decide(&q, 11).Allow || s.Version() != 3 || s.Next(11) != math.MaxInt64 {
			t.Errorf("after Take(%s): version %d, next change %d, want version 3 in force and no change", name, s.Version(), s.Next(11))
		}
	}
}

func TestSignedIsWhatWasSigned(t *testing.T) {
	b := rules(5)
	s := policy.Sign(b, 42, authority)
	back, err := policy.ParseSigned(s.Encode())
	if err != nil || back.Issued != 42 || !bytes.Equal(back.Bytes, b.Canonical()) {
		t.Fatalf("ParseSigned(Encode) = %+v, %v, want the bundle of instant 42", back, err)
	}
	got, err := back.Open(authority.Public().(ed25519.PublicKey))
	if err != nil || got.Hash != b.Digest() || got.Version != 5 {
		t.Errorf("Open = %+v, %v, want version 5 with hash %s", got, err, b.Digest())
	}
	if _, err := back.Open(nil); !errors.Is(err, policy.ErrSignature) {
		t.Errorf("Open(without an authority) = %v, want %v", err, policy.ErrSignature)
	}
	for name, raw := range map[string][]byte{
		"another order of keys": bytes.Replace(b.Canonical(), []byte(`{"name":"default",`), []byte(`{`), 1),
		"an unknown key":        bytes.Replace(b.Canonical(), []byte(`{"name"`), []byte(`{"open":true,"name"`), 1),
		"two bundles":           append(b.Canonical(), b.Canonical()...),
		"its own hash":          bytes.Replace(b.Canonical(), []byte(`"ttl_ns"`), []byte(`"hash":"x","ttl_ns"`), 1),
	} {
		if _, err := policy.Decode(raw); !errors.Is(err, policy.ErrForm) {
			t.Errorf("Decode(bundle with %s) = %v, want %v", name, err, policy.ErrForm)
		}
	}
}
