package reports_test

import (
	"bytes"
	"maps"
	"reflect"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios/run"
)

const blastPath = "../docs/schema/blast.schema.json"

// blastMeaning says what each key of a blast radius is.
var blastMeaning = map[string]string{
	"Blast.schema":   "Name and version of this format.",
	"Blast.tool":     "Which harness made it.",
	"Blast.scenario": "What was tried.",
	"Blast.world":    "Where it ran.",
	"Blast.topology": "Who decides on a write, and what leaves a region.",
	"Blast.factor":   "The live profile ran, with time divided by this; absent if it ran as written.",
	"Blast.seeds":    "Seeds of each run.",
	"Blast.without":  "The scenario without any fault.",
	"Blast.faults":   "The scenario with each fault of its timeline alone, in their order.",
	"Blast.repeat":   "The command that repeats it.",

	"Single.fault":      "Name of the fault; absent without one.",
	"Single.kind":       "What goes wrong.",
	"Single.text":       "The fault as a scenario has it.",
	"Single.regions":    "What each region noticed.",
	"Single.held":       "Promises that were kept.",
	"Single.broken":     "Promises that were not.",
	"Single.unanswered": "Promises without an answer.",
	"Single.reaches":    "How far it may reach by its scenario: regions, or a region and what it may notice, tx/figures; null if that is not declared.",
	"Single.beyond":     "What was noticed beyond that; absent if nothing was.",
	"Single.unproved":   "Seeds in which the fault had no effect: nothing is known of it if there are any.",

	"InRegion.region":         "Name of the region.",
	"InRegion.commands":       "Commands that its clients sent.",
	"InRegion.answered":       "Of these, answered ok or refused for a reason.",
	"InRegion.write_p99_us":   "99 of 100 orders that were confirmed took no longer, in microseconds; 0 if none was.",
	"InRegion.write_ratio":    "The same, by that of the run without a fault; null if one of them is missing.",
	"InRegion.figures_p99_us": "99 of 100 figures of the region were no older when somebody elsewhere was shown them, in microseconds; 0 if none was shown.",
	"InRegion.figures_ratio":  "The same, by that of the run without a fault; null if one of them is missing.",
	"InRegion.noticed":        "answers, if a smaller share was answered than without the fault; writes and figures, if the ratio is 1.5 or more.",
}

// oneCut is a cut that Texas notices.
func oneCut() *run.Blast {
	ratio, older := 1060.0, 5.5
	return &run.Blast{Schema: run.BlastSchema, Scenario: run.ScenarioRef{ID: "cut", Title: "A cut"}, World: "virtual", Topology: "active-active", Seeds: 1,
		Without: run.Single{Held: 3, Regions: []run.InRegion{{Region: "tx", Commands: 90, Answered: 90, WriteP99: 1940, ShownP99: 2e6, Noticed: []string{}},
			{Region: "va", Noticed: []string{}}}},
		Faults: []run.Single{{Fault: "cut", Kind: "partition", Text: "{id: cut}", Held: 1, Unproved: 1, Reaches: []string{"tx/figures"}, Beyond: []string{"tx/answers", "tx/writes"}, Unanswered: []string{"I-29"},
			Broken: []run.Shortfall{{ID: "I-39", Name: "wan-independence", Breaches: 7}},
			Regions: []run.InRegion{{Region: "tx", Commands: 90, Answered: 70, WriteP99: 2_056_400, Writes: &ratio, ShownP99: 11e6, Shown: &older,
				Noticed: []string{"answers", "writes", "figures"}}, {Region: "va", Noticed: []string{}}}}}}
}

func TestBlast(t *testing.T) {
	var text bytes.Buffer
	if err := reports.Blast(&text, oneCut(), reports.Style{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "blast.txt", text.Bytes())
	proved := oneCut()
	if got := proved.Exit(); got != run.ExitViolated {
		t.Errorf("exit = %d where a fault reaches further than it may, want %d", got, run.ExitViolated)
	}
	proved.Faults[0].Beyond = nil
	if got := proved.Exit(); got != run.ExitInconclusive {
		t.Errorf("exit = %d where the fault had no effect, want %d", got, run.ExitInconclusive)
	}
	if proved.Faults[0].Unproved = 0; proved.Exit() != 0 {
		t.Errorf("exit = %d, want 0: that a promise breaks is what is asked", proved.Exit())
	}
}

// TestBlastSchemaIsOfTheTypes keeps the published schema equal to the types, and what
// is written to the schema.
func TestBlastSchemaIsOfTheTypes(t *testing.T) {
	maps.Copy(meaning, topologiesMeaning)
	maps.Copy(meaning, blastMeaning)
	s := schemaOf(t, reflect.TypeFor[run.Blast]())
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "How far each fault reaches"
	s["description"] = "A scenario without any fault, and with each of its faults alone: what every region noticed. Keys may be added within a version; ignore those you do not know."
	s["properties"].(object)["schema"].(object)["const"] = run.BlastSchema
	for _, one := range []object{s["properties"].(object)["without"].(object), s["properties"].(object)["faults"].(object)["items"].(object)} {
		nullable(one["properties"].(object)["regions"].(object)["items"].(object), "write_ratio", "figures_ratio")
		nullable(one, "reaches")
	}
	published(t, blastPath, s)
	var b bytes.Buffer
	if err := reports.BlastJSON(&b, oneCut()); err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(&b)
	if err != nil {
		t.Fatal(err)
	}
	schema := jsonschema.NewCompiler().MustCompile(blastPath)
	if err := schema.Validate(v); err != nil {
		t.Errorf("JSON(a blast radius) breaks its schema: %v", err)
	}
	delete(v.(map[string]any), "without")
	if schema.Validate(v) == nil {
		t.Error("Validate(a blast radius without a run to compare with) = nil, want an error")
	}
}
