package event_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seatrial/seatrial/reference/event"
)

var update = flag.Bool("update", false, "write docs/schema/events and docs/events-asyncapi.yaml anew")

const (
	schemaDir  = "../../docs/schema/events"
	schemaBase = "https://github.com/seatrial/seatrial/docs/schema/events/"
	dialect    = "http://json-schema.org/draft-07/schema#" // what every reader of AsyncAPI 3 must know
)

type object = map[string]any

// schemas returns every published schema of the event contract by file name.
func schemas() map[string]object {
	out := map[string]object{
		"body.schema.json":       bodySchema(),
		"headers.schema.json":    headersSchema(),
		"structured.schema.json": structuredSchema(),
	}
	for _, p := range onTheBus {
		out[p.Type+".schema.json"] = typeSchema(p)
	}
	return out
}

// bodySchema describes what the codec reads, whatever the type. Members that are
// not listed are allowed: a newer producer may add some.
func bodySchema() object {
	s := identified("body", "Body of an event", "The members that the data of an event may have. Zero and empty are left out. "+
		"Integers have no fraction and no exponent; quantities are units. A reader ignores members it does not know.")
	var states []string
	for v := event.StateCreated; int(v) < event.States; v++ {
		states = append(states, v.String())
	}
	state := func(of string) object { return object{"enum": states, "description": of} }
	s["type"] = "object"
	s["properties"] = object{
		"order":      words("The order, or the order that stock serves: order/REGION/NUMBER."),
		"line":       whole("Order line, from 1; left out when the event is of the whole order.", 0, uint64(math.MaxUint32)),
		"sku":        words("The article."),
		"state":      state("Of the whole order after this event."),
		"line_state": state("Of the line after this event; of all lines if the event is of the whole order."),
		"qty":        amount("Units; of OrderCreated the number of lines."),
		"change":     book("What the event changed in the stock record."),
		"after":      book("The stock record after the event."),
		"reason":     words("Why, where the type alone does not say it."),
		"purchase": object{"type": "object", "description": "What the client asks for.", "properties": object{
			"customer": words("Restricted."), "ship_to": words("Regulated."), "terms": words("Confidential."),
			"price": amount("Confidential; ten-thousandths of a dollar."),
			"lines": object{"type": "array", "items": object{"type": "object", "required": []string{"sku", "qty"}, "properties": object{
				"sku": object{"type": "string", "minLength": 1}, "qty": whole("Units.", 1, uint64(math.MaxInt64))}}},
		}},
		"access": accessSchema(),
	}
	return s
}

// accessSchema describes a decision on access.
func accessSchema() object {
	return object{"type": "object", "description": "Who wanted what, and what became of it. Confidential.", "properties": object{
		"action": words("What was wanted: pause, replay, read ..."), "on": words("On what: pod/tx, export/tx/1."),
		"why": words("The reason given."), "ticket": words("The ticket given."), "count": amount("Of a replay: events."),
		"subject": words("Who, by their credential; left out if it was forged."), "role": words("Their role."),
		"home": words("The region of the credential."), "expires": amount("When it does, wall clock, ns since 1970."),
		"requester": words("Who asked for an approval."), "approver": words("Who gave it."),
		"until":   amount("When what was granted ends by itself, wall clock, ns since 1970; left out if it does not."),
		"verdict": words("ok or refused."), "rules": words("Names of the rules that decided, with spaces between them.")}}
}

// typeSchema adds to the body what the contract of one type demands: what
// event.Validate checks.
func typeSchema(p published) object {
	s := identified(p.Type, p.Type, p.Says)
	s["allOf"] = []any{object{"$ref": "body.schema.json"}}
	demanded, _ := event.Demanded(p.Type)
	if len(demanded) == 0 {
		return s
	}
	slices.Sort(demanded)
	s["required"] = demanded
	narrower := object{}
	for _, member := range demanded {
		if n := narrow[member]; n != nil {
			narrower[member] = n
		}
	}
	s["properties"] = narrower
	return s
}

// narrow says what a demanded member must be beyond being there.
var narrow = object{
	"order":    object{"minLength": 1},
	"sku":      object{"minLength": 1},
	"line":     object{"minimum": 1},
	"qty":      object{"minimum": 1},
	"purchase": object{"required": []string{"lines"}, "properties": object{"lines": object{"minItems": 1}}},
	"access":   object{"required": []string{"action", "on"}, "properties": object{"action": object{"minLength": 1}, "on": object{"minLength": 1}}},
	"change":   object{"anyOf": []any{moves("on_hand"), moves("allocated"), moves("held")}},
}

func moves(figure string) object {
	return object{"required": []string{figure}, "properties": object{figure: object{"not": object{"const": 0}}}}
}

func identified(name, title, says string) object {
	return object{"$schema": dialect, "$id": schemaBase + name + ".schema.json", "title": title, "description": says}
}

func words(says string) object { return object{"type": "string", "description": says} }

func amount(says string) object {
	return object{"type": "integer", "description": says, "minimum": int64(math.MinInt64), "maximum": int64(math.MaxInt64)}
}

func whole(says string, least int, most uint64) object {
	return object{"type": "integer", "description": says, "minimum": least, "maximum": most}
}

func book(says string) object {
	return object{"type": "object", "description": says, "properties": object{
		"on_hand": amount("On the shelf."), "allocated": amount("Promised to order lines."), "held": amount("Not to be promised.")}}
}

// TestSchemasArePublished keeps docs/schema/events equal to what the code says.
func TestSchemasArePublished(t *testing.T) {
	all := schemas()
	for name, schema := range all {
		hold(t, filepath.Join(schemaDir, name), encode(t, schema))
	}
	files, err := os.ReadDir(schemaDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if all[f.Name()] == nil {
			t.Errorf("%s/%s is of no event type, want it removed", schemaDir, f.Name())
		}
	}
}

// hold compares a published file with what it should be, or writes it.
func hold(t *testing.T, path string, want []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s differs from the code (%v); write it anew: go test ./reference/event -run Published -update", path, err)
	}
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// contract compiles the published schemas of a folder; ask it by the name of a
// file without its ending.
func contract(t testing.TB, dir string) func(name string) *jsonschema.Schema {
	t.Helper()
	c, ids := jsonschema.NewCompiler(), map[string]string{}
	files, err := filepath.Glob(filepath.Join(dir, "*.schema.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("Glob(%s) = %d files, %v, want the published schemas", dir, len(files), err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		id, _ := doc.(object)["$id"].(string)
		if filepath.Base(id) != filepath.Base(file) {
			t.Fatalf("%s has the $id %q, want one that ends in its name", file, id)
		}
		if err := c.AddResource(id, doc); err != nil {
			t.Fatal(err)
		}
		ids[strings.TrimSuffix(filepath.Base(file), ".schema.json")] = id
	}
	compiled := map[string]*jsonschema.Schema{}
	for name, id := range ids {
		if compiled[name], err = c.Compile(id); err != nil {
			t.Fatalf("Compile(%s) = %v, want no error: every $ref must resolve", id, err)
		}
	}
	return func(name string) *jsonschema.Schema {
		s := compiled[name]
		if s == nil {
			t.Fatalf("%s/%s.schema.json is missing, want a schema", dir, name)
		}
		return s
	}
}
