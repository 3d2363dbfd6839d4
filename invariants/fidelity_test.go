package invariants

import (
	"testing"
	"time"
)

func TestFidelity(t *testing.T) {
	const in = "move sku=s-1 qty=3 from=outside to=shelf"
	const booked = "append stream=pod/tx type=InventoryReceived entity=sku/tx/s-1 sku=s-1 delta=3 after=13"
	const out = "move sku=s-1 qty=2 from=shelf to=staged\nmove sku=s-1 qty=2 from=staged to=shipped"
	const sold = "append stream=pod/tx type=InventoryShipped entity=sku/tx/s-1 sku=s-1 delta=-2,-2 after=11"
	const gone = "move sku=s-1 qty=1 from=shelf to=scrap"
	const found = "append stream=pod/tx type=InventoryAdjusted entity=sku/tx/s-1 sku=s-1 delta=-1 after=10"
	real := house()
	real.Bounds.ArrivalNano = int64(time.Second)
	try(t, Fidelity, []trial{
		{"scanned as it moved", house(), lines(in, booked, out, sold, gone, found), Held, ""},
		{"scanned in two parts", house(), lines(in, "append type=InventoryReceived sku=s-1 delta=1 after=11", "append type=InventoryReceived sku=s-1 delta=2 after=13"), Held, ""},
		{"from one region to another", house(), lines("move sku=s-1 qty=1 from=shelf/tx/s-1 to=shelf/ca/s-1", "append type=InventoryAdjusted sku=s-1 delta=-1 after=9",
			"append region=ca type=InventoryReceived sku=s-1 delta=1 after=1"), Held, ""},
		{"booked before it came", house(), lines("move sku=s-2 qty=1 from=outside to=shelf", booked, in), Violated, "by the book 3 units of s-1 in tx came, and 0 really did"},
		{"booked twice", house(), lines(in, booked, booked), Violated, "by the book 6 units of s-1 in tx came, and 3 really did"},
		{"a sale that overwrote a receipt", house(), lines(in, out, sold, "append type=InventoryReceived sku=s-1 delta=5 after=13"), Violated, "by the book 5 units of s-1 in tx came, and 3"},
		{"shipped by the book alone", house(), lines(in, booked, sold), Violated, "by the book 2 units of s-1 in tx were shipped, and 0"},
		{"lost by the book alone", house(), lines(in, booked, found), Violated, "by the book 1 units of s-1 in tx were lost, and 0"},
		{"never scanned", house(), lines(in, booked, gone), Violated, "of s-1 in tx 0 units that came, 0 that were shipped and 1 that were lost are in no book"},
		{"its movement is on record a little later", real, lines(booked, in), Held, ""},
		{"its movement is on record much later", real, lines(booked, in+" at=2s"), Held, ""},
		{"its movement never comes", real, booked, Unknown, "move"},
		{"its movement never comes, others do", real, lines(booked, "move sku=s-2 qty=1 from=outside to=shelf", "move sku=s-1 qty=1 from=outside to=shelf at=2s"), Violated, "3 units of s-1 in tx came, and 1"},
		{"nobody watches the warehouse", house(), booked, Unknown, "move"},
		{"breaks off", house(), lines(in, "cut"), Unknown, "breaks off"},
	})
}
