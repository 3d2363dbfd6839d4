package store

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/seatrial/seatrial/sim"
)

func drawMessage(t *rapid.T) *sim.Message {
	text := rapid.String()
	return &sim.Message{
		Head: sim.Head{
			ID: text.Draw(t, "id"), Type: text.Draw(t, "type"), Source: text.Draw(t, "source"), Entity: text.Draw(t, "entity"),
			Version: rapid.Uint64().Draw(t, "version"), Epoch: rapid.Uint32().Draw(t, "epoch"), Region: text.Draw(t, "region"),
			Tier: sim.Tier(rapid.IntRange(0, int(sim.Restricted)).Draw(t, "tier")), Corr: text.Draw(t, "corr"),
			Cause: text.Draw(t, "cause"), Time: rapid.Int64().Draw(t, "time"), Ledger: text.Draw(t, "ledger"),
			Pos: rapid.Uint64().Draw(t, "pos"), Purpose: text.Draw(t, "purpose"),
		},
		Body: rapid.SliceOf(rapid.Byte()).Draw(t, "body"),
	}
}

// An entry reads back as it was, just as the wire form does.
func TestEntryReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawMessage(t)
		got, err := parseEntry(appendEntry(nil, want))
		if err != nil {
			t.Fatalf("parseEntry(%+v) = %v, want nil", want, err)
		}
		wired, err := sim.ParseWire(want.AppendWire(nil))
		if err != nil {
			t.Fatalf("ParseWire = %v, want nil", err)
		}
		for _, other := range []*sim.Message{want, wired} {
			if got.Head != other.Head || !bytes.Equal(got.Body, other.Body) || got.View != nil {
				t.Fatalf("parseEntry = %+v, want %+v", got, other)
			}
		}
	})
}

func FuzzEntry(f *testing.F) {
	f.Add(appendEntry(nil, message("a")))
	f.Add([]byte{form, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := parseEntry(b)
		if err != nil {
			if !errors.Is(err, ErrEntry) {
				t.Fatalf("parseEntry(%q) = %v, want it to wrap ErrEntry", b, err)
			}
			return
		}
		again, err := parseEntry(appendEntry(nil, m))
		if err != nil || again.Head != m.Head || !bytes.Equal(again.Body, m.Body) {
			t.Fatalf("parseEntry(appendEntry(%+v)) = %+v, %v, want the same", m, again, err)
		}
	})
}
