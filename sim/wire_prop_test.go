package sim_test

import (
	"testing"

	"github.com/seatrial/seatrial/sim"
	"pgregory.net/rapid"
)

// What was written is read again, whatever stands in it.
func TestWireRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ %\r\n:A-F0-9]{0,12}`))
		m := &sim.Message{Head: sim.Head{
			ID: text.Draw(t, "id"), Type: text.Draw(t, "type"), Source: text.Draw(t, "source"), Entity: text.Draw(t, "entity"),
			Version: rapid.Uint64().Draw(t, "version"), Epoch: rapid.Uint32().Draw(t, "epoch"), Region: text.Draw(t, "region"),
			Tier: sim.Tier(rapid.IntRange(0, 5).Draw(t, "tier")), Corr: text.Draw(t, "corr"), Cause: text.Draw(t, "cause"),
			Time: rapid.Int64().Draw(t, "time"), Ledger: text.Draw(t, "ledger"), Pos: rapid.Uint64().Draw(t, "pos"),
			Purpose: text.Draw(t, "purpose"),
		}, Body: rapid.SliceOf(rapid.Byte()).Draw(t, "body")}
		got, err := sim.ParseWire(m.AppendWire(nil))
		if err != nil {
			t.Fatalf("ParseWire(AppendWire(%+v)) failed: %v", m.Head, err)
		}
		if got.Head != m.Head || string(got.Body) != string(m.Body) {
			t.Fatalf("ParseWire(AppendWire(m)) = %+v %q, want %+v %q", got.Head, got.Body, m.Head, m.Body)
		}
		var h sim.Head
		var wire []byte
		m.Head.Headers(func(name, value string) {
			wire = append(wire, name+": "+value+"\r\n"...)
			if err := h.SetHeader(name, value); err != nil {
				t.Fatalf("SetHeader(%q, %q) failed: %v", name, value, err)
			}
		})
		if wire = append(append(wire, "\r\n"...), m.Body...); string(wire) != string(m.AppendWire(nil)) {
			t.Fatalf("headers and body = %q, want the wire form %q", wire, m.AppendWire(nil))
		}
		if h != m.Head {
			t.Fatalf("SetHeader of every header = %+v, want %+v", h, m.Head)
		}
	})
}

func FuzzParseWire(f *testing.F) {
	f.Add((&sim.Message{Head: sim.Head{ID: "a", Tier: sim.Internal, Version: 3}, Body: []byte("{}")}).AppendWire(nil))
	f.Add([]byte("ce-sequence: 99999999999999999999\r\n\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := sim.ParseWire(b)
		if err != nil {
			return
		}
		again, err := sim.ParseWire(m.AppendWire(nil))
		if err != nil || again.Head != m.Head || string(again.Body) != string(m.Body) {
			t.Fatalf("ParseWire(AppendWire(%+v)) = %+v, %v", m.Head, again, err)
		}
	})
}
