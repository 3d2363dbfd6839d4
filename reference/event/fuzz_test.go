package event_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

// FuzzDecode: whatever the bytes, the decoder does not panic; what it accepts it
// accepts again after encoding, and as the same.
func FuzzDecode(f *testing.F) {
	for _, b := range []event.Body{
		{},
		{Key: "client/tx/1", Order: "order/tx/1", Purchase: &event.Purchase{Customer: "a \"b\"\n", Price: 199_500, Lines: []event.Line{{SKU: "s-0001", Qty: 2}}}},
		{SKU: "s-0001", Change: history.Book{OnHand: -3}, After: history.Book{OnHand: 7, Allocated: 2, Held: 1}, Reason: "shrink"},
		{Source: "pod/tx", Pos: 12, Batch: &event.Batch{Until: 15, Label: "provisional", Items: []event.Item{{Pos: 12, Event: "tx-00", Epoch: 3, Type: "Delivered", State: event.StateDelivered}}}},
		{Source: "pod/tx", Pos: 9, Letter: &event.Letter{Type: "?", Original: "e30="}},
		{Source: "pod/tx", Pos: 9, Decision: &event.Decision{To: "hub", Bundle: 3, Until: 9, Verdicts: []event.Verdict{{Pos: 9, Event: "tx-00", Digest: 77, Fields: 5}}}},
		{Bundle: &event.Bundle{Name: "default", Version: 2, Hash: "00ff", Issued: 7, Signed: "AAAA"}},
		{Key: "operator/tx/1", Access: &event.Access{Action: event.Replay, On: "pod/tx", Count: 9, Why: "a \"test\""}},
		{Source: "pod/tx", Pos: 9, Trail: &event.Trail{Until: 12, First: 3, Before: "ab", Links: []event.Link{{Text: "x\ty", Hash: "cd"}}}},
	} {
		f.Add(event.AppendBody(nil, &b))
	}
	f.Add([]byte(`{"unknown":[{"a":1e9},null,true],"order":"\ud83d\udea2"}`))
	f.Add([]byte(`{"batch":{"items":[{},{}]},"batch":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var first, second event.Body
		if event.DecodeBody(data, &first) != nil {
			return
		}
		encoded := event.AppendBody(nil, &first)
		if err := event.DecodeBody(encoded, &second); err != nil {
			t.Fatalf("DecodeBody(%q) = %v, want no error: it encodes what was decoded from %q", encoded, err, data)
		}
		if !reflect.DeepEqual(first, second) {
			t.Fatalf("DecodeBody(AppendBody(x)) = %+v, want x = %+v", second, first)
		}
		if again := event.AppendBody(nil, &second); !bytes.Equal(encoded, again) {
			t.Fatalf("AppendBody = %q, then %q: want equal bytes for equal bodies", encoded, again)
		}
	})
}
