package explore

import (
	"regexp"
	"strings"
)

// things are the forms of names, each with how people say it.
var things = []struct {
	form *regexp.Regexp
	say  string
}{
	{regexp.MustCompile(`\border/(\w+)/(\d+)(?:#| line )(\d+)(?:~\d+)?`), "line $3 of order $2 of $1"},
	{regexp.MustCompile(`\border/(\w+)/(\d+)`), "order $2 of $1"},
	{regexp.MustCompile(`\bsku/(\w+)/(s-\d+)`), "article $2 of $1"},
	{regexp.MustCompile(`\bclient/(\w+)/cancel/(\d+)`), "the cancellation of order $2 of $1"},
	{regexp.MustCompile(`\bclient/(\w+)/(\d+)`), "order $2 of $1"},
	{regexp.MustCompile(`\bwarehouse/(\w+)/(\d+)`), "scan $2 of the warehouse of $1"},
	{regexp.MustCompile(`\b(pod|planner|dashboard|egress|register|client|warehouse|carrier|reader|vault|desk)/(\w+)`), "the $1 of $2"},
	{regexp.MustCompile(`\baudit/(\w+)`), "the audit log of $1"},
	{regexp.MustCompile(`\b(export|break-glass)/(\w+)/(\d+)`), "$1 $3 of $2"},
	{regexp.MustCompile(`\baggregator\b`), "the aggregator"},
	{regexp.MustCompile(`\brecon/(\w+)`), "the reconciliation of $1"},
	{regexp.MustCompile(`\b(standby|warden|mirror)/(\w+)`), "the $1 of $2"},
	{regexp.MustCompile(`\bauthority\b`), "the policy authority"},
	{regexp.MustCompile(`\bthe the\b`), "the"},
	{regexp.MustCompile(`on hand (-?\d+), allocated (-?\d+)`), "$1 on hand and $2 allocated"},
}

// named says every name in a text as people do: "the pod of tx" for pod/tx.
func named(text string) string {
	for _, t := range things {
		text = t.form.ReplaceAllString(text, t.say)
	}
	return text
}

// events says what an event is about, of an order or of an article.
var events = map[string]string{
	"OrderCreated": "the creation", "OrderValidated": "the acceptance", "OrderAllocated": "the allocation",
	"OrderBackordered": "the backorder", "OrderReleased": "the release", "PickConfirmed": "the pick", "Packed": "the packing",
	"ShipConfirmed": "the shipment", "Delivered": "the delivery", "OrderCancelled": "the cancellation",
	"InventoryReceived": "a receipt", "InventoryAdjusted": "a stock count", "InventoryReserved": "a reservation",
	"ReservationReleased": "the end of a reservation", "InventoryShipped": "an outgoing shipment",
}

// event says what an event is: "the creation of order 17 of va". An unknown one
// keeps its name.
func event(typ, entity string) string {
	word, ok := events[typ]
	if !ok {
		word = "the event " + typ
	}
	if entity == "" {
		return word
	}
	return word + " of " + named(entity)
}

// about says which kind of event it is: "the creation of an order".
func about(typ string) string {
	if word, ok := events[typ]; ok {
		if strings.HasPrefix(typ, "Inventory") || strings.HasPrefix(typ, "Reservation") {
			return word + " of an article"
		}
		return word + " of an order"
	}
	return "the event " + typ
}

// happenedTo says in the passive what an effect did to an order: shipped.
var happenedTo = map[string]string{"shipment": "shipped", "pick": "picked", "pack": "packed", "cancel": "cancelled"}

// units counts goods: 1 unit, 2 units.
func units(n string) string {
	if n == "1" {
		return "1 unit"
	}
	return n + " units"
}

// were agrees with a number.
func were(n string) string {
	if n == "1" {
		return n + " was"
	}
	return n + " were"
}
