package bench_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seatrial/seatrial/bench"
)

var update = flag.Bool("update", false, "rewrite the published schemas")

const (
	schemaPath   = "../docs/schema/bench.schema.json"
	acceptedPath = "../docs/schema/bench-accepted.schema.json"
)

type object = map[string]any

// TestSchemasAreOfTheTypes keeps the published schemas equal to what the types
// say.
func TestSchemasAreOfTheTypes(t *testing.T) {
	for path, schema := range map[string]object{schemaPath: resultSchema(t), acceptedPath: acceptedSchema(t)} {
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		if err := enc.Encode(schema); err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(path, want.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s differs from the types (%v); rewrite it: go test ./bench -run %s -update", path, err, t.Name())
		}
	}
}

func resultSchema(t *testing.T) object {
	s := schemaOf(t, reflect.TypeFor[bench.Result]())
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "Result of a benchmark"
	s["description"] = "What a benchmark measured, for seatrial gate. Counters decide in every pipeline; timings only between two results that were measured in turn."
	p := s["properties"].(object)
	p["schema"].(object)["const"] = bench.Schema
	timing := p["timings"].(object)["items"].(object)["properties"].(object)
	timing["metric"].(object)["enum"] = []bench.Metric{bench.Rate, bench.P50, bench.P90, bench.P99, bench.P999, bench.P9999}
	timing["unit"].(object)["enum"] = []string{"1/s", "ns"}
	samples := timing["samples"].(object)
	samples["minItems"], samples["items"].(object)["exclusiveMinimum"] = 1, 0
	points := p["curves"].(object)["items"].(object)["properties"].(object)
	for _, n := range points["points"].(object)["items"].(object)["properties"].(object) {
		n.(object)["minimum"] = 0
	}
	points["points"].(object)["items"].(object)["properties"].(object)["percentile"].(object)["maximum"] = 100
	points["points"].(object)["minItems"] = 1
	points["count"].(object)["minimum"] = 1
	for name, n := range p["steps"].(object)["items"].(object)["properties"].(object) {
		if name != "leg" {
			n.(object)["minimum"] = 0
		}
	}
	for _, counter := range p["counters"].(object)["properties"].(object) {
		counter.(object)["minimum"] = 0
	}
	return s
}

func acceptedSchema(t *testing.T) object {
	s := schemaOf(t, reflect.TypeFor[bench.Accepted]())
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "Accepted changes of counters"
	s["description"] = "Intended changes, written by seatrial gate --accept and read by every later gate."
	s["properties"].(object)["schema"].(object)["const"] = bench.AcceptedSchema
	return s
}

// schemaOf returns the schema of a type. Objects take no keys but theirs: a
// result is read as strictly.
func schemaOf(t *testing.T, typ reflect.Type) object {
	t.Helper()
	switch typ.Kind() {
	case reflect.Pointer:
		return schemaOf(t, typ.Elem())
	case reflect.Slice:
		return object{"type": "array", "items": schemaOf(t, typ.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": schemaOf(t, typ.Elem())}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	case reflect.Struct:
		return structSchema(t, typ)
	}
	t.Fatalf("schemaOf(%v): a kind of value the schema has no word for", typ)
	return nil
}

func structSchema(t *testing.T, typ reflect.Type) object {
	t.Helper()
	properties, required := object{}, []string{}
	for i := range typ.NumField() {
		f := typ.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		key := typ.Name() + "." + name
		if meaning[key] == "" {
			t.Errorf("no meaning of %s in schema_meaning_test.go, want one sentence", key)
		}
		p := schemaOf(t, f.Type)
		p["description"] = meaning[key]
		properties[name] = p
		if options != "omitempty" {
			required = append(required, name)
		}
	}
	return object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

// TestSchemaAndReaderAgree spoils a result in ways that both must refuse.
func TestSchemaAndReaderAgree(t *testing.T) {
	schema := jsonschema.NewCompiler().MustCompile(schemaPath)
	for name, spoil := range map[string]func(m object){
		"":                  func(object) {},
		"another version":   func(m object) { m["schema"] = "seatrial/bench/v2" },
		"an unknown key":    func(m object) { m["latency"] = 1 },
		"no machine":        func(m object) { delete(m, "machine") },
		"null timings":      func(m object) { m["timings"] = nil },
		"a negative count":  func(m object) { m["counters"].(object)["lost"] = -1 },
		"half a loss":       func(m object) { m["counters"].(object)["lost"] = 0.5 },
		"another metric":    func(m object) { m["timings"].([]any)[0].(object)["metric"] = "p42" },
		"no samples":        func(m object) { m["timings"].([]any)[0].(object)["samples"] = []any{} },
		"a sample of zero":  func(m object) { m["timings"].([]any)[0].(object)["samples"] = []any{0} },
		"an empty curve":    func(m object) { m["curves"].([]any)[0].(object)["points"] = []any{} },
		"no latencies":      func(m object) { m["curves"].([]any)[0].(object)["count"] = 0 },
		"a late percentile": func(m object) { m["curves"].([]any)[0].(object)["points"].([]any)[0].(object)["percentile"] = 101 },
		"a step backwards":  func(m object) { m["steps"].([]any)[0].(object)["rate_per_s"] = -1 },
		"a word as version": func(m object) { m["tool"].(object)["version"] = 1 },
	} {
		var m object
		if err := json.Unmarshal([]byte(text(t, drawn())), &m); err != nil {
			t.Fatal(err)
		}
		spoil(m)
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		_, read := bench.Read(bytes.NewReader(b))
		if refused := schema.Validate(v) != nil; refused != (name != "") || refused != (read != nil) {
			t.Errorf("a result with %q: the schema refuses it %v, the reader says %v", name, refused, read)
		}
	}
}
