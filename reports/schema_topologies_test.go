package reports_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios/run"
)

const topologiesPath = "../docs/schema/topologies.schema.json"

// topologiesMeaning says what each key of a comparison of topologies is.
var topologiesMeaning = map[string]string{
	"Topologies.schema":     "Name and version of this format.",
	"Topologies.tool":       "Which harness made it.",
	"Topologies.scenario":   "What was tried.",
	"Topologies.world":      "Where it ran.",
	"Topologies.factor":     "The live profile ran, with time divided by this; absent if it ran as written.",
	"Topologies.seeds":      "Seeds of each topology.",
	"Topologies.repeat":     "The command that repeats it.",
	"Topologies.topologies": "One entry per topology, in the order in which they were asked for. There is no total.",

	"Placed.topology":          "Name of the topology.",
	"Placed.write":             "From a client's order to its confirmation, in microseconds; of orders that were confirmed.",
	"Placed.commands":          "Commands that clients sent.",
	"Placed.answered":          "Of these, answered ok or refused for a reason.",
	"Placed.silent":            "Of these, given up without an answer, or turned away because a bound was reached.",
	"Placed.acknowledged_lost": "Commands answered ok of which, when the run ended, nothing was done, returned or listed; null if none was answered ok.",
	"Placed.takeover":          "How long nobody took the commands of a region; null where nobody stands by.",
	"Placed.conflicts":         "Commands that two sides do not agree about; null where nobody stands by.",
	"Placed.duplicate_work":    "What was done more than once.",
	"Placed.freshness":         "Age of the figures that somebody was shown, in microseconds.",
	"Placed.staleness":         "The same of those that were shown outside of their region; null if none was.",
	"Placed.recovered_ns":      "The longest time from the end of a fault until work was as before, of faults that every topology had, in nanoseconds; null if it is not known.",
	"Placed.crossed_bytes":     "Bytes that left a region.",
	"Placed.fields":            "Fields that left a region, each with the type of its event.",
	"Placed.operator":          "What waits for a person.",
	"Placed.held":              "Promises that were kept.",
	"Placed.broken":            "Promises that were not.",
	"Placed.unanswered":        "Promises without an answer here.",
	"Placed.not_applicable":    "Promises about what this topology does not have.",
	"Placed.left_out":          "Faults of what this topology does not have.",
	"Placed.unproved":          "Faults that had no effect here: nothing is known of this topology if there are any.",
	"Placed.stopped":           "Seeds that ended early, as the scenario asks for: nothing is known of this topology if there are any.",
	"Placed.restless":          "Seeds that were not quiet at the deadline: what was lost or did not recover may only be late.",

	"Shortfall.id":       "Number of the promise: I-47.",
	"Shortfall.name":     "Name of the promise.",
	"Shortfall.breaches": "How often it was broken.",

	"Takeover.count":     "Times that a standby began to take commands.",
	"Takeover.median_ns": "From the loss of the owner, or the last order that it took, until then: the median, in nanoseconds.",
	"Takeover.worst_ns":  "The longest, in nanoseconds.",

	"Conflicts.commands": "Commands that are in conflict, each counted once.",
	"Conflicts.both":     "Taken by a standby, and by the owner as well.",
	"Conflicts.listed":   "Taken by a standby, and the owner could not do it: somebody is to look at it.",
	"Conflicts.taken":    "Commands that standbys took, in all.",

	"Duplicated.commands": "Commands taken by a standby and by the owner; null where nobody stands by.",
	"Duplicated.effects":  "What partners really did a second time, under the same key or for the same line of an order.",

	"Operator.listed":       "Commands that an owner could not do when its standby handed them back; null where nobody stands by.",
	"Operator.dead_letters": "Messages that a consumer could not use and set aside.",
	"Operator.quarantined":  "Documents of partners that were set aside.",
	"Operator.doubtful":     "Documents whose answer did not come in time: whether a supplier will ship is not known.",
	"Operator.gaps":         "Documents that somebody was told are missing.",
	"Operator.alerts":       "Alerts that were raised.",
}

// nullable lets keys of a schema be null.
func nullable(s object, keys ...string) {
	p := s["properties"].(object)
	for _, key := range keys {
		one := p[key].(object)
		one["type"] = []string{one["type"].(string), "null"}
	}
}

func topologiesSchema(t *testing.T) object {
	maps.Copy(meaning, topologiesMeaning)
	s := schemaOf(t, reflect.TypeFor[run.Topologies]())
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "Topologies compared"
	s["description"] = "One scenario in several topologies: the same load, the same faults, the same seeds. What does not apply is null, never 0. " +
		"Keys may be added within a version; ignore those you do not know."
	s["properties"].(object)["schema"].(object)["const"] = run.TopologiesSchema
	row := s["properties"].(object)["topologies"].(object)["items"].(object)
	nullable(row, "acknowledged_lost", "takeover", "conflicts", "staleness", "recovered_ns")
	nullable(row["properties"].(object)["duplicate_work"].(object), "commands")
	nullable(row["properties"].(object)["operator"].(object), "listed")
	return s
}

// published compares a schema with the file that is published, or rewrites it.
func published(t *testing.T, path string, schema object) {
	t.Helper()
	want, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s differs from the types (%v); rewrite it: go test ./reports -run %s -update", path, err, t.Name())
	}
}

// TestTopologiesSchemaIsOfTheTypes keeps the published schema equal to what the types
// of a comparison say, and a comparison to its schema.
func TestTopologiesSchemaIsOfTheTypes(t *testing.T) {
	published(t, topologiesPath, topologiesSchema(t))
}

func TestAComparisonKeepsItsSchema(t *testing.T) {
	schema := jsonschema.NewCompiler().MustCompile(topologiesPath)
	read := func(list *run.Topologies) any {
		var b bytes.Buffer
		if err := reports.TopologiesJSON(&b, list); err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(&b)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if err := schema.Validate(read(three())); err != nil {
		t.Errorf("JSON(a comparison) breaks its schema: %v", err)
	}
	other := three()
	other.Schema = "seatrial/topologies/v2"
	if schema.Validate(read(other)) == nil {
		t.Error("JSON(a comparison of another version) keeps the schema, want an error")
	}
	for _, key := range []string{"takeover", "acknowledged_lost", "write"} {
		v := read(three()).(map[string]any)
		delete(v["topologies"].([]any)[0].(map[string]any), key)
		if schema.Validate(v) == nil {
			t.Errorf("Validate(a comparison without %s) = nil, want an error: what does not apply is null", key)
		}
	}
}
