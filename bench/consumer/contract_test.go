package consumer_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/seatrial/seatrial/bench/consumer"
)

// TestTrafficKeepsTheContract holds every message of a trial, in both modes,
// against docs/schema/consumer; but not what is meant to be unreadable.
func TestTrafficKeepsTheContract(t *testing.T) {
	schemas := published(t)
	for _, mode := range []consumer.Mode{consumer.Binary, consumer.Structured} {
		t.Run(string(mode), func(t *testing.T) {
			seen := map[string]int{}
			_, err := consumer.Try(t.Context(), consumer.Config{Mode: mode, AckWait: time.Second, Settle: 50 * time.Millisecond},
				func(_ context.Context, m *consumer.Message) error {
					e, err := consumer.ParseEvent(m.Header, m.Data)
					if err != nil {
						return m.Tell(consumer.Effect{StreamSeq: m.Seq, Effect: consumer.DeadLettered, Reason: err.Error()})
					}
					seen[e.Type]++
					for name, v := range partsOf(t, mode, m) {
						if err := schemas[name].Validate(v); err != nil {
							t.Errorf("message %d: Validate(%s, %v %s) = %v, want no error", m.Seq, name, m.Header, m.Data, err)
						}
					}
					return m.Tell(consumer.Effect{EventID: e.ID})
				})
			if err != nil {
				t.Fatal(err)
			}
			for _, typ := range []string{"OrderPlaced", "OrderAllocated", "OrderPacked", "OrderShipped", "ShipmentBooked", "NoticePosted"} {
				if seen[typ] == 0 {
					t.Errorf("messages by type = %v, want some %s", seen, typ)
				}
			}
		})
	}
}

// partsOf returns what of a message has a schema, by the schema's name.
func partsOf(t *testing.T, mode consumer.Mode, m *consumer.Message) map[string]any {
	t.Helper()
	if mode == consumer.Structured {
		return map[string]any{"structured": value(t, m.Data)}
	}
	headers := map[string]any{}
	for name, values := range m.Header {
		headers[name] = values[0]
	}
	return map[string]any{"headers": headers, "data": value(t, m.Data)}
}

// drawn is a JSON object of members that are there or not. Each comes with its
// values; the first is sound, and drawn most of the time.
func drawn(t *rapid.T, members [][]string) string {
	var parts []string
	for _, m := range members {
		if rapid.Bool().Draw(t, m[0]+" is there") {
			v := m[1]
			if rapid.IntRange(0, 4).Draw(t, m[0]+" is any") == 0 {
				v = rapid.SampledFrom(m[1:]).Draw(t, m[0])
			}
			parts = append(parts, `"`+m[0]+`":`+v)
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// TestEffectSchemaAgreesWithParse: an object keeps the published schema of an
// effect if and only if the kit takes it for one.
func TestEffectSchemaAgreesWithParse(t *testing.T) {
	agree(t, "effect", func(b []byte) error {
		_, err := consumer.ParseEffects(b)
		return err
	}, [][]string{
		{"event_id", `"e-1"`, `""`, `7`},
		{"stream_seq", `4`, `5`, `18446744073709551615`, `0`, `-1`, `"4"`, `18446744073709551616`, `1.5`},
		{"entity", `"order/1"`, `""`, `[]`},
		{"version", `3`, `4`, `0`, `-3`, `"3"`},
		{"effect", `"applied"`, `"parked"`, `"dead-lettered"`, `"rejected"`, `"duplicate"`, `"stale"`, `""`, `"done"`},
		{"effect_id", `"x"`, `1`},
		{"reason", `"cut"`, `{}`},
		{"attempts", `1`, `4294967295`, `4294967296`, `-1`},
		{"data", `{"qty":1}`, `[]`, `"x"`},
	})
}

// TestStateSchemaAgreesWithParse: the same of a line of the state.
func TestStateSchemaAgreesWithParse(t *testing.T) {
	agree(t, "state", func(b []byte) error {
		_, err := consumer.ParseHoldings(b)
		return err
	}, [][]string{
		{"entity", `"order/1"`, `7`},
		{"version", `3`, `0`, `18446744073709551615`, `-3`, `"3"`},
		{"event_ids", `["e-1"]`, `["e-1","e-1"]`, `[]`, `[1]`, `"e-1"`},
		{"stream_seqs", `[4]`, `[4,5]`, `[]`, `[-1]`, `4`},
		{"effect", `"applied"`, `"parked"`, `"dead-lettered"`, `"rejected"`, `"duplicate"`, `"stale"`, `""`, `"done"`},
		{"reason", `"cut"`, `{}`},
		{"data", `{"qty":1}`, `[]`, `"x"`},
	})
}

// agree holds schema and code together: for every value of a member alone and
// beside a sound event, then for objects that are drawn. In one of eight of those
// there is a member that nobody knows.
func agree(t *testing.T, name string, parse func([]byte) error, members [][]string) {
	t.Helper()
	schema := published(t)[name]
	check := func(t interface{ Fatalf(string, ...any) }, text string) {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatalf("UnmarshalJSON(%s) = %v, want no error", text, err)
		}
		refused := parse([]byte(text))
		if wrong := schema.Validate(v); (wrong == nil) != (refused == nil) {
			t.Fatalf("%s: the schema says %v, the code says %v, want them to agree", text, wrong, refused)
		}
	}
	for _, m := range members {
		for _, v := range m[1:] {
			check(t, `{"`+m[0]+`":`+v+`}`)
			for _, event := range []string{`"event_id":"e-1"`, `"event_ids":["e-1"]`} {
				check(t, `{`+event+`,"`+m[0]+`":`+v+`}`)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := drawn(t, members)
		if rapid.IntRange(0, 7).Draw(t, "a misspelt member") == 0 {
			text = strings.Replace(text, "{", `{"even_tid":"e-1"`+map[bool]string{true: "", false: ","}[text == "{}"], 1)
		}
		check(t, text)
	})
}

// published compiles docs/schema/consumer, by the names of the files without
// their ending.
func published(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	files, err := filepath.Glob("../../docs/schema/consumer/*.schema.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("Glob(docs/schema/consumer) = %d files, %v, want the published schemas", len(files), err)
	}
	c, ids, schemas := jsonschema.NewCompiler(), map[string]string{}, map[string]*jsonschema.Schema{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc := value(t, b)
		id := doc.(map[string]any)["$id"].(string)
		if err := c.AddResource(id, doc); err != nil {
			t.Fatal(err)
		}
		ids[strings.TrimSuffix(filepath.Base(file), ".schema.json")] = id
	}
	for name, id := range ids {
		if schemas[name], err = c.Compile(id); err != nil {
			t.Fatalf("Compile(%s) = %v, want no error", name, err)
		}
	}
	return schemas
}

func value(t *testing.T, b []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("UnmarshalJSON(%q) = %v, want no error", b, err)
	}
	return v
}
