package reports

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/seatrial/seatrial/scenarios/run"
)

// Schema is the name and version of the JSON of a run. Its JSON Schema is
// docs/schema/result.schema.json; keys may be added within a version, so readers
// ignore the ones they do not know.
const Schema = "seatrial/result/v1"

// JSON writes a result as one indented JSON document with keys in a fixed order.
// Lists that are always there are [] when empty, never null. Errors are those of
// w, and of a result that holds a number JSON cannot (NaN).
func JSON(w io.Writer, r *run.Result) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(complete(r)); err != nil {
		return fmt.Errorf("write result of %s: %w", r.Scenario.ID, err)
	}
	return nil
}

// JSONList writes several results as one JSON array, each as [JSON] writes it.
func JSONList(w io.Writer, results []*run.Result) error {
	list := make([]run.Result, 0, len(results))
	for _, r := range results {
		list = append(list, complete(r))
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(list); err != nil {
		return fmt.Errorf("write %s: %w", plural(len(results), "result"), err)
	}
	return nil
}

// complete returns a copy of r in which every list and map is there.
func complete(r *run.Result) run.Result {
	c := *r
	if c.Schema == "" {
		c.Schema = Schema
	}
	c.Scenario.Covers = some(c.Scenario.Covers)
	c.Promises = some(c.Promises)
	c.Reach = some(c.Reach)
	c.Runs = append([]run.Run{}, c.Runs...)
	for i := range c.Runs {
		one := &c.Runs[i]
		one.Promises = some(one.Promises)
		one.Faults = some(one.Faults)
		one.Reached = someMap(one.Reached)
	}
	c.Latency = someMap(c.Latency)
	c.Counters = someMap(c.Counters)
	return c
}

func some[E any](s []E) []E {
	if s == nil {
		return []E{}
	}
	return s
}

func someMap[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}
