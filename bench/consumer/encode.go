package consumer

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/seatrial/seatrial/sim/live/broker"
)

// poisons is how many kinds of payloads there are that nobody can read.
const poisons = 3

// encode makes the message of an event.
func encode(e *event, mode Mode, pattern string, now time.Time) (broker.Message, error) {
	data, err := json.Marshal(e.fields)
	if err != nil {
		return broker.Message{}, fmt.Errorf("encode event %s: %w", e.id, err)
	}
	m := broker.Message{Subject: subjectFor(pattern, e.entity)}
	if mode == Structured {
		m.Header = map[string][]string{"Content-Type": {structuredType + "+json"}}
		m.Data, err = json.Marshal(envelope{SpecVersion: "1.0", ID: e.id, Source: e.source, Type: e.typ, Subject: e.entity,
			Time: now.UTC().Format(time.RFC3339Nano), DataContentType: "application/json", DataSchema: schemaURN(e.schema),
			EntityVersion: e.version, CausationID: e.cause, Data: data})
		if err != nil {
			return m, fmt.Errorf("encode event %s: %w", e.id, err)
		}
	} else {
		m.Header, m.Data = headers(e, now), data
	}
	if e.poison > 0 {
		m.Data = spoil(m.Data, e.poison)
	}
	return m, nil
}

func schemaURN(schema int) string { return "urn:seatrial:order:" + strconv.Itoa(schema) }

// headers returns the attributes of an event in binary mode, percent-encoded.
func headers(e *event, now time.Time) map[string][]string {
	h := map[string][]string{}
	for _, a := range [][2]string{{"specversion", "1.0"}, {"id", e.id}, {"source", e.source}, {"type", e.typ}, {"subject", e.entity},
		{"time", now.UTC().Format(time.RFC3339Nano)}, {"datacontenttype", "application/json"}, {"dataschema", schemaURN(e.schema)},
		{"entityversion", strconv.FormatUint(e.version, 10)}, {"causationid", e.cause}} {
		if a[1] != "" {
			h["ce-"+a[0]] = []string{percent(a[1])}
		}
	}
	return h
}

// percent encodes what the binding asks for: space, quotes, the percent sign and
// what is not printable ASCII. An id of the kit needs none of it, and it is the
// kit that a consumer learns from.
func percent(s string) string {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c == '"' || c == '%' || c > '~' {
			out = fmt.Appendf(out, "%%%02X", c)
		} else {
			out = append(out, c)
		}
	}
	return string(out)
}

// spoil makes a payload that nobody can read.
func spoil(data []byte, kind int) []byte {
	switch kind {
	case 1:
		return data[:len(data)/2] // cut
	case 2:
		return []byte("<order><id>17</id></order>")
	}
	return nil
}
