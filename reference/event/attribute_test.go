package event_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim"
)

// attribute is one CloudEvents attribute of an event: in binary mode the header
// ce-NAME, in structured mode the member NAME.
type attribute struct {
	Name    string
	Needed  bool // every event of an owner has it
	Pattern string
	Says    string
}

const twentyDigits = "^[0-9]{20}$"

var attributes = []attribute{
	{"specversion", true, "^1\\.0$", "CloudEvents 1.0."},
	{"id", true, "", "The event, unique with source. The same decision has the same id however often it is sent: apply it once."},
	{"type", true, "", "What happened. A type you do not know is parked, never dropped."},
	{"source", true, "", "Who owns the entity: KIND/REGION/NAME."},
	{"subject", true, "", "The entity: order/REGION/NUMBER, sku/REGION/ARTICLE or pod/REGION. Versions count per entity."},
	{"sequence", true, twentyDigits, "Version of the entity, from 1, without gaps."},
	{"epoch", true, twentyDigits, "Epoch of the owner: it begins a new one with every start."},
	{"region", true, "", "Home region."},
	{"dataclassification", true, "^(public|internal|confidential|regulated|restricted)$", "Tier of the data."},
	{"correlationid", false, "", "Idempotency key of the command at the root."},
	{"causationid", false, "", "Id of the event that caused this one. It took effect before."},
	{"recordedtime", false, twentyDigits, "Wall clock of the owner, nanoseconds since 1970. A label: order nothing by it."},
	{"ledger", true, "", "The ledger in which the owner wrote it first."},
	{"position", true, twentyDigits, "Its position there, from 1, without gaps."},
}

// headersSchema describes an event's headers in binary mode.
func headersSchema() object {
	s := identified("headers", "Headers of an event in binary mode", "CloudEvents 1.0 attributes as NATS headers, each with the prefix ce-. "+
		"Spaces at the ends, control characters and the percent sign are percent-encoded. A reader ignores headers it does not know.")
	return attributesOf(s, "ce-")
}

// structuredSchema describes an event in structured mode.
func structuredSchema() object {
	s := attributesOf(identified("structured", "An event in structured mode", "CloudEvents 1.0 JSON format: the attributes and the body in one object, "+
		"sent with the header content-type: application/cloudevents+json. A reader ignores members it does not know."), "")
	properties := s["properties"].(object)
	properties["datacontenttype"] = object{"const": "application/json", "description": "Left out, it means the same."}
	properties["data"] = object{"description": "The body; its schema is that of the type."}
	s["required"] = append(s["required"].([]string), "data")
	var byType []any
	for _, p := range onTheBus {
		byType = append(byType, object{
			"if":   object{"required": []string{"type"}, "properties": object{"type": object{"const": p.Type}}},
			"then": object{"properties": object{"data": object{"$ref": p.Type + ".schema.json"}}},
		})
	}
	s["allOf"] = byType
	return s
}

func attributesOf(s object, prefix string) object {
	properties, required := object{}, []string{}
	for _, a := range attributes {
		p := words(a.Says)
		if a.Pattern != "" {
			p["pattern"] = a.Pattern
		} else {
			p["minLength"] = 1
		}
		properties[prefix+a.Name] = p
		if a.Needed {
			required = append(required, prefix+a.Name)
		}
	}
	s["type"], s["properties"], s["required"] = "object", properties, required
	return s
}

// TestAttributesAreThoseOfTheWire compares the table with the headers that the
// wire form writes inside a region, where no purpose is stated.
func TestAttributesAreThoseOfTheWire(t *testing.T) {
	head := sim.Head{ID: "e", Type: "t", Source: "s", Entity: "n", Version: 1, Epoch: 1, Region: "tx", Tier: sim.Internal,
		Corr: "k", Cause: "c", Time: 1, Ledger: "l", Pos: 1}
	var got, want []string
	schema := contract(t, schemaDir)("headers")
	headers := object{}
	head.Headers(func(name, value string) {
		got = append(got, strings.TrimPrefix(name, "ce-"))
		headers[name] = value
	})
	for _, a := range attributes {
		want = append(want, a.Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("Headers() = %q, want the attributes published: %q", got, want)
	}
	if err := schema.Validate(headers); err != nil {
		t.Errorf("Validate(headers) = %v, want no error", err)
	}
}
