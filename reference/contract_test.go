package reference_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seatrial/seatrial/reference"
	"github.com/seatrial/seatrial/reference/access"
	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
	"github.com/seatrial/seatrial/sim/virtual"
)

// TestWhatGoesToTheBusKeepsTheContract runs a small load and holds every event
// that an owner publishes against docs/schema/events, in binary mode and in
// structured mode. Every type that has a schema must have been heard.
func TestWhatGoesToTheBusKeepsTheContract(t *testing.T) {
	schemas, unseen := eventSchemas(t)
	c := config(t, 1)
	c.Workload.Acts = []topology.Act{{At: time.Second, Region: "tx", Who: "lee", Role: "auditor", Action: "read", On: "pod/tx", Why: "audit", TTL: time.Minute}}
	later := c.Policy
	later.Version, later.Hash, later.Access = 2, "", access.Default+"\n@id(\"guests-read\") permit (principal in Role::\"guest\", action == Action::\"read\", resource);\n"
	c.Later = []reference.Amendment{{Policy: later, At: 2 * time.Second}}
	tick := int64(100 * time.Millisecond)
	c.Stages = &history.Stages{EveryNano: tick, DwellNano: tick, CalmNano: tick,
		Guards: []history.Guard{{Stage: history.StageFreeze, Figure: history.FigureExport, Above: 1, Below: 1}}} // any export in flight is enough
	judged := 0
	heard := func(m *sim.Message) {
		judged++
		binary, structured := attributesOf(m)
		data, err := jsonschema.UnmarshalJSON(bytes.NewReader(m.Body))
		if err != nil {
			t.Fatalf("%s %s: UnmarshalJSON(%s) = %v, want no error", m.Head.Type, m.Head.ID, m.Body, err)
		}
		structured["data"] = data
		for name, v := range map[string]any{m.Head.Type: data, "headers": binary, "structured": structured} {
			if schemas[name] == nil {
				t.Fatalf("%s %s: no schema %s in docs/schema/events, want one", m.Head.Type, m.Head.ID, name)
			}
			if err := schemas[name].Validate(v); err != nil {
				t.Fatalf("%s %s: Validate(%s, %s) = %v, want no error", m.Head.Type, m.Head.ID, name, m.AppendWire(nil), err)
			}
		}
		unseen = slices.DeleteFunc(unseen, func(typ string) bool { return typ == m.Head.Type })
	}
	steer(t, c, published{systemOf(t, c), heard}, nil)
	handsChange(t, c, heard)
	if len(unseen) > 0 || judged < 1000 {
		t.Errorf("of %d events none was %v, want 1000 and every type that has a schema", judged, unseen)
	}
}

// handsChange runs the system for a while with a lease that ends before it is asked for
// again, and a standby that may have it whatever the policy says.
func handsChange(t *testing.T, c reference.Config, heard func(*sim.Message)) {
	t.Helper()
	tick := int64(100 * time.Millisecond)
	c.Topology.Failover = true
	c.Failover = &history.Failover{LeaseNano: 4 * tick, RenewNano: 20 * tick, MarginNano: tick, LagMax: 1 << 40, Purpose: "continuity", Commands: []string{"PlaceOrder"}}
	var err error
	if c.Defects, err = defect.Parse("M24"); err != nil {
		t.Fatal(err)
	}
	w, err := virtual.New(virtual.Config{Seed: c.Seed, System: published{systemOf(t, c), heard}, Topology: c.Topology})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Advance(15 * time.Second); err != nil {
		t.Fatal(err)
	}
}

func systemOf(t *testing.T, c reference.Config) sim.System {
	t.Helper()
	s, err := reference.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// published is a system of which somebody hears what its machines publish.
type published struct {
	sim.System
	hear func(*sim.Message)
}

func (o published) Machines() []sim.Spec {
	specs := slices.Clone(o.System.Machines())
	for i := range specs {
		start := specs[i].New
		specs[i].New = func() sim.Machine { return ear{start(), o.hear} }
	}
	return specs
}

type ear struct {
	sim.Machine
	hear func(*sim.Message)
}

func (e ear) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	before := len(out.List())
	e.Machine.Step(clock, in, out)
	for _, effect := range out.List()[before:] {
		if effect.Kind == sim.EffPublish {
			e.hear(effect.Msg)
		}
	}
}

// attributesOf returns the header of an event as headers and as members.
func attributesOf(m *sim.Message) (binary, structured map[string]any) {
	binary, structured = map[string]any{}, map[string]any{}
	m.Head.Headers(func(name, value string) {
		binary[name] = value
		structured[strings.TrimPrefix(name, "ce-")] = value
	})
	return binary, structured
}

// eventSchemas compiles the schemas that are published, by name, and lists the types
// among them.
func eventSchemas(t *testing.T) (schemas map[string]*jsonschema.Schema, types []string) {
	t.Helper()
	files, err := filepath.Glob("../docs/schema/events/*.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	c, schemas := jsonschema.NewCompiler(), map[string]*jsonschema.Schema{}
	var ids []string
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		id := doc.(map[string]any)["$id"].(string)
		if err := c.AddResource(id, doc); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	for _, id := range ids {
		name := strings.TrimSuffix(id[strings.LastIndexByte(id, '/')+1:], ".schema.json")
		if schemas[name], err = c.Compile(id); err != nil {
			t.Fatal(err)
		}
		if name[0] >= 'A' && name[0] <= 'Z' {
			types = append(types, name)
		}
	}
	return schemas, types
}
