package event_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

// reserved is an event of the hot path.
func reserved() event.Body {
	return event.Body{Order: "order/tx/4711", SKU: "s-0017", Line: 2, Qty: 3, Change: history.Book{Allocated: 3},
		After: history.Book{OnHand: 80, Allocated: 12}}
}

func TestBodyOnTheWire(t *testing.T) {
	b := reserved()
	got := string(event.AppendBody(nil, &b))
	want := `{"order":"order/tx/4711","line":2,"sku":"s-0017","qty":3,"change":{"allocated":3},"after":{"on_hand":80,"allocated":12}}`
	if got != want {
		t.Fatalf("AppendBody(reserved) = %s, want %s", got, want)
	}
	if !json.Valid([]byte(got)) {
		t.Fatalf("json.Valid(%s) = false, want true", got)
	}
}

func TestDecodeBody(t *testing.T) {
	for name, c := range map[string]struct{ data, err string }{
		"empty":               {`{}`, ""},
		"white space":         {" {\n\"qty\" :\t1 } ", ""},
		"unknown fields":      {`{"new":{"a":[1,{"b":null}],"c":"x"},"qty":5,"also":-1.5e9,"t":true}`, ""},
		"escapes":             {`{"order":"\u0041\n\"\ud83d\udea2"}`, ""},
		"nothing":             {``, "want {"},
		"array":               {`[]`, "want {"},
		"cut off":             {`{"qty":1`, "unexpected end"},
		"cut off in a string": {`{"order":"ord`, "unexpected end"},
		"no colon":            {`{"qty" 1}`, "want a colon"},
		"no comma":            {`{"qty":1 "line":2}`, "want a comma"},
		"fraction":            {`{"qty":1.5}`, "want a comma"},
		"leading zero":        {`{"qty":01}`, "want an integer"},
		"too large":           {`{"qty":9223372036854775808}`, "want an integer"},
		"negative count":      {`{"pos":-1}`, "want a count"},
		"line out of range":   {`{"line":4294967296}`, "count out of range"},
		"text for a number":   {`{"qty":"1"}`, "want an integer"},
		"unknown state":       {`{"state":"Floating"}`, "unknown state"},
		"control character":   {"{\"order\":\"a\x01\"}", "control character"},
		"not UTF-8":           {"{\"order\":\"a\xff\"}", "not UTF-8"},
		"half a surrogate":    {`{"order":"\ud83d"}`, "wrong escape"},
		"unknown escape":      {`{"order":"\q"}`, "wrong escape"},
		"something after":     {`{}{}`, "something follows"},
		"too deep":            {`{"new":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`, "nested too deep"},
	} {
		var b event.Body
		err := event.DecodeBody([]byte(c.data), &b)
		switch {
		case c.err == "" && err != nil:
			t.Errorf("%s: DecodeBody(%s) = %v, want no error", name, c.data, err)
		case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
			t.Errorf("%s: DecodeBody(%s) = %v, want %q", name, c.data, err, c.err)
		}
	}
}

func TestViewPrefersWhatIsDecoded(t *testing.T) {
	b := reserved()
	if got, err := event.View(&b, []byte("broken")); got != &b || err != nil {
		t.Fatalf("View(body, broken) = %p, %v, want %p, no error", got, err, &b)
	}
	if _, err := event.View(nil, []byte("broken")); err == nil {
		t.Fatalf("View(nil, broken) = no error, want one")
	}
	if got, err := event.View(nil, event.AppendBody(nil, &b)); err != nil || *got != b {
		t.Fatalf("View(nil, encoded) = %+v, %v, want %+v", got, err, b)
	}
}

func TestTextThatIsNoUTF8IsReplaced(t *testing.T) {
	data := event.AppendBody(nil, &event.Body{Reason: "a\xffb"})
	var got event.Body
	if err := event.DecodeBody(data, &got); err != nil || got.Reason != "a\ufffdb" {
		t.Fatalf("DecodeBody(%q) = %q, %v, want %q", data, got.Reason, err, "a\ufffdb")
	}
}

func BenchmarkAppendBody(b *testing.B) {
	body := reserved()
	var room []byte
	b.ReportAllocs()
	for b.Loop() {
		room = event.AppendBody(room[:0], &body)
	}
}

func BenchmarkDecodeBody(b *testing.B) {
	body := reserved()
	data := event.AppendBody(nil, &body)
	var out event.Body
	b.ReportAllocs()
	for b.Loop() {
		if err := event.DecodeBody(data, &out); err != nil {
			b.Fatal(err)
		}
	}
}
