package event_test

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/sim/history"
)

const asyncAPIPath = "../../docs/events-asyncapi.yaml"

//go:embed testdata/asyncapi.yaml.tmpl
var asyncAPI string

// channel is a section of the AsyncAPI document: the subjects of one kind of
// entity on the bus of a region.
type channel struct {
	Name, Operation, Address string
	Says, Does               string
	Parameters               []struct{ Name, Says string }
}

var channels = []channel{
	{Name: "orders", Operation: "followOrders", Address: "private.{region}.bus.order.{home}.{number}",
		Says: "What happened to an order and its lines.", Does: "Follow orders.",
		Parameters: []struct{ Name, Says string }{{"region", "Whose bus it is."}, {"home", "The order's home region."}, {"number", "The order's number."}}},
	{Name: "stock", Operation: "followStock", Address: "private.{region}.bus.sku.{home}.{article}",
		Says: "What happened to the stock record of an article.", Does: "Follow stock.",
		Parameters: []struct{ Name, Says string }{{"region", "Whose bus it is."}, {"home", "The record's home region."}, {"article", "The article."}}},
	{Name: "access", Operation: "followAccess", Address: "private.{region}.bus.access.{home}",
		Says: "Decisions on who may act on a region.", Does: "Follow access.",
		Parameters: []struct{ Name, Says string }{{"region", "Whose bus it is."}, {"home", "The region acted on."}}},
	{Name: "stages", Operation: "followStages", Address: "private.{region}.bus.stage.{home}",
		Says: "What a region does without.", Does: "Follow stages.",
		Parameters: []struct{ Name, Says string }{{"region", "Whose bus it is."}, {"home", "The region whose stage it is."}}},
	{Name: "hands", Operation: "followHands", Address: "private.{region}.bus.hands.{home}.{place}",
		Says: "Who takes the orders of a region.", Does: "Follow changes of hands.",
		Parameters: []struct{ Name, Says string }{{"region", "Whose bus it is."}, {"home", "The region whose orders they are."}, {"place", "The region of who opens or closes."}}},
	{Name: "rights", Operation: "followRights", Address: "private.{region}.bus.rights.{home}",
		Says: "By which policy bundle people act on a region.", Does: "Follow rights.",
		Parameters: []struct{ Name, Says string }{{"region", "Whose bus it is."}, {"home", "The region acted on."}}},
	{Name: "epochs", Operation: "followEpochs", Address: "private.{region}.bus.pod.{home}",
		Says: "Starts of the owner of a region's orders and stock.", Does: "Follow the owner.",
		Parameters: []struct{ Name, Says string }{{"region", "Whose bus it is."}, {"home", "The owner's region."}}},
}

// Types returns the event types of the channel.
func (c channel) Types() (out []string) {
	for _, p := range onTheBus {
		if p.Channel == c.Name {
			out = append(out, p.Type)
		}
	}
	return out
}

// JSON returns the example as it travels.
func (p published) JSON() string { return string(event.AppendBody(nil, &p.Example)) }

// rules classify the fields of the published events.
var rules = policies.Default(policies.DefaultHub)

// Tier returns the classification of the event: that of its most sensitive field.
func (p published) Tier() string { return policy.TierOf(&rules, p.Type).String() }

// Labels returns what the contract says of each field.
func (p published) Labels() []policy.Label { return policy.Labels(&rules, p.Type) }

// structuredExample is an event in structured mode.
const structuredExample = `{"specversion":"1.0","id":"tx-0f3c5a7b9d1e2f40","type":"InventoryReserved","source":"sku/tx/s-0004","subject":"sku/tx/s-0004",` +
	`"sequence":"00000000000000000003","epoch":"00000000000000000001","region":"tx","dataclassification":"confidential","correlationid":"client/tx/17",` +
	`"causationid":"tx-1122334455667788","ledger":"pod/tx","position":"00000000000000000120","data":` +
	`{"order":"order/tx/17","line":1,"sku":"s-0004","qty":3,"change":{"allocated":3},"after":{"on_hand":50,"allocated":3}}}`

// TestAsyncAPIIsPublished keeps docs/events-asyncapi.yaml equal to what the
// code says.
func TestAsyncAPIIsPublished(t *testing.T) {
	var b bytes.Buffer
	page := template.Must(template.New("asyncapi").Funcs(template.FuncMap{"join": func(list []string) string { return strings.Join(list, ", ") }}).Parse(asyncAPI))
	if err := page.Execute(&b, struct {
		Channels   []channel
		Messages   []published
		Structured string
	}{channels, onTheBus, structuredExample}); err != nil {
		t.Fatal(err)
	}
	hold(t, asyncAPIPath, b.Bytes())
}

// TestAsyncAPIHasEveryType: each type has its message in one channel, and no
// message is of no type.
func TestAsyncAPIHasEveryType(t *testing.T) {
	doc := document(t, asyncAPIPath)
	want := []string{"Structured"}
	for _, p := range onTheBus {
		want = append(want, p.Type)
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(at(t, doc, "#/components/messages").(object))); !slices.Equal(got, want) {
		t.Errorf("messages = %q, want %q", got, want)
	}
	var sent []string
	for _, c := range doc["channels"].(object) {
		sent = slices.AppendSeq(sent, maps.Keys(c.(object)["messages"].(object)))
	}
	slices.Sort(sent)
	if got := slices.Compact(slices.Clone(sent)); !slices.Equal(got, want) || len(sent) != len(want)+len(channels)-1 {
		t.Errorf("channels carry %q, want each type in one of them and Structured in every one", sent)
	}
}

// TestAsyncAPIClassifies: every message is as sensitive as its most sensitive
// field, and every field says how sensitive it is, where it may lie, whose it is
// and what it may be read for.
func TestAsyncAPIClassifies(t *testing.T) {
	doc := document(t, asyncAPIPath)
	for _, p := range onTheBus {
		m := at(t, doc, "#/components/messages/"+p.Type).(object)
		fields, join := m["x-fields"].(object), history.Tier(0)
		for name, v := range fields {
			label := v.(object)
			tier, known := history.ParseTier(label["x-classification"].(string))
			home, owner := label["x-residency"].([]any)[0], label["x-owner"]
			if _, purpose := label["x-purpose"].([]any); !known || home != history.Home || owner == "" || !purpose {
				t.Errorf("%s: field %s says %v, want a tier, home and more, an owner and a list of purposes", p.Type, name, label)
			}
			join = join.Join(tier)
		}
		want := slices.Sorted(slices.Values(event.FieldsOf(p.Type)))
		if got := slices.Sorted(maps.Keys(fields)); !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("%s: x-fields = %q, want those of the catalogue: %q", p.Type, got, want)
		}
		if m["x-classification"] != join.String() {
			t.Errorf("%s: x-classification = %v, want %s, the join of its fields", p.Type, m["x-classification"], join)
		}
	}
}

// TestAsyncAPIHoldsTogether reads every AsyncAPI document there is as a tool
// would: each reference leads somewhere, an address has the parameters that are
// described, an operation speaks of messages of its channel, and an example keeps
// the schemas beside it.
func TestAsyncAPIHoldsTogether(t *testing.T) {
	paths, err := filepath.Glob("../../docs/*asyncapi.yaml")
	if err != nil || len(paths) != 2 {
		t.Fatalf("Glob(docs/*asyncapi.yaml) = %q, %v, want two documents", paths, err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			doc := document(t, path)
			if doc["asyncapi"] != "3.0.0" {
				t.Errorf("asyncapi = %v, want 3.0.0", doc["asyncapi"])
			}
			references(doc, func(ref string) {
				if at(t, doc, ref) == nil {
					t.Errorf("$ref %q leads nowhere, want it resolved", ref)
				}
			})
			addresses(t, doc)
			operations(t, doc)
			examples(t, doc)
		})
	}
}

var parameter = regexp.MustCompile(`\{([a-z]+)\}`)

func addresses(t *testing.T, doc object) {
	t.Helper()
	for name, v := range doc["channels"].(object) {
		c := v.(object)
		var want []string
		for _, m := range parameter.FindAllStringSubmatch(c["address"].(string), -1) {
			want = append(want, m[1])
		}
		slices.Sort(want)
		described, _ := c["parameters"].(object)
		if got := slices.Sorted(maps.Keys(described)); !slices.Equal(got, want) {
			t.Errorf("channel %s describes %q, want the parameters of its address: %q", name, got, want)
		}
	}
}

func operations(t *testing.T, doc object) {
	t.Helper()
	for name, v := range doc["operations"].(object) {
		op := v.(object)
		own := op["channel"].(object)["$ref"].(string) + "/messages/"
		messages, _ := op["messages"].([]any)
		for _, m := range messages {
			if ref := m.(object)["$ref"].(string); !strings.HasPrefix(ref, own) {
				t.Errorf("operation %s has %s, want a message of %s", name, ref, own)
			}
		}
		if len(messages) == 0 {
			t.Errorf("operation %s has no message, want those of its channel", name)
		}
	}
}

// examples holds each example to the schemas of its message.
func examples(t *testing.T, doc object) {
	t.Helper()
	for name, v := range at(t, doc, "#/components/messages").(object) {
		m := v.(object)
		all, _ := m["examples"].([]any)
		if len(all) == 0 {
			t.Errorf("message %s has no example, want one", name)
		}
		for _, e := range all {
			for part, value := range e.(object) {
				if part == "name" {
					continue
				}
				file := m[part].(object)["$ref"].(string)
				if err := compile(t, filepath.Join("../../docs", file)).Validate(value); err != nil {
					t.Errorf("message %s: Validate(%s of the example) = %v, want no error", name, part, err)
				}
			}
		}
	}
}

// compile compiles a published schema; what it refers to lies beside it.
func compile(t *testing.T, path string) *jsonschema.Schema {
	t.Helper()
	name := strings.TrimSuffix(filepath.Base(path), ".schema.json")
	return contract(t, filepath.Dir(path))(name)
}

func document(t *testing.T, path string) object {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return parsed(t, path, b)
}

// parsed reads YAML, or JSON, as JSON values.
func parsed(t *testing.T, name string, b []byte) object {
	t.Helper()
	b, err := yaml.YAMLToJSON(b)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var doc object
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return doc
}

// references calls yield with every $ref below a value.
func references(v any, yield func(string)) {
	switch v := v.(type) {
	case object:
		if ref, ok := v["$ref"].(string); ok {
			yield(ref)
		}
		for _, member := range v {
			references(member, yield)
		}
	case []any:
		for _, element := range v {
			references(element, yield)
		}
	}
}

// at returns what a reference of the document leads to: a place in it, or a file
// beside it; nil if there is nothing.
func at(t *testing.T, doc object, ref string) any {
	t.Helper()
	file, place, _ := strings.Cut(ref, "#")
	if file != "" {
		b, err := os.ReadFile(filepath.Join("../../docs", file))
		if err != nil {
			return nil
		}
		doc = parsed(t, file, b)
	}
	var v any = doc
	for _, name := range strings.FieldsFunc(place, func(r rune) bool { return r == '/' }) {
		m, _ := v.(object)
		if v = m[name]; v == nil {
			return nil
		}
	}
	return v
}
