package scenarios

import (
	"encoding/json"

	"github.com/seatrial/seatrial/faults/strict"
)

// JSONSchema returns the JSON Schema of a scenario file, as editors read it. It
// is made from the table by which files are loaded; what takes several values
// to check is left to [Load].
func JSONSchema() []byte {
	schema := map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id":     "https://github.com/seatrial/seatrial/docs/schema/scenario.schema.json",
	}
	for k, v := range strict.Schema(scenarioForm(Promises())) {
		schema[k] = v
	}
	b, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		panic(err) // maps, lists, texts and numbers always have a JSON form
	}
	return append(b, '\n')
}
