package reports_test

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios/run"
)

const (
	schemaPath    = "../docs/schema/result.schema.json"
	agreementPath = "../docs/schema/agreement.schema.json"
)

// TestSchemaIsOfTheTypes keeps the published schemas equal to what the types of
// a result and of an agreement say.
func TestSchemaIsOfTheTypes(t *testing.T) {
	for path, schema := range map[string]object{schemaPath: resultSchema(t), agreementPath: agreementSchema(t)} {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		if err := enc.Encode(schema); err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(got, b.Bytes()) {
			t.Errorf("%s differs from the types (%v); rewrite it: go test ./reports -run %s -update", path, err, t.Name())
		}
	}
}

func TestJSONKeepsTheSchema(t *testing.T) {
	schema := jsonschema.NewCompiler().MustCompile(schemaPath)
	for name, r := range storms() {
		if err := schema.Validate(written(t, r)); err != nil {
			t.Errorf("JSON(%s) breaks its schema: %v", name, err)
		}
	}
	if err := schema.Validate(written(t, &run.Result{})); err == nil {
		t.Error("JSON(an empty result) keeps the schema, want an error: it names no scenario")
	}
	bare := &run.Result{Scenario: run.ScenarioRef{ID: "x"}, World: "virtual", Runs: []run.Run{{Seed: 1<<64 - 1}}, Repeat: "seatrial run x"}
	if err := schema.Validate(written(t, bare)); err != nil {
		t.Errorf("JSON(a result with nil lists) breaks its schema: %v", err)
	}
}

func TestSchemaRefusesMistakes(t *testing.T) {
	schema := jsonschema.NewCompiler().MustCompile(schemaPath)
	for name, spoil := range map[string]func(map[string]any){
		"no verdict":      func(m map[string]any) { delete(m, "verdict") },
		"a fourth answer": func(m map[string]any) { m["verdict"] = "probably" },
		"unknown exit":    func(m map[string]any) { m["exit"] = 2 },
		"null runs":       func(m map[string]any) { m["runs"] = nil },
		"another schema":  func(m map[string]any) { m["schema"] = "seatrial/result/v2" },
	} {
		m := written(t, brokenStorm()).(map[string]any)
		spoil(m)
		if schema.Validate(m) == nil {
			t.Errorf("Validate(result with %s) = nil, want an error", name)
		}
	}
}

func TestJSONIsReadBack(t *testing.T) {
	want := brokenStorm()
	var b, again bytes.Buffer
	if err := reports.JSON(&b, want); err != nil {
		t.Fatal(err)
	}
	var got run.Result
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if err := reports.JSON(&again, &got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("JSON(read(JSON(r))) differs from JSON(r), want equal bytes")
	}
	got.Detail = want.Detail
	if !reflect.DeepEqual(&got, want) {
		t.Error("read(JSON(r)) differs from r, want equal but for its detail")
	}
}

func TestJSONListIsAnArray(t *testing.T) {
	var b bytes.Buffer
	if err := reports.JSONList(&b, []*run.Result{heldStorm(), emptyStorm()}); err != nil {
		t.Fatal(err)
	}
	var list []run.Result
	if err := json.Unmarshal(b.Bytes(), &list); err != nil || len(list) != 2 {
		t.Errorf("JSONList(2 results) = %d results, %v, want 2", len(list), err)
	}
}

func written(t *testing.T, r *run.Result) any {
	t.Helper()
	var b bytes.Buffer
	if err := reports.JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(&b)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// object is a JSON Schema; json.Marshal sorts its keys.
type object map[string]any

var (
	verdictType  = reflect.TypeFor[invariants.Verdict]()
	durationType = reflect.TypeFor[time.Duration]()
)

func resultSchema(t *testing.T) object {
	s := schemaOf(t, reflect.TypeFor[run.Result]())
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "Result of a Sea Trial run"
	s["description"] = "A scenario over one or more seeds: what was tried, what held, and the command that repeats it. " +
		"Keys may be added within a version; ignore those you do not know."
	p := s["properties"].(object)
	p["schema"].(object)["const"] = reports.Schema
	p["exit"].(object)["enum"] = []int{run.ExitHeld, run.ExitViolated, run.ExitInconclusive, run.ExitGate, run.ExitStopped,
		run.ExitHarness, run.ExitInvalid}
	p["scenario"].(object)["properties"].(object)["id"].(object)["minLength"] = 1
	return s
}

// agreementSchema refers to the schema of a result that lies beside it.
func agreementSchema(t *testing.T) object {
	s := schemaOf(t, reports.AgreementType)
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "Agreement of worlds"
	s["description"] = "Scenarios that ran in several worlds: their results, and where the worlds agree. " +
		"Keys may be added within a version; ignore those you do not know."
	p := s["properties"].(object)
	p["schema"].(object)["const"] = run.AgreementSchema
	p["results"].(object)["items"] = object{"$ref": "result.schema.json"}
	return s
}

func schemaOf(t *testing.T, typ reflect.Type) object {
	switch {
	case typ == verdictType:
		return object{"type": "string", "enum": []string{"held", "violated", "unknown"}}
	case typ == durationType:
		return object{"type": "integer"}
	}
	switch typ.Kind() {
	case reflect.Pointer:
		return schemaOf(t, typ.Elem())
	case reflect.Struct:
		return structSchema(t, typ)
	case reflect.Slice:
		return object{"type": "array", "items": schemaOf(t, typ.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": schemaOf(t, typ.Elem())}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	case reflect.Uint32, reflect.Uint64:
		return object{"type": "integer", "minimum": 0}
	}
	t.Fatalf("schemaOf(%v): a kind of value the schema has no word for", typ)
	return nil
}

func structSchema(t *testing.T, typ reflect.Type) object {
	properties, required := object{}, []string{}
	for i := range typ.NumField() {
		f := typ.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		key := typ.Name() + "." + name
		p := schemaOf(t, f.Type)
		if meaning[key] == "" {
			t.Errorf("no meaning of %s in schema_meaning_test.go, want one sentence", key)
		}
		p["description"] = meaning[key]
		properties[name] = p
		if options != "omitempty" {
			required = append(required, name)
		}
	}
	return object{"type": "object", "properties": properties, "required": required}
}
