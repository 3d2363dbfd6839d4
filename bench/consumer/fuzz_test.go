package consumer_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/seatrial/seatrial/bench/consumer"
)

func FuzzParseEvent(f *testing.F) {
	f.Add("application/cloudevents+json", []byte(`{"specversion":"1.0","id":"e-1","source":"s","type":"T","data":{"qty":1}}`))
	f.Add("application/json", []byte(`{"qty":1}`))
	f.Add("", []byte(nil))
	f.Fuzz(func(t *testing.T, kind string, data []byte) {
		e, err := consumer.ParseEvent(map[string][]string{"Content-Type": {kind}, "ce-id": {kind}, "ce-source": {"s"}, "ce-type": {"T"},
			"ce-entityversion": {string(data)}}, data)
		if err == nil && (e.ID == "" || !json.Valid(e.Data)) {
			t.Errorf("ParseEvent(%q, %q) = %+v, want an id and data", kind, data, e)
		}
	})
}

func FuzzParseEffects(f *testing.F) {
	f.Add([]byte(`{"event_id":"e-1","entity":"order/1","version":1}` + "\n" + `{"stream_seq":7,"effect":"dead-lettered","reason":"cut"}`))
	f.Add([]byte(`{"event_id":"e-1","verison":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		effects, err := consumer.ParseEffects(data)
		if err != nil {
			return
		}
		var again []byte
		for _, e := range effects {
			b, err := json.Marshal(e)
			if err != nil {
				t.Fatalf("Marshal(%+v) = %v", e, err)
			}
			again = append(append(again, b...), '\n')
		}
		second, err := consumer.ParseEffects(again)
		if err != nil || len(second) != len(effects) || len(effects) == 0 {
			t.Fatalf("ParseEffects(%s) = %+v, %v, want %+v", again, second, err, effects)
		}
		for i := range effects {
			effects[i].Data, second[i].Data = nil, nil // spaces in it may go
			if !reflect.DeepEqual(effects[i], second[i]) {
				t.Errorf("effect %d = %+v, want %+v", i, second[i], effects[i])
			}
		}
	})
}

func FuzzParseHoldings(f *testing.F) {
	f.Add([]byte(`{"entity":"order/1","version":2,"event_ids":["e-1","e-2"]}`))
	f.Add([]byte(`{"stream_seqs":[3],"effect":"dead-lettered","reason":"cut"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		holdings, err := consumer.ParseHoldings(data)
		for _, h := range holdings {
			if err == nil && len(h.EventIDs)+len(h.StreamSeqs) == 0 {
				t.Errorf("ParseHoldings(%q) = %+v, want each about some event", data, h)
			}
		}
	})
}
