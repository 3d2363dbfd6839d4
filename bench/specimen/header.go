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
	shipment, carrier                            = history.N("shipment"), history.N("carrier")

	states = named(progress)
)

func named(texts []string) []history.Name {
	out := make([]history.Name, len(texts))
	for i, t := range texts {
		out[i] = history.N(t)
	}
	return out
}

// skew is how far off a clock may be that instants are judged by: less than a clock
// here is off now and then.
const skew = 100 * time.Millisecond

// Header returns the rules of every specimen.
func Header() *history.Header {
	h := &history.Header{Schema: history.Schema, System: "specimen", Scenario: "specimen", Hub: hub.Text,
		Regions: append([]string{hub.Text}, regionNames...), Terminal: []string{"Delivered", "Cancelled"}, Progress: progress,
		Classes: classes(), Residency: residency(), Grants: grants(), Policies: policies(),
		Bounds: history.Bounds{HorizonNano: int64(time.Minute), Available: 900_000, SkewNano: int64(skew)}}
	for _, row := range table {
		w := strings.Split(row, " ")
		h.States = append(h.States, history.Transition{Kind: "order", From: w[0], Type: w[1], To: w[2]})
	}
	h.Stock = []history.Stock{{Region: regionNames[0], SKU: "s-1"}} // every shelf is empty at first
	h.Schemas = schemas()
	h.Owners, h.Watch = owners(), watch()
	h.Reconcile, h.Failover, h.Stages = reconcile(), failoverTerms(), stages()
	h.Agreements, h.Sagas = agreements(), sagas()
	h.Contracts = h.Policies[1].ContractsAmong(h.Regions) // of the version that allows most
	for _, t := range audited {
		h.Audited = append(h.Audited, t.Text)
	}
	h.Consumers = append(h.Consumers, counter())
	for _, name := range regionNames {
		h.Consumers = append(h.Consumers, history.Consumer{Name: "planner/" + name, Region: name, Sources: []string{"pod/" + name}, Entities: []string{"order", "sku"}},
			history.Consumer{Name: "archive/" + name, Region: name, Sources: []string{"pod/" + name}, Types: []string{orderRated.Text}})
		h.Canaries = append(h.Canaries, history.Canary{Region: name, Field: "customer", Value: "Canary of " + name + ", 4711 Harbour Row"},
			history.Canary{Region: name, Field: "key", Value: "root secret of " + name + ", 9b1f 77c0 e25a"})
	}
	return h
}
