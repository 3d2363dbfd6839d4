package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"
)

// event is what the consumer needs of a CloudEvent, and its data as it came.
type event struct {
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Entity  string          `json:"subject"`
	Version uint64          `json:"entityversion"`
	Cause   string          `json:"causationid"`
	Data    json.RawMessage `json:"data"`
}

// read reads a message in binary or in structured mode. If that is not possible,
// the event holds what could be read all the same, without data, and the error
// says what is wrong: nobody will ever read it.
func read(h nats.Header, payload []byte) (event, error) {
	e, err := attributes(h, payload)
	if err == nil {
		err = e.check()
	}
	if err != nil {
		e.Data = nil
	}
	return e, err
}

func attributes(h nats.Header, payload []byte) (event, error) {
	var e event
	if strings.HasPrefix(h.Get("Content-Type"), "application/cloudevents+json") {
		if err := json.Unmarshal(payload, &e); err != nil {
			return e, fmt.Errorf("no CloudEvent: %w", err)
		}
		return e, nil
	}
	e = event{ID: attribute(h, "id"), Type: attribute(h, "type"), Entity: attribute(h, "subject"), Cause: attribute(h, "causationid"), Data: payload}
	if text := attribute(h, "entityversion"); text != "" {
		var err error
		if e.Version, err = strconv.ParseUint(text, 10, 64); err != nil {
			return e, fmt.Errorf("read entityversion: %w", err)
		}
	}
	return e, nil
}

func (e *event) check() error {
	switch {
	case e.ID == "" || e.Type == "" || e.Entity == "":
		return errors.New("id, type or subject is missing")
	case known(e.Type) && e.Version == 0:
		return errors.New("entityversion is missing")
	case !json.Valid(e.Data):
		return errors.New("the data is no JSON")
	case bytes.TrimLeft(e.Data, " \t\r\n")[0] != '{':
		return errors.New("the data is no JSON object")
	}
	return nil
}

// attribute returns an attribute of binary mode, without its percent-encoding.
func attribute(h nats.Header, name string) string {
	raw := h.Get("ce-" + name)
	if plain, err := url.PathUnescape(raw); err == nil {
		return plain
	}
	return raw
}

// known reports whether the consumer knows what to do with a type.
func known(typ string) bool {
	switch typ {
	case "OrderPlaced", "OrderAllocated", "OrderPacked", "OrderShipped", "ShipmentBooked":
		return true
	}
	return false
}
