package sim_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// full returns a message with every field set.
func full() *sim.Message {
	return &sim.Message{Body: []byte(`{"line":1,"qty":3}`), Head: sim.Head{
		ID: "e-17", Type: "OrderAllocated", Source: "tx/order/17", Entity: "order/tx/17", Version: 4, Epoch: 2, Region: "tx",
		Tier: sim.Confidential, Corr: "cmd-9", Cause: "e-16", Time: 1_767_600_000_000_000_001, Ledger: "pod/tx", Pos: 1234, Purpose: "planning",
	}}
}

func TestWireForm(t *testing.T) {
	want := strings.Join([]string{
		"ce-specversion: 1.0",
		"ce-id: e-17",
		"ce-type: OrderAllocated",
		"ce-source: tx/order/17",
		"ce-subject: order/tx/17",
		"ce-sequence: 00000000000000000004",
		"ce-epoch: 00000000000000000002",
		"ce-region: tx",
		"ce-dataclassification: confidential",
		"ce-correlationid: cmd-9",
		"ce-causationid: e-16",
		"ce-recordedtime: 01767600000000000001",
		"ce-ledger: pod/tx",
		"ce-position: 00000000000000001234",
		"ce-purpose: planning",
		"",
		`{"line":1,"qty":3}`,
	}, "\r\n")
	if got := string(full().AppendWire(nil)); got != want {
		t.Errorf("AppendWire = %q, want %q", got, want)
	}
	if got := string(full().AppendWire([]byte("before"))); got != "before"+want {
		t.Errorf("AppendWire after bytes = %q, want them kept", got)
	}
	empty := &sim.Message{Head: sim.Head{ID: "x", Tier: sim.Public}}
	if got, want := string(empty.AppendWire(nil)), "ce-specversion: 1.0\r\nce-id: x\r\nce-dataclassification: public\r\n\r\n"; got != want {
		t.Errorf("AppendWire of a message without much = %q, want %q: what is absent is left out", got, want)
	}
}

// TestSize bounds how far the estimate is off the bytes.
func TestSize(t *testing.T) {
	m := full()
	if got, wire := m.Size(), len(m.AppendWire(nil)); got < wire*6/10 || got > wire*14/10 {
		t.Errorf("Size() = %d, want about %d", got, wire)
	}
}

// TestDigestCoversEveryField changes one field at a time; a field that is added
// to the header and forgotten in the digest fails here.
func TestDigestCoversEveryField(t *testing.T) {
	seen := map[uint64]string{full().Digest(): "nothing"}
	note := func(name string, m *sim.Message) {
		t.Helper()
		if before, ok := seen[m.Digest()]; ok {
			t.Errorf("Digest after a change of %s = Digest after a change of %s, want another", name, before)
		}
		seen[m.Digest()] = name
	}
	head := reflect.TypeFor[sim.Head]()
	for i := range head.NumField() {
		m := full()
		switch f := reflect.ValueOf(&m.Head).Elem().Field(i); f.Kind() {
		case reflect.String:
			f.SetString(f.String() + "x")
		case reflect.Int64:
			f.SetInt(f.Int() + 1)
		default:
			f.SetUint(f.Uint() + 1)
		}
		note(head.Field(i).Name, m)
	}
	m := full()
	m.Body = append(m.Body, ' ')
	note("Body", m)
	m = full()
	m.Head.Entity, m.Head.Source = m.Head.Source, m.Head.Entity
	note("two fields swapped", m)
	m = full()
	m.View = 17
	if m.Digest() != full().Digest() {
		t.Errorf("Digest changes with the view, want it to look at bytes alone")
	}
}

// TestDigestStays pins the numbers: trace hashes are stored and compared.
func TestDigestStays(t *testing.T) {
	if got, want := full().Digest(), uint64(0xe6b7ca52c012c4c7); got != want {
		t.Errorf("Digest() = %#x, want %#x", got, want)
	}
	if got, want := sim.DigestBytes([]byte("sea trial")), uint64(0xbef3cd5c5a34c670); got != want {
		t.Errorf("DigestBytes(sea trial) = %#x, want %#x", got, want)
	}
}

func TestDigestBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "a")
		b := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "b")
		if got, want := sim.DigestBytes(a) == sim.DigestBytes(b), bytes.Equal(a, b); got != want {
			t.Fatalf("DigestBytes(%x) == DigestBytes(%x) = %v, want %v", a, b, got, want)
		}
		if len(a) > 0 {
			c := bytes.Clone(a)
			c[rapid.IntRange(0, len(c)-1).Draw(t, "place")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
			if sim.DigestBytes(a) == sim.DigestBytes(c) {
				t.Fatalf("DigestBytes(%x) = DigestBytes(%x), want another", a, c)
			}
		}
		if sim.DigestBytes(a) == sim.DigestBytes(append(bytes.Clone(a), 0)) {
			t.Fatalf("DigestBytes(%x) does not change with a zero at the end, want another", a)
		}
	})
}

func TestTiers(t *testing.T) {
	names := []string{"public", "internal", "confidential", "regulated", "restricted"}
	for i, name := range names {
		tier, ok := sim.ParseTier(name)
		if !ok || tier != sim.Tier(i+1) || tier.String() != name {
			t.Errorf("ParseTier(%q) = %v, %v, want tier %d of the same name", name, tier, ok, i+1)
		}
	}
	if sim.Public >= sim.Internal || sim.Regulated >= sim.Restricted {
		t.Errorf("tiers are not in order, want the lowest first")
	}
	for _, name := range []string{"", "Public", "secret", "unknown"} {
		if tier, ok := sim.ParseTier(name); ok {
			t.Errorf("ParseTier(%q) = %v, want it refused", name, tier)
		}
	}
	if got := sim.Tier(77).String(); got != "unknown" {
		t.Errorf("Tier(77).String() = %q, want unknown", got)
	}
}

// TestNamesAreThoseOfTheHeader checks that the cached keys are what a record
// would compute.
func TestNamesAreThoseOfTheHeader(t *testing.T) {
	m := full()
	h := &m.Head
	for _, x := range []struct {
		what      string
		got, want history.Name
	}{
		{"EventName", m.EventName(), history.N(h.ID)},
		{"TypeName", m.TypeName(), history.N(h.Type)},
		{"EntityName", m.EntityName(), history.N(h.Entity)},
		{"CorrName", m.CorrName(), history.N(h.Corr)},
		{"CauseName", m.CauseName(), history.N(h.Cause)},
		{"LedgerName", m.LedgerName(), history.N(h.Ledger)},
	} {
		if x.got != x.want {
			t.Errorf("%s() = %v, want %v", x.what, x.got, x.want)
		}
	}
}
