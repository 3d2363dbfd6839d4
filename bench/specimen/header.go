package specimen

import (
	"strings"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// progress are the states of an order line, the least advanced first.
var progress = []string{"Created", "Accepted", "Allocated", "Shipped", "Delivered", "Cancelled"}

const (
	created = iota
	accepted
	allocated
	shipped
	delivered
	cancelled
)

// table is the state table: from, event type, to.
var table = []string{
	" OrderCreated Created", "Created OrderValidated Accepted", "Accepted OrderAllocated Allocated",
	"Allocated ShipConfirmed Shipped", "Shipped Delivered Delivered", "Allocated OrderCancelled Cancelled",
}

var (
	hub, partition, provisional, placeOrder      = history.N("hub"), history.N("partition"), history.N("provisional"), history.N("PlaceOrder")
	orderCreated, orderValidated, orderAllocated = history.N("OrderCreated"), history.N("OrderValidated"), history.N("OrderAllocated")
	orderCancelled, shipConfirmed, deliveredType = history.N("OrderCancelled"), history.N("ShipConfirmed"), history.N("Delivered")
	received, reserved, released, shippedStock   = history.N("InventoryReceived"), history.N("InventoryReserved"), history.N("ReservationReleased"), history.N("InventoryShipped")
	export, visibility, shipment, carrier        = history.N("ExportBatch"), history.N("visibility"), history.N("shipment"), history.N("carrier")

	states   = named(progress)
	exported = []string{"sku", "qty"}
	payload  = []byte(strings.Repeat("quantities of articles, and nothing else at all; ", 8))
)

func named(texts []string) []history.Name {
	out := make([]history.Name, len(texts))
	for i, t := range texts {
		out[i] = history.N(t)
	}
	return out
}

// Header returns the rules of every specimen.
func Header() *history.Header {
	h := &history.Header{Schema: history.Schema, System: "specimen", Scenario: "specimen", Hub: hub.Text,
		Regions: append([]string{hub.Text}, regionNames...), Terminal: []string{"Delivered", "Cancelled"}, Progress: progress,
		Contracts: []history.Contract{{Type: export.Text, To: hub.Text, Purpose: visibility.Text, Fields: []history.Field{
			{Name: "sku", How: "clear", Reader: "aggregator"}, {Name: "qty", How: "clear", Reader: "aggregator"}, {Name: "customer", How: "drop"}}}},
		Bounds: history.Bounds{HorizonNano: int64(time.Minute), Available: 900_000}}
	for _, row := range table {
		w := strings.Split(row, " ")
		h.States = append(h.States, history.Transition{Kind: "order", From: w[0], Type: w[1], To: w[2]})
	}
	h.Schemas = schemas()
	for _, name := range regionNames {
		h.Consumers = append(h.Consumers, history.Consumer{Name: "planner/" + name, Region: name, Sources: []string{"pod/" + name}, Entities: []string{"order", "sku"}},
			history.Consumer{Name: "archive/" + name, Region: name, Sources: []string{"pod/" + name}, Types: []string{orderRated.Text}})
		h.Canaries = append(h.Canaries, history.Canary{Region: name, Field: "customer", Value: "Canary of " + name + ", 4711 Harbour Row"})
	}
	return h
}
