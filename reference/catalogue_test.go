package reference_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/seatrial/seatrial/reference"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/virtual"
)

// overheard is a system of which somebody hears every message.
type overheard struct {
	sim.System
	hear func(*sim.Message)
}

func (o overheard) Machines() []sim.Spec {
	specs := slices.Clone(o.System.Machines())
	for i := range specs {
		fresh := specs[i].New
		specs[i].New = func() sim.Machine { return listener{fresh(), o.hear} }
	}
	return specs
}

type listener struct {
	sim.Machine
	hear func(*sim.Message)
}

func (l listener) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	l.Machine.Step(clock, in, out)
	for _, e := range out.List() {
		if e.Msg != nil {
			l.hear(e.Msg)
		}
	}
}

// carried lists the fields of the catalogue that a body carries.
func carried(h *sim.Head, b *event.Body) []string {
	has := map[string]bool{event.FieldType: true, event.FieldEntity: h.Entity != "", event.FieldVersion: h.Version > 0, event.FieldTime: h.Time != 0,
		event.FieldKey: b.Key != "", event.FieldStatus: b.Status != "", event.FieldReason: b.Reason != "",
		event.FieldOrder: b.Order != "" && b.Order != h.Entity, event.FieldSKU: b.SKU != "", event.FieldLine: b.Line > 0,
		event.FieldState: b.State != event.NoState, event.FieldLineState: b.LineState != event.NoState, event.FieldQty: b.Qty != 0,
		event.FieldOnHand:    b.Change.OnHand != 0 || b.After.OnHand != 0,
		event.FieldAllocated: b.Change.Allocated != 0 || b.After.Allocated != 0,
		event.FieldHeld:      b.Change.Held != 0 || b.After.Held != 0,
		event.FieldSource:    b.Source != "", event.FieldPos: b.Pos > 0, event.FieldLetter: b.Letter != nil,
		event.FieldAccess: b.Access != nil, event.FieldTrail: b.Trail != nil}
	if u := b.Purchase; u != nil {
		for name, there := range map[string]bool{event.FieldCustomer: u.Customer != "", event.FieldShipTo: u.ShipTo != "",
			event.FieldTerms: u.Terms != "", event.FieldPrice: u.Price != 0, event.FieldLines: len(u.Lines) > 0} {
			has[name] = there
		}
	}
	return slices.DeleteFunc(slices.Sorted(maps.Keys(has)), func(name string) bool { return !has[name] })
}

// Every message of a run carries only fields that the catalogue lists for its
// type, and is labelled with the tier of its most sensitive field, or higher: a
// message's tier is the join of its fields.
func TestCatalogueIsWhatBodiesCarry(t *testing.T) {
	c := config(t, 2)
	system, err := reference.New(c)
	if err != nil {
		t.Fatal(err)
	}
	rules := policies.Default(c.Topology.Hub.Name)
	found, types := map[string]bool{}, map[string]bool{}
	hear := func(m *sim.Message) {
		b, err := event.View(m.View, m.Body)
		if err != nil || b.Batch != nil {
			return // a batch is made of what egress let go, and has no fields of its own
		}
		types[m.Head.Type] = true
		needs := history.Tier(0)
		for _, name := range carried(&m.Head, b) {
			if !slices.Contains(event.FieldsOf(m.Head.Type), name) {
				found[fmt.Sprintf("%s carries %s: list it in reference/event/catalogue.go", m.Head.Type, name)] = true
			}
			needs = needs.Join(tierOf(&rules, m.Head.Type, name))
		}
		if m.Head.Tier < needs {
			found[fmt.Sprintf("%s is labelled %s and carries what is %s", m.Head.Type, m.Head.Tier, needs)] = true
		}
	}
	w, err := virtual.New(virtual.Config{Seed: 7, System: overheard{system, hear}, Topology: c.Topology})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Advance(20 * 1_000_000_000); err != nil {
		t.Fatal(err)
	}
	for _, line := range slices.Sorted(maps.Keys(found)) {
		t.Error(line)
	}
	if len(types) < 15 {
		t.Errorf("heard %d types, want at least 15: %v", len(types), types)
	}
}

// tierOf returns the tier of a field as the rules class it.
func tierOf(rules *history.Policy, typ, name string) history.Tier {
	found := history.Tier(0)
	for _, c := range rules.Classes {
		if c.Field == name && (c.Type == typ || c.Type == "" && found == 0) {
			found, _ = history.ParseTier(c.Tier)
		}
	}
	return found
}
