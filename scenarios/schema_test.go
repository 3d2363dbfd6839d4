package scenarios

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "write docs/schema/scenario.schema.json anew")

const schemaFile = "../docs/schema/scenario.schema.json"

// The published schema is the one that the loader's table gives.
func TestSchemaIsPublished(t *testing.T) {
	if *update {
		if err := os.WriteFile(schemaFile, JSONSchema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	published, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(published, JSONSchema()) {
		t.Errorf("%s is not JSONSchema(): write it anew with\ngo test ./scenarios -run TestSchemaIsPublished -update", schemaFile)
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("scenario.json", doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("scenario.json")
}

// value returns a YAML file as a JSON value.
func value(t *testing.T, text []byte) any {
	t.Helper()
	b, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// What the library has, an editor accepts.
func TestSchemaAcceptsTheLibrary(t *testing.T) {
	schema := compiled(t)
	for _, e := range Library() {
		if err := schema.Validate(value(t, e.Source)); err != nil {
			t.Errorf("Validate(%s) = %v, want nil", e.Path, err)
		}
	}
}

// What the loader refuses because of one value, an editor marks as well.
func TestSchemaRefuses(t *testing.T) {
	schema := compiled(t)
	if err := schema.Validate(value(t, []byte(around("")))); err != nil {
		t.Fatalf("Validate(sound) = %v, want nil", err)
	}
	for _, text := range []string{
		"tilte: x",
		"family: F17",
		"covers: [R200]",
		"baseline: 5",
		"promises: [I-5]",
		"promises: [{I-05: {within: 5s}}]",
		"workload: {rate: 4}",
		"workload: {only: {tx: 3}}",
		"workload: {only: {tx: [0]}}",
		"workload: {only: [3]}",
		"repro: {seed: 7}",
		"repro: {seed: 7, promise: I-05, defects: [1]}",
		"steady_state: {answered: 99}",
		"thresholds: {order_commit: [\"p99<50ms\"]}",
		"topology: {regions: 5}",
		"timeline: [{id: a, fault: meteor, at: 10s, hold: 1s}]",
		"timeline: [{id: a, fault: kill, at: 10s, hold: 1s}]",
		"timeline: [{id: a, fault: kill, target: pod/tx, chance: 5%, at: 10s, hold: 1s}]",
		"timeline: [{id: a, fault: partition, between: [tx], at: 10s, hold: 1s}]",
	} {
		if err := schema.Validate(value(t, []byte(around(text)))); err == nil {
			t.Errorf("Validate(%s) = nil, want an error", text)
		}
		if _, err := Load("s.yaml", []byte(around(text)), testOptions()); err == nil {
			t.Errorf("Load(%s) = nil, want an error", text)
		}
	}
}
