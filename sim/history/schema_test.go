package history_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seatrial/seatrial/sim/history"
)

var update = flag.Bool("update", false, "rewrite published and golden files")

var published = filepath.Join("..", "..", "docs", "schema", "history.schema.json")

func TestSchemaIsPublished(t *testing.T) {
	got := history.JSONSchema()
	if *update {
		if err := os.WriteFile(published, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(published)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("JSONSchema() differs from %s\nrepeat: go test ./sim/history -run TestSchemaIsPublished -update", published)
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(history.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(history.SchemaID, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(history.SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSchemaAgreesWithReader gives the same lines to both.
func TestSchemaAgreesWithReader(t *testing.T) {
	s := compiled(t)
	for _, test := range []struct {
		line string
		good bool
	}{
		{`{"kind":"ok","op":"k1","at_ns":7,"unknown":[1.5,null]}`, true},
		{`{"kind":"ok"}`, false},
		{`{"op":"k1"}`, false},
		{`{"kind":"okay","op":"k1"}`, false},
		{`{"kind":"ok","op":"k1","attempt":4294967295}`, true},
		{`{"kind":"ok","op":"k1","attempt":4294967296}`, false},
		{`{"kind":"ok","op":"k1","attempt":-1}`, false},
		{`{"kind":"ok","op":"k1","at_ns":-1}`, true},
		{`{"kind":"ok","op":"k1","at_ns":"1"}`, false},
		{`{"kind":"ok","op":"k1","at_ns":1.5}`, false},
		{`{"kind":"ok","op":null}`, false},
		{`{"kind":"append","stream":"tx","pos":1,"event":"e","type":"T","after":{"on_hand":1,"more":2}}`, true},
		{`{"kind":"append","stream":"tx","pos":1,"event":"e","type":"T","after":{"on_hand":"1"}}`, false},
		{`{"kind":"append","stream":"tx","event":"e"}`, false},
		{`{"kind":"cross","from":"tx","to":"hub","fields":["sku"],"text":"x"}`, true},
		{`{"kind":"cross","from":"tx","to":"hub","fields":[1]}`, false},
		{`{"kind":"cross","from":"tx","to":"hub","text":"x","body":"eA=="}`, false},
		{`{"kind":"end","count":0}`, true},
		{`{"kind":"end","count":"0"}`, false},
	} {
		if got := s.Validate(instance(t, test.line)) == nil; got != test.good {
			t.Errorf("schema accepts %s = %v, want %v", test.line, got, test.good)
		}
		if err := readOne(test.line); (err == nil) != test.good {
			t.Errorf("reader of %s = %v, want accepted %v", test.line, err, test.good)
		}
	}
}

func instance(t *testing.T, line string) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// readOne reads a history of one record.
func readOne(line string) error {
	rd, err := history.NewReader(strings.NewReader(header + line + "\n"))
	if err != nil {
		return err
	}
	_, err = rd.Next(new(history.Record))
	return err
}

func TestSchemaAcceptsHeaders(t *testing.T) {
	s := compiled(t)
	for line, good := range map[string]bool{
		strings.TrimSpace(header):                                                      true,
		`{"schema":"seatrial/history/v0"}`:                                             false,
		`{"schema":"seatrial/history/v1","regions":"tx"}`:                              false,
		`{"schema":"seatrial/history/v1","consumers":[{"name":"a"}]}`:                  false,
		`{"schema":"seatrial/history/v1","consumers":[{"name":"a","sources":["tx"]}]}`: true,
		`{"schema":"seatrial/history/v1","bounds":{"clocks":"one","queue_max":9}}`:     true,
		`{"schema":"seatrial/history/v1","bounds":{"queue_max":-9}}`:                   false,
	} {
		if got := s.Validate(instance(t, line)) == nil; got != good {
			t.Errorf("schema accepts %s = %v, want %v", line, got, good)
		}
	}
	full, err := json.Marshal(fullHeader())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(instance(t, string(full))); err != nil {
		t.Errorf("schema of %s = %v, want accepted", full, err)
	}
}

// TestSchemaKnowsEveryHeaderKey compares the published keys with the tags of
// the structs, so that neither grows alone.
func TestSchemaKnowsEveryHeaderKey(t *testing.T) {
	var schema struct {
		Defs struct {
			Header map[string]any `json:"header"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(history.JSONSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	compareKeys(t, "header", reflect.TypeFor[history.Header](), schema.Defs.Header)
}

func compareKeys(t *testing.T, path string, typ reflect.Type, schema map[string]any) {
	t.Helper()
	properties, _ := schema["properties"].(map[string]any)
	if len(properties) != typ.NumField() {
		t.Errorf("schema of %s has %d keys, want %d", path, len(properties), typ.NumField())
	}
	for i := range typ.NumField() {
		f := typ.Field(i)
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		below, ok := properties[key].(map[string]any)
		if !ok {
			t.Errorf("schema of %s has no %q, want it", path, key)
			continue
		}
		elem := f.Type
		if items, ok := below["items"].(map[string]any); ok {
			elem, below = elem.Elem(), items
		}
		if elem.Kind() == reflect.Struct {
			compareKeys(t, path+"."+key, elem, below)
		}
	}
}
