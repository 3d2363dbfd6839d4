package policies_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/sim/history"
)

var update = flag.Bool("update", false, "write docs/schema/policy.schema.json anew")

const schemaFile = "../../docs/schema/policy.schema.json"

// The published schema is the one that the loader's table gives, and the bundle
// that ships follows it.
func TestSchemaIsPublished(t *testing.T) {
	if *update {
		if err := os.WriteFile(schemaFile, policies.JSONSchema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	published, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(published, policies.JSONSchema()) {
		t.Errorf("%s is not JSONSchema(): write it anew with\ngo test ./scenarios/policies -run TestSchemaIsPublished -update", schemaFile)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(published))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("policy.json", doc); err != nil {
		t.Fatal(err)
	}
	text, err := yaml.YAMLToJSON(policies.DefaultText())
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	if err := c.MustCompile("policy.json").Validate(value); err != nil {
		t.Errorf("the schema refuses the bundle that ships: %v", err)
	}
}

// The bundle that ships can be decided by, decides what was agreed, and is the
// same for a hub of another name but for the name.
func TestDefault(t *testing.T) {
	b := policies.Default("hub")
	if faults := policy.Faults(&b); len(faults) > 0 {
		t.Fatalf("Faults(default) = %v, want none", faults)
	}
	agreed, err := policy.ParseGolden(policies.DefaultGolden())
	if err != nil {
		t.Fatal(err)
	}
	m, err := policy.NewMatrix(&b, agreed.Regions)
	if err != nil {
		t.Fatal(err)
	}
	if changes := policy.Changes(agreed, m); len(changes) > 0 {
		t.Errorf("%d decisions are not those of default.golden, the first %+v: agree to them with\nseatrial policy test scenarios/policies/default.yaml --update", len(changes), changes[0])
	}
	other := policies.Default("centre")
	if other.Hash == b.Hash || other.Hash != other.Digest() {
		t.Errorf("Default(centre).Hash = %s, want its own %s", other.Hash, other.Digest())
	}
	if text, _ := json.Marshal(other); strings.Contains(string(text), `"hub"`) {
		t.Errorf("Default(centre) speaks of hub, want centre alone")
	}
	if back := policies.Rename(other, "centre", "hub"); !reflect.DeepEqual(back.Canonical(), b.Canonical()) {
		t.Errorf("Rename(Default(centre), centre, hub) is not Default(hub)")
	}
}

// Where something stands is known by line.
func TestLines(t *testing.T) {
	f, err := policies.Read("p.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ got, want int }{
		{f.Line("OrderCreated", "hub", "planning", "qty"), 15}, {f.Line("OrderCreated", "hub", "planning", "customer"), 16},
		{f.Line("Delivered", "hub", "planning", "sku"), 11}, {f.Line("Packed", "hub", "planning", "qty"), 0},
		{f.ClassLine("customer", "OrderCreated"), 7}, {f.ClassLine("qty", "OrderCreated"), 6}, {f.ClassLine("qty", "Delivered"), 6}, {f.ClassLine("sku", ""), 0},
		{f.TierLine("internal"), 8}, {f.TierLine("public"), 9}, {f.TierLine("restricted"), 0},
	} {
		if test.got != test.want {
			t.Errorf("line = %d, want %d", test.got, test.want)
		}
	}
	want := history.Contract{Type: "Delivered", To: "hub", Purpose: "planning", Fields: []history.Field{
		{Name: "qty", How: "clear", Reader: "aggregator"}, {Name: "customer", How: "token", Reader: "aggregator"}, {Name: "price", How: "drop"}}}
	if len(f.Contracts) != 2 || !reflect.DeepEqual(f.Contracts[1], want) {
		t.Errorf("contracts = %+v, want the second %+v", f.Contracts, want)
	}
}

const small = `schema: seatrial/policy/v1
name: small
version: 2
effective: 2026-03-01T06:00:00Z
ttl: 15m
fields: [{fields: [qty], tier: internal, account: enterprise},
  {fields: [customer], types: [OrderCreated], tier: restricted, account: customer}]
residency: [{tier: internal, home: any, regions: [hub], stores: [any]}]
processing: [{tier: public, home: tx, regions: [hub], purposes: [planning]}]
contracts:
  - types: [OrderCreated, Delivered]
    to: hub
    purpose: planning
    reader: aggregator
    clear: [qty]
    token: [customer]
    drop: [price]
grants: [{role: operator, actions: [pause], regions: [own], for: 15m, approved: true}]
access: |
  permit(principal, action, resource);
`

// Each mistake has its place and a way out.
func TestMistakes(t *testing.T) {
	for name, test := range map[string]struct{ from, to, want string }{
		"unknown key":    {"reader: aggregator", "readr: aggregator", `p.yaml:14:5: unknown key "readr" in a contract; did you mean "reader"?`},
		"no reader":      {"    reader: aggregator\n", "", `p.yaml:11:5: a contract has no reader; add "reader:"`},
		"unknown tier":   {"tier: internal, account", "tier: intern, account", `p.yaml:6:32: unknown tier "intern"; did you mean "internal"?`},
		"no instant":     {"2026-03-01T06:00:00Z", "tomorrow", `p.yaml:4:12: "tomorrow" is not an instant; write an instant such as`},
		"before 1970":    {"2026-03-01", "1960-03-01", `p.yaml:4:12:`},
		"no ttl":         {"ttl: 15m\n", "", `p.yaml:1:1: a policy has no ttl`},
		"version 0":      {"version: 2", "version: 0", `p.yaml:3:10: "0" is not a whole number`},
		"twice":          {"drop: [price]", "drop: [qty]", `p.yaml:11:5: field "qty" is named twice; let it go in one way`},
		"no schema":      {"schema: seatrial/policy/v1\n", "", `a policy has no schema`},
		"not a way":      {"token: [customer]", "hashed: [customer]", `p.yaml:16:5: unknown key "hashed" in a contract`},
		"whose":          {"account: customer", "account: nobody", `unknown account "nobody"; it is one of`},
		"no stores":      {", stores: [any]", "", `a rule of residency has no stores; add "stores:"`},
		"stores of none": {"stores: [any]", "stores: []", "no store; write [any], or name some"},
		"any and more":   {"stores: [any]", "stores: [any, ledger]", "any beside other stores"},
		"no purposes":    {", purposes: [planning]", "", `a rule of processing has no purposes`},
		"no regions":     {", regions: [own]", "", `a grant has no regions`},
		"own and more":   {"[own]", "[own, tx]", "own beside other regions"},
		"no approval":    {", approved: true", "", `a grant has no approved`},
		"for nothing":    {"for: 15m", "for: 0s", `"0s" is not a duration`},
		"not a list":     {"regions: [hub], purposes", "regions: hub, purposes", `where a list is expected`},
		"empty":          {small, "", "the file is empty"},
		"approved how":   {"approved: true", "approved: maybe", `"maybe" is not true or false`},
		"higher by how":  {"grants:", "lowering: [{tier: internal, how: token, to: regulated}]\ngrants:", `regulated is higher than internal; name a lower tier`},
	} {
		text := strings.Replace(small, test.from, test.to, 1)
		if _, err := policies.Read("p.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Read(%s) = %v, want %q", name, err, test.want)
		}
	}
}

// FuzzRead: whatever stands in a file, it is read or refused; nothing panics, and
// what is read says the same after its canonical form.
func FuzzRead(f *testing.F) {
	f.Add(policies.DefaultText())
	f.Add([]byte(small))
	f.Add([]byte("schema: seatrial/policy/v1\nname: x\nversion: 1\nttl: 1s\nfields: []\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := policies.Read("p.yaml", text)
		if err != nil {
			return
		}
		if policy.Check(&p.Policy) != nil {
			return
		}
		back, err := policy.Decode(p.Canonical())
		if err != nil || back.Hash != p.Hash {
			t.Fatalf("Decode(Canonical) of %q = %v, want the hash %s", text, err, p.Hash)
		}
	})
}
