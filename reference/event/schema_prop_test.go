package event_test

import (
	"bytes"
	"maps"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/seatrial/seatrial/reference/event"
)

// TestSchemaAgreesWithValidate: a body keeps the published schema of a type if
// and only if the code takes it for a body of that type. Half of the bodies are
// a sound one with one member replaced, as a random one keeps no contract.
func TestSchemaAgreesWithValidate(t *testing.T) {
	schema := contract(t, schemaDir)
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(onTheBus).Draw(t, "type")
		body := bodies.Draw(t, "body")
		if rapid.Bool().Draw(t, "nearly sound") {
			body = spoil(t, p.Example, body)
		}
		data := event.AppendBody(nil, &body)
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("UnmarshalJSON(%s) = %v, want no error", data, err)
		}
		breach, want := schema(p.Type).Validate(v), event.Validate(p.Type, &body)
		if (breach == nil) != (want == nil) {
			t.Fatalf("%s %s: the schema says %v, Validate says %v, want them to agree", p.Type, data, breach, want)
		}
	})
}

// spoil replaces one member of a sound body by that of another.
func spoil(t *rapid.T, sound, other event.Body) event.Body {
	replace := map[string]func(){
		"nothing":  func() {},
		"order":    func() { sound.Order = other.Order },
		"sku":      func() { sound.SKU = other.SKU },
		"line":     func() { sound.Line = other.Line },
		"qty":      func() { sound.Qty = other.Qty },
		"state":    func() { sound.State = other.State },
		"change":   func() { sound.Change = other.Change },
		"purchase": func() { sound.Purchase = other.Purchase },
		"access":   func() { sound.Access = other.Access },
	}
	replace[rapid.SampledFrom(slices.Sorted(maps.Keys(replace))).Draw(t, "member")]()
	return sound
}

// TestSchemaAgreesWithDecode replaces one member of a sound body by a value of
// the wrong kind or range: both must refuse it. One that nobody knows both pass.
func TestSchemaAgreesWithDecode(t *testing.T) {
	schema := contract(t, schemaDir)("InventoryReserved")
	for name, c := range map[string]struct {
		data  string
		sound bool
	}{
		"sound":                  {`{"sku":"s","order":"o","line":1,"change":{"allocated":3}}`, true},
		"a member of tomorrow":   {`{"sku":"s","order":"o","line":1,"change":{"allocated":3,"b":[]},"priority":{"a":[1.5,null]}}`, true},
		"a number for a text":    {`{"sku":4,"order":"o","line":1,"change":{"allocated":3}}`, false},
		"a text for a number":    {`{"sku":"s","order":"o","line":"1","change":{"allocated":3}}`, false},
		"a fraction":             {`{"sku":"s","order":"o","line":1,"change":{"allocated":3.5}}`, false},
		"a line too high":        {`{"sku":"s","order":"o","line":4294967296,"change":{"allocated":3}}`, false},
		"a figure too high":      {`{"sku":"s","order":"o","line":1,"change":{"allocated":9223372036854775808}}`, false},
		"a state of no name":     {`{"sku":"s","order":"o","line":1,"change":{"allocated":3},"state":"Floating"}`, false},
		"null":                   {`{"sku":null,"order":"o","line":1,"change":{"allocated":3}}`, false},
		"a list":                 {`[]`, false},
		"a purchase that is one": {`{"sku":"s","order":"o","line":1,"change":{"allocated":3},"purchase":"one"}`, false},
		"an order of no name":    {`{"sku":"s","order":"","line":1,"change":{"allocated":3}}`, false},
		"an article of no name":  {`{"sku":"","order":"o","line":1,"change":{"allocated":3}}`, false},
		"line 0":                 {`{"sku":"s","order":"o","line":0,"change":{"allocated":3}}`, false},
		"no change":              {`{"sku":"s","order":"o","line":1,"change":{"allocated":0}}`, false},
	} {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(c.data)))
		if err != nil {
			t.Fatal(err)
		}
		var b event.Body
		err = event.DecodeBody([]byte(c.data), &b)
		if err == nil {
			err = event.Validate(event.InventoryReserved, &b)
		}
		if breach := schema.Validate(v); (breach == nil) != c.sound || (err == nil) != c.sound {
			t.Errorf("%s: %s: the schema says %v, the code says %v, want both to take it: %v", name, c.data, breach, err, c.sound)
		}
	}
}
