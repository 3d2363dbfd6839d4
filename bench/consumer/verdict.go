package consumer

import (
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/sim/history"
)

// promiseIDs returns the ids of what a consumer is judged by.
func promiseIDs() []string {
	return []string{"I-05", "I-06", "I-08", "I-26", "I-27", "I-33"}
}

// promises returns them, as far as this harness has them.
func promises(ids []string) []invariants.Promise {
	var all []invariants.Promise
	for _, id := range ids {
		if p, ok := invariants.ByID(id); ok {
			all = append(all, p)
		}
	}
	return all
}

// header is what a consumer is judged by.
func header(c Config) *history.Header {
	var shapes []history.EventShape
	for _, typ := range append([]string{shipmentType}, orderTypes...) {
		shapes = append(shapes, history.EventShape{Type: typ, Fields: []string{"qty", "sku", "state", "unit"}})
	}
	return &history.Header{Schema: history.Schema, System: "consumer " + c.Consumer, Scenario: "consumer-conformance", World: "embedded",
		Consumers: []history.Consumer{{Name: c.Consumer, Sources: []string{ledgerSource}, Entities: []string{"order", "shipment"}}},
		Schemas:   shapes,
		Bounds:    history.Bounds{HorizonNano: int64(24 * 60 * 60 * 1e9), AttemptsMax: int64(c.MaxAttempts), Clocks: "one"},
	}
}
