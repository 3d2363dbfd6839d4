package reports_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seatrial/seatrial/scenarios/matrix"
	"github.com/seatrial/seatrial/scenarios/run"
)

const defectsPath = "../docs/schema/defects.schema.json"

// defectMeaning says what each key of a table of defects is.
var defectMeaning = map[string]string{
	"Table.schema":       "Name and version of this format.",
	"Table.tool":         "Which harness made it.",
	"Table.world":        "Where it ran.",
	"Table.mode":         "quick: defects where they are expected to show; full: every defect in every scenario.",
	"Table.seed":         "The first seed.",
	"Table.seeds":        "Seeds of a defect in a scenario, at most.",
	"Table.tries":        "First seeds of which a catch gives the median.",
	"Table.exit":         "Exit status: 0 every defect was caught and nothing else, 1 not.",
	"Table.reasons":      "Why it is red, in sentences.",
	"Table.defects":      "One entry per defect.",
	"Table.clean":        "The same scenarios and seeds without any defect.",
	"Table.unnamed":      "Promises that no planted defect names.",
	"Table.wall_seconds": "Time it took.",

	"Row.id":       "Number of the defect: M01.",
	"Row.name":     "Name of the defect.",
	"Row.breaks":   "What the code then does wrong.",
	"Row.promises": "Promises that name it.",
	"Row.cells":    "One entry per scenario in which it was planted.",

	"Cell.scenario":     "Identity of the scenario.",
	"Cell.outcome":      "caught, partly caught, wrong promise or escaped; seen or not seen where it was not expected.",
	"Cell.expected":     "Promises that must catch it here; empty if there is no demand.",
	"Cell.missing":      "Of those, the ones that did not.",
	"Cell.catches":      "Promises that name it and caught it.",
	"Cell.also":         "Other promises that broke.",
	"Cell.seeds":        "Seeds that ran.",
	"Cell.wall_seconds": "Time they took.",

	"Catch.promise":      "Number of the promise.",
	"Catch.seed":         "The first seed that shows it.",
	"Catch.seeds":        "Seeds to the first catch, the median of the tries.",
	"Catch.virtual_ns":   "Virtual time from the start of a run to the first breach, the median of the tries.",
	"Catch.wall_seconds": "Time to the first catch, the median of the tries.",
	"Catch.text":         "The first breach, in domain words.",
	"Catch.shrunk":       "Size of the smallest plan that still shows it.",
	"Catch.repeat":       "The command that shows it again.",

	"Shrunk.faults":   "Faults left.",
	"Shrunk.commands": "Commands left.",

	"Clean.scenario": "Identity of the scenario.",
	"Clean.seeds":    "Seeds that ran.",
	"Clean.promises": "Promises that were judged.",
	"Clean.alarms":   "Promises that broke although nothing was planted.",

	"Alarm.promise": "Number of the promise.",
	"Alarm.seed":    "The seed that shows it.",
	"Alarm.text":    "The breach, in domain words.",
	"Alarm.repeat":  "The command that shows it again.",
}

// TestDefectsSchemaIsOfTheTypes keeps the published schema equal to what the
// type of a table says, and a table to its schema.
func TestDefectsSchemaIsOfTheTypes(t *testing.T) {
	maps.Copy(meaning, defectMeaning)
	s := schemaOf(t, reflect.TypeFor[matrix.Table]())
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "Table of planted defects"
	s["description"] = "What became of each planted defect: caught by which promise, where, and how soon. " +
		"Keys may be added within a version; ignore those you do not know."
	p := s["properties"].(object)
	p["schema"].(object)["const"] = matrix.Schema
	p["exit"].(object)["enum"] = []int{run.ExitHeld, run.ExitViolated}
	want, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile(defectsPath, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(defectsPath)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s differs from the types (%v); rewrite it: go test ./reports -run %s -update", defectsPath, err, t.Name())
	}
}

func TestATableKeepsItsSchema(t *testing.T) {
	schema := jsonschema.NewCompiler().MustCompile(defectsPath)
	cell := matrix.Cell{Scenario: "tx-dc", Outcome: matrix.Caught, Expected: []string{"I-05"}, Missing: []string{}, Also: []string{}, Seeds: 1,
		Catches: []matrix.Catch{{Promise: "I-05", Seed: 1, Seeds: 1, Shrunk: &matrix.Shrunk{Faults: 1, Commands: 2}}}}
	tab := &matrix.Table{Schema: matrix.Schema, World: "virtual", Mode: "quick", Reasons: []string{}, Unnamed: []string{},
		Defects: []matrix.Row{{ID: "M01", Promises: []string{"I-05"}, Cells: []matrix.Cell{cell}}},
		Clean:   []matrix.Clean{{Scenario: "tx-dc", Promises: []string{}, Alarms: []matrix.Alarm{}}}}
	if err := schema.Validate(table(t, tab)); err != nil {
		t.Errorf("JSON(a table) breaks its schema: %v", err)
	}
	tab.Schema = "seatrial/defects/v2"
	if schema.Validate(table(t, tab)) == nil {
		t.Error("JSON(a table of another version) keeps the schema, want an error")
	}
}

func table(t *testing.T, tab *matrix.Table) any {
	t.Helper()
	var b bytes.Buffer
	if err := tab.JSON(&b); err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(&b)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
