package event_test

import (
	"reflect"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// text draws strings with everything that JSON has to escape.
var text = rapid.StringOf(rapid.RuneFrom([]rune("aZ09/-#\"\\\n\t\x00\x1f é€🚢\u2028")))

var books = rapid.Custom(func(t *rapid.T) history.Book {
	n := rapid.Int64Range(-1<<40, 1<<40)
	return history.Book{OnHand: n.Draw(t, "on hand"), Allocated: n.Draw(t, "allocated"), Held: n.Draw(t, "held")}
})

var states = rapid.Custom(func(t *rapid.T) event.State {
	return event.State(rapid.IntRange(0, event.States-1).Draw(t, "state"))
})

var items = rapid.Custom(func(t *rapid.T) event.Item {
	return event.Item{
		Pos: rapid.Uint64().Draw(t, "pos"), Event: text.Draw(t, "event"), Epoch: rapid.Uint32().Draw(t, "epoch"), Cause: text.Draw(t, "cause"),
		Type: text.Draw(t, "type"), Entity: text.Draw(t, "entity"), Version: rapid.Uint64().Draw(t, "version"), Line: rapid.Uint32().Draw(t, "line"),
		State: states.Draw(t, "state"), LineState: states.Draw(t, "line state"), SKU: text.Draw(t, "sku"), Qty: rapid.Int64().Draw(t, "qty"),
		OnHand: rapid.Int64().Draw(t, "on hand"), Allocated: rapid.Int64().Draw(t, "allocated"), Reason: text.Draw(t, "reason"),
		Time: rapid.Int64().Draw(t, "time"), Customer: text.Draw(t, "customer"), ShipTo: text.Draw(t, "ship to"),
		Terms: text.Draw(t, "terms"), Price: rapid.Int64().Draw(t, "price"),
	}
})

// some draws a list; an empty one is nil, as the codec leaves it out.
func some[T any](g *rapid.Generator[T]) *rapid.Generator[[]T] {
	return rapid.Custom(func(t *rapid.T) []T {
		list := rapid.SliceOfN(g, 0, 3).Draw(t, "list")
		if len(list) == 0 {
			return nil
		}
		return list
	})
}

// maybe draws a value or nil.
func maybe[T any](g *rapid.Generator[T]) *rapid.Generator[*T] {
	return rapid.Custom(func(t *rapid.T) *T {
		if !rapid.Bool().Draw(t, "present") {
			return nil
		}
		v := g.Draw(t, "value")
		return &v
	})
}

var lines = rapid.Custom(func(t *rapid.T) event.Line {
	return event.Line{SKU: text.Draw(t, "sku"), Qty: rapid.Int64().Draw(t, "qty")}
})

var purchases = rapid.Custom(func(t *rapid.T) event.Purchase {
	return event.Purchase{Customer: text.Draw(t, "customer"), ShipTo: text.Draw(t, "ship to"), Terms: text.Draw(t, "terms"),
		Price: rapid.Int64().Draw(t, "price"), Lines: some(lines).Draw(t, "lines")}
})

var batches = rapid.Custom(func(t *rapid.T) event.Batch {
	return event.Batch{Until: rapid.Uint64().Draw(t, "until"), Label: text.Draw(t, "label"), Items: some(items).Draw(t, "items")}
})

var letters = rapid.Custom(func(t *rapid.T) event.Letter {
	return event.Letter{Type: text.Draw(t, "type"), Cause: text.Draw(t, "cause"), Original: text.Draw(t, "original")}
})

var decisions = rapid.Custom(func(t *rapid.T) event.Decision {
	return event.Decision{To: text.Draw(t, "to"), Purpose: text.Draw(t, "purpose"), Bundle: rapid.Uint64().Draw(t, "bundle"),
		Hash: text.Draw(t, "hash"), Minds: rapid.Uint64().Draw(t, "minds"),
		Expired: rapid.Bool().Draw(t, "expired"), Until: rapid.Uint64().Draw(t, "until"), Verdicts: some(verdicts).Draw(t, "verdicts")}
})

var bundles = rapid.Custom(func(t *rapid.T) event.Bundle {
	return event.Bundle{Name: text.Draw(t, "name"), Version: rapid.Uint64().Draw(t, "version"), Hash: text.Draw(t, "hash"),
		Issued: rapid.Int64().Draw(t, "issued"), Signed: text.Draw(t, "signed")}
})

var verdicts = rapid.Custom(func(t *rapid.T) event.Verdict {
	return event.Verdict{Pos: rapid.Uint64().Draw(t, "pos"), Event: text.Draw(t, "event"), Type: text.Draw(t, "type"), Tier: text.Draw(t, "tier"),
		Digest: rapid.Uint64().Draw(t, "digest"), Reason: text.Draw(t, "reason"), Fields: event.FieldSet(rapid.Uint32().Draw(t, "fields"))}
})

var accesses = rapid.Custom(func(t *rapid.T) event.Access {
	word := func(name string) string { return text.Draw(t, name) }
	return event.Access{Action: word("action"), On: word("on"), Why: word("why"), Ticket: word("ticket"), Count: rapid.Int64().Draw(t, "count"),
		Token: word("token"), Subject: word("subject"), Role: word("role"), Home: word("home"), Expires: rapid.Int64().Draw(t, "expires"),
		Requester: word("requester"), Approver: word("approver"), Until: rapid.Int64().Draw(t, "until"), Verdict: word("verdict"), Rules: word("rules")}
})

var links = rapid.Custom(func(t *rapid.T) event.Link {
	return event.Link{Text: text.Draw(t, "text"), Hash: text.Draw(t, "hash")}
})

var leases = rapid.Custom(func(t *rapid.T) event.Lease {
	n, yes := rapid.Uint64(), rapid.Bool()
	return event.Lease{Term: n.Draw(t, "term"), Holder: text.Draw(t, "holder"), Left: rapid.Int64().Draw(t, "left"), Pos: n.Draw(t, "pos"),
		Copied: n.Draw(t, "copied"), Bundle: n.Draw(t, "bundle"), Permits: yes.Draw(t, "permits"), Back: yes.Draw(t, "back"), Done: yes.Draw(t, "done")}
})

var trails = rapid.Custom(func(t *rapid.T) event.Trail {
	return event.Trail{Until: rapid.Uint64().Draw(t, "until"), First: rapid.Uint64().Draw(t, "first"), Before: text.Draw(t, "before"),
		Links: some(links).Draw(t, "links")}
})

var bodies = rapid.Custom(func(t *rapid.T) event.Body {
	return event.Body{
		Key: text.Draw(t, "key"), Status: text.Draw(t, "status"), Reason: text.Draw(t, "reason"), Order: text.Draw(t, "order"),
		SKU: text.Draw(t, "sku"), Line: rapid.Uint32().Draw(t, "line"), State: states.Draw(t, "state"), LineState: states.Draw(t, "line state"),
		Qty: rapid.Int64().Draw(t, "qty"), Change: books.Draw(t, "change"), After: books.Draw(t, "after"),
		Purchase: maybe(purchases).Draw(t, "purchase"), Source: text.Draw(t, "source"), Pos: rapid.Uint64().Draw(t, "pos"),
		Batch: maybe(batches).Draw(t, "batch"), Letter: maybe(letters).Draw(t, "letter"),
		Decision: maybe(decisions).Draw(t, "decision"), Bundle: maybe(bundles).Draw(t, "bundle"),
		Access: maybe(accesses).Draw(t, "access"), Trail: maybe(trails).Draw(t, "trail"),
		Lease: maybe(leases).Draw(t, "lease"),
	}
})

func TestDecodeOfEncodeIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := bodies.Draw(t, "body")
		data := event.AppendBody(nil, &want)
		var got event.Body
		if err := event.DecodeBody(data, &got); err != nil {
			t.Fatalf("DecodeBody(%s) = %v, want no error", data, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("DecodeBody(AppendBody(x)) = %+v, want x = %+v", got, want)
		}
	})
}
