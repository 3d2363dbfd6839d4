package event_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"pgregory.net/rapid"
)

func TestFactIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.StringMatching(`[ -~]*`)
		want := event.Fact{Pos: rapid.Uint64().Draw(t, "pos"), Event: plain.Draw(t, "event"), Type: plain.Draw(t, "type"), Entity: plain.Draw(t, "entity"),
			Version: rapid.Uint64().Draw(t, "version"), Line: rapid.Uint32().Draw(t, "line"), State: states.Draw(t, "state"), SKU: plain.Draw(t, "sku"),
			Qty: rapid.Int64().Draw(t, "qty"), Cause: plain.Draw(t, "cause"), Op: plain.Draw(t, "op"), Time: rapid.Int64().Draw(t, "time"),
			Digest: plain.Draw(t, "digest"), Note: plain.Draw(t, "note")}
		if got, err := event.ParseFact(want.Text()); err != nil || got != want {
			t.Fatalf("ParseFact(%q) = %+v, %v, want %+v", want.Text(), got, err, want)
		}
	})
}

func TestFactStaysOneLine(t *testing.T) {
	f := event.Fact{Note: "a\tb\nc"}
	if got := f.Text(); !strings.HasSuffix(got, "\ta b c") {
		t.Errorf("Text of a note with a tab and a line end = %q, want spaces in their place", got)
	}
	for _, text := range []string{"", "1\t2", strings.Repeat("\t", 13), f.Text() + "\t"} {
		if _, err := event.ParseFact(text); !errors.Is(err, event.ErrFact) {
			t.Errorf("ParseFact(%q) = %v, want ErrFact", text, err)
		}
	}
}

// A chain shows what was left out, put in or turned round.
func TestChainDependsOnAllBefore(t *testing.T) {
	head := func(texts ...string) (h string) {
		for _, text := range texts {
			h = event.Chain(h, text)
		}
		return h
	}
	whole := head("a", "b", "c")
	for _, other := range []string{head("a", "c"), head("a", "c", "b"), head("a", "b"), head("a", "b", "b", "c"), head("ab", "c")} {
		if other == whole {
			t.Errorf("head of another chain = %s, want it to differ from that of a, b, c", other)
		}
	}
}

func FuzzParseFact(f *testing.F) {
	fact := event.Fact{Pos: 1, Event: "tx-1", Type: event.OrderAllocated, State: event.StateAllocated}
	f.Add(fact.Text())
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		fact, err := event.ParseFact(text)
		if err != nil {
			return
		}
		if again, err := event.ParseFact(fact.Text()); err != nil || again != fact && !strings.ContainsAny(text, "\r\n") {
			t.Errorf("ParseFact(Text(%+v)) = %+v, %v, want the same", fact, again, err)
		}
	})
}
