package invariants

import (
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// A history of nothing but a client and a carrier, as anybody can export it.
func TestExactlyOnceEffectAtThePartner(t *testing.T) {
	const asked = `
invoke op=k1 type=BookShipment entity=order/17 attempt=1
invoke op=k1 type=BookShipment entity=order/17 attempt=2`
	const done = `
effect witness=carrier op=k1 type=shipment entity=order/17
ok op=k1 type=BookShipment entity=order/17 attempt=2`
	const again = "effect witness=carrier op=k1 type=shipment entity=order/17"
	try(t, ExactlyOnceEffect, []trial{
		{"asked twice, done once", history.Header{}, lines(asked, done), Held, ""},
		{"asked twice, done twice", history.Header{}, lines(asked, done, again), Violated, "order/17: the shipment asked for with key k1 happened twice"},
		{"asked with a new key", history.Header{}, lines(asked, done, "effect witness=carrier op=k2 type=shipment entity=order/17 line=0"), Violated, "order/17: shipment happened twice: keys k1 and k2"},
		{"another line is another shipment", history.Header{}, lines(asked, done, "effect witness=carrier op=k2 type=shipment entity=order/17 line=2"), Held, ""},
		{"cut before the effect", history.Header{}, lines(asked, "cut"), Unknown, "breaks off"},
		{"violated before it is cut", history.Header{}, lines(asked, done, again, "cut"), Violated, "k1"},
		{"never asked again", history.Header{}, lines("invoke op=k1 type=BookShipment", done), Unknown, "its premise never occurred"},
	})
}

func TestExactlyOnceEffectAtConsumers(t *testing.T) {
	const event = "append stream=pod/tx pos=1 event=e1 type=InventoryReserved entity=sku/tx/s-1 v=1 epoch=1"
	const second = "append stream=pod/tx pos=2 event=e2 type=OrderCreated entity=order/tx/1 v=1 epoch=1"
	to := func(kind, pos, rest string) string {
		return kind + " consumer=planner/tx source=pod/tx spos=" + pos + " event=e" + pos + " " + rest
	}
	const hub = "apply region=hub consumer=stock/hub source=pod/tx spos=1 event=e1 type=InventoryReserved entity=sku/tx/s-1 v=1"
	once := lines(to("deliver", "1", "attempt=1"), to("apply", "1", "type=InventoryReserved entity=sku/tx/s-1 v=1"))
	try(t, ExactlyOnceEffect, []trial{
		{"delivered twice, applied once", house(), lines(event, once, to("deliver", "1", "attempt=2"), hub), Held, ""},
		{"delivered twice by the bus itself", house(), lines(event, once, to("deliver", "1", "attempt=1"), hub), Held, ""},
		{"applied twice", house(), lines(event, once, to("deliver", "1", "attempt=2"), to("apply", "1", "type=InventoryReserved entity=sku/tx/s-1 v=1"), hub),
			Violated, "planner/tx applied sku/tx/s-1 InventoryReserved v1 twice (position 1 of pod/tx)"},
		{"never applied", house(), lines(event, second, once, hub), Violated, "planner/tx never settled 1 events of pod/tx, the first at position 2"},
		{"a dead letter is a receipt", house(), lines(event, second, once, to("deliver", "1", "attempt=2"), to("reject", "2", "reason=dead-letter"), hub), Held, ""},
		{"a dead letter sent again", house(), lines(event, second, once, to("deliver", "1", "attempt=2"), to("reject", "2", "reason=dead-letter"),
			to("apply", "2", ""), hub), Held, ""},
		{"to call it a duplicate is none", house(), lines(event, second, once, to("reject", "2", "reason=duplicate"), hub), Violated, "never settled 1 events"},
		{"parked and then applied", house(), lines(event, once, to("deliver", "1", "attempt=2"), hub, second, to("reject", "2", "reason=parked"), to("apply", "2", "")), Held, ""},
		{"one id, two events", house(), lines(event, "append stream=pod/tx pos=2 event=e1 type=InventoryShipped entity=sku/tx/s-1 v=2"), Violated, "event id e1 stands for two events"},
		{"one id, another version at the consumer", house(), lines(event, to("apply", "1", "type=InventoryReserved entity=sku/tx/s-1 v=2")), Violated, "event id e1 stands for two events"},
		{"a crash in between", house(), lines(event, second, once, "down witness=planner/tx reason=kill", to("apply", "2", ""), hub), Held, ""},
		{"a pause loses nothing", house(), lines(event, second, once, "down witness=planner/tx reason=pause", to("apply", "2", ""), hub), Unknown, "premise"},
		{"no record of a consumer", house(), lines(event, once, to("deliver", "1", "attempt=2")), Unknown, "no record of consumer stock/hub"},
		{"applied twice under a token", house(), lines(event, once, "apply region=hub consumer=stock/hub source=pod/tx spos=1 event=e1 type=InventoryReserved entity=tok-77 v=1",
			"apply region=hub consumer=stock/hub source=pod/tx spos=1 event=e1 type=InventoryReserved entity=tok-77 v=1"), Violated, "stock/hub applied tok-77 InventoryReserved v1 twice"},
		{"what nobody asked it to apply", house(), lines(event, second, once, to("apply", "2", ""), to("deliver", "1", "attempt=2"), hub,
			"apply region=hub consumer=stock/hub source=pod/tx spos=2 event=e2 type=OrderCreated entity=order/tx/1 v=1"), Held, ""},
		{"all calm", house(), lines(event, once, hub), Unknown, "premise"},
	})
}

func TestExactlyOnceEffectOfCommands(t *testing.T) {
	const first = `
invoke op=k1 type=PlaceOrder
append stream=pod/tx pos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1 qty=1 op=k1
ok op=k1 type=PlaceOrder
invoke op=q1 type=QueryStock
ok op=q1 type=QueryStock
invoke op=k2 type=PlaceOrder
invoke op=k2 type=PlaceOrder attempt=2`
	const second = `append stream=pod/tx pos=2 event=e2 type=OrderCreated entity=order/tx/2 v=1 qty=1 op=k2`
	h := house()
	h.Consumers = nil
	try(t, ExactlyOnceEffect, []trial{
		{"each command once", h, lines(first, second, "ok op=k2 type=PlaceOrder attempt=2"), Held, ""},
		{"two orders for one command", h, lines(first, second, strings.NewReplacer("pos=2", "pos=3", "e2", "e3", "tx/2", "tx/3").Replace(second)),
			Violated, "command k2 created something twice; the second is order/tx/3"},
		{"answered and lost", h, lines(first, "ok op=k2 type=PlaceOrder attempt=2"), Violated, "PlaceOrder k2 was answered ok, and no ledger has anything of it"},
		{"answered a little early", h, lines(first, "ok op=k2 type=PlaceOrder attempt=2", second), Held, ""},
		{"refused", h, lines(first, "fail op=k2 type=PlaceOrder reason=shed"), Held, ""},
	})
}

// Records without positions are judged by event id.
func TestExactlyOnceEffectByID(t *testing.T) {
	const apply = "apply consumer=shop source=orders event=e1 type=OrderPlaced v=1"
	try(t, ExactlyOnceEffect, []trial{
		{"twice", history.Header{}, lines(apply, apply), Violated, "shop applied"},
		{"once", history.Header{}, lines("deliver consumer=shop source=orders event=e1 attempt=2", apply), Held, ""},
	})
}
