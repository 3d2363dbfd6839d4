package main

import (
	"encoding/json"
	"testing"

	"github.com/nats-io/nats.go"
)

// headers returns the headers of order/1 v2 in binary mode.
func headers() nats.Header {
	return nats.Header{"ce-id": {"e%2D2"}, "ce-type": {"OrderAllocated"}, "ce-subject": {"order/1"}, "ce-entityversion": {"2"}, "ce-causationid": {"e-1"}}
}

var structured = nats.Header{"Content-Type": {"application/cloudevents+json; charset=utf-8"}}

func TestBothModesSayTheSame(t *testing.T) {
	data := `{"state":"allocated","gift":{"card":true}}`
	binary, err := read(headers(), []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	whole := `{"specversion":"1.0","id":"e-2","type":"OrderAllocated","subject":"order/1","entityversion":2,"causationid":"e-1","data":` + data + `}`
	got, err := read(structured, []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	a, b := encode(t, binary), encode(t, got)
	if a != b || binary.ID != "e-2" || binary.Version != 2 || string(binary.Data) != data {
		t.Errorf("read(binary) = %s, read(structured) = %s, want the same, with all of the data", a, b)
	}
}

func TestPoisonIsNamedAndKeptApart(t *testing.T) {
	for name, c := range map[string]struct {
		header  nats.Header
		payload string
		id      string
	}{
		"cut JSON":            {headers(), `{"state":`, "e-2"},
		"no JSON":             {headers(), "\x00\xff", "e-2"},
		"no data":             {headers(), "", "e-2"},
		"a list":              {headers(), " [1]", "e-2"},
		"no version":          {nats.Header{"ce-id": {"e-3"}, "ce-type": {"OrderPlaced"}, "ce-subject": {"order/1"}}, "{}", "e-3"},
		"cut envelope":        {structured, `{"id":"e-2","data":`, ""},
		"envelope of no data": {structured, `{"id":"e-2","type":"OrderPlaced","subject":"order/1","entityversion":2}`, "e-2"},
		"empty envelope":      {structured, ``, ""},
		"no headers":          {nil, `{}`, ""},
	} {
		e, err := read(c.header, []byte(c.payload))
		if err == nil || e.ID != c.id || e.Data != nil {
			t.Errorf("%s: read = %+v, %v, want an error, id %q and no data", name, e, err, c.id)
		}
	}
}

// FuzzRead: whatever comes, read does not panic, and what it takes for an event
// can be written into the journal.
func FuzzRead(f *testing.F) {
	f.Add(false, "2", []byte(`{"a":1}`))
	f.Add(true, "", []byte(`{"id":"e","type":"t","subject":"s","entityversion":1,"data":{}}`))
	f.Add(true, "", []byte(`{"data":{}`))
	f.Fuzz(func(t *testing.T, whole bool, version string, payload []byte) {
		h := nats.Header{"ce-id": {"e"}, "ce-type": {"OrderPlaced"}, "ce-subject": {"s"}, "ce-entityversion": {version}}
		if whole {
			h = structured
		}
		e, err := read(h, payload)
		if err == nil && (e.ID == "" || known(e.Type) && e.Version == 0 || len(e.Data) == 0) {
			t.Errorf("read(%q) = %+v, want an error", payload, e)
		}
		encode(t, e)
	})
}

func encode(t *testing.T, e event) string {
	t.Helper()
	b, err := json.Marshal(decision{Event: e})
	if err != nil {
		t.Fatalf("Marshal(%+v) = %v, want no error", e, err)
	}
	return string(b)
}
