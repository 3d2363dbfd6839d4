package consumer

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Event is a CloudEvent 1.0 of the traffic, as far as a consumer needs it.
type Event struct {
	ID      string
	Source  string
	Type    string
	Subject string // the entity: "order/17"
	Version uint64 // of the entity, from 1; 0 = the event has none
	Cause   string // id of the event that caused it; mostly empty
	Schema  string // of the data: "urn:seatrial:order:2"
	Data    json.RawMessage
}

// structuredType is the content type of an event that is a JSON object as a
// whole. Anything else is binary.
const structuredType = "application/cloudevents"

// ParseEvent reads an event in binary or in structured mode, whichever the header
// says. Where the error is not nil the event has what could be read: the id of an
// event in binary mode whose data is broken.
func ParseEvent(header map[string][]string, data []byte) (Event, error) {
	if strings.HasPrefix(first(header, "Content-Type"), structuredType) {
		return parseStructured(data)
	}
	return parseBinary(header, data)
}

// first returns a value of a header whose names may come in any case.
func first(header map[string][]string, name string) string {
	for key, values := range header {
		if strings.EqualFold(key, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

func parseBinary(header map[string][]string, data []byte) (Event, error) {
	var failed error
	get := func(name string) string {
		text, err := url.PathUnescape(first(header, "ce-"+name))
		if err != nil && failed == nil {
			failed = fmt.Errorf("header ce-%s: %w", name, err)
		}
		return text
	}
	e := Event{ID: get("id"), Source: get("source"), Type: get("type"), Subject: get("subject"),
		Cause: get("causationid"), Schema: get("dataschema"), Data: data}
	if text := get("entityversion"); text != "" {
		v, err := strconv.ParseUint(text, 10, 64)
		if err != nil && failed == nil {
			failed = fmt.Errorf("header ce-entityversion: %q is no number", text)
		}
		e.Version = v
	}
	if failed != nil {
		return e, failed
	}
	return e, e.check()
}

// envelope is an event in structured mode.
type envelope struct {
	SpecVersion     string          `json:"specversion"`
	ID              string          `json:"id"`
	Source          string          `json:"source"`
	Type            string          `json:"type"`
	Subject         string          `json:"subject,omitempty"`
	Time            string          `json:"time,omitempty"`
	DataContentType string          `json:"datacontenttype,omitempty"`
	DataSchema      string          `json:"dataschema,omitempty"`
	EntityVersion   uint64          `json:"entityversion,omitempty"`
	CausationID     string          `json:"causationid,omitempty"`
	Data            json.RawMessage `json:"data,omitempty"`
}

func parseStructured(data []byte) (Event, error) {
	var v envelope
	if err := json.Unmarshal(data, &v); err != nil {
		return Event{}, fmt.Errorf("read event: %w", err)
	}
	e := Event{ID: v.ID, Source: v.Source, Type: v.Type, Subject: v.Subject, Version: v.EntityVersion,
		Cause: v.CausationID, Schema: v.DataSchema, Data: v.Data}
	return e, e.check()
}

// check reports what an event lacks.
func (e *Event) check() error {
	switch {
	case e.ID == "" || e.Source == "" || e.Type == "":
		return errors.New("read event: id, source and type must be there")
	case len(e.Data) == 0:
		return errors.New("read event: it has no data")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(e.Data, &fields); err != nil {
		return fmt.Errorf("read data of event %s: %w", e.ID, err)
	}
	if fields == nil {
		return fmt.Errorf("read data of event %s: want an object", e.ID)
	}
	return nil
}
