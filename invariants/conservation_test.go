package invariants

import "testing"

func TestConservation(t *testing.T) {
	const sale = `
move sku=s-1 qty=3 from=outside to=shelf
append stream=pod/tx pos=1 event=e1 type=InventoryReceived entity=sku/tx/s-1 v=1 sku=s-1 delta=3 after=13
append stream=pod/tx pos=2 event=e2 type=InventoryReserved entity=sku/tx/s-1 v=2 sku=s-1 delta=0,2 after=13,2
move sku=s-1 qty=2 from=shelf to=staged
move sku=s-1 qty=2 from=staged to=shipped`
	const booked = `append stream=pod/tx pos=3 event=e3 type=InventoryShipped entity=sku/tx/s-1 v=3 sku=s-1 delta=-2,-2 after=11`
	try(t, Conservation, []trial{
		{"a sale in book and warehouse", house(), lines(sale, booked), Held, ""},
		{"only the book", house(), "append stream=pod/tx pos=1 event=e1 type=InventoryReceived sku=s-1 delta=3 after=13", Held, ""},
		{"only the warehouse", house(), "move sku=s-1 qty=10 from=shelf to=staged", Held, ""},
		{"accounts that name their place", house(), "move region=hub sku=s-1 qty=10 from=shelf/tx/s-1 to=staged/tx/s-1", Held, ""},
		{"the last write wins", house(), lines(sale, `append stream=pod/tx pos=3 event=e3 type=InventoryReserved entity=sku/tx/s-1 v=3 sku=s-1 delta=0,1 after=13,1`),
			Violated, "book of s-1 in tx claims on hand 13, allocated 1 after InventoryReserved on hand 0, allocated 1; its own entries add up to on hand 13, allocated 3"},
		{"shipped, not booked", house(), sale, Violated, "book of s-1 in tx says 13 on hand; 11 stand on the shelf and 0 in staging"},
		{"booked as lost, shipped", house(), lines(sale, `append stream=pod/tx pos=3 event=e3 type=InventoryAdjusted entity=sku/tx/s-1 v=3 sku=s-1 delta=-2,-2 after=11`),
			Violated, "shipped 0; 2 really left"},
		{"received and never booked", house(), lines(sale, booked, "move sku=s-9 qty=1 from=outside to=shelf"), Violated, "book of s-9 in tx says 0 on hand; 1 stand"},
		{"more taken than stood there", house(), "move sku=s-1 qty=11 from=shelf to=staged", Violated, "11 s-1 in tx taken from shelf, which held 10"},
		{"an account of its own is no exception", house(), "move sku=s-1 qty=1 from=truck-7 to=shelf", Violated, "taken from truck-7, which held 0"},
		{"from nowhere", house(), "move sku=s-1 qty=1 to=shelf", Violated, "goods out of nothing"},
		{"breaks off", house(), lines(sale, "cut"), Unknown, "breaks off"},
		{"nothing moved", house(), "phase note=quiet", Unknown, "its premise never occurred"},
	})
}

func TestConservationWithoutInitialStock(t *testing.T) {
	h := house()
	h.Stock = nil
	try(t, Conservation, []trial{
		{"the book opens with what it claims", h, lines(
			"append stream=pod/tx pos=7 event=e7 type=InventoryReserved entity=sku/tx/s-1 v=7 delta=0,2 after=40,6",
			"append stream=pod/tx pos=8 event=e8 type=InventoryReserved entity=sku/tx/s-1 v=8 delta=0,1 after=40,7"), Held, ""},
		{"and goes on from there", h, lines(
			"append stream=pod/tx pos=7 event=e7 type=InventoryReserved entity=sku/tx/s-1 v=7 delta=0,2 after=40,6",
			"append stream=pod/tx pos=8 event=e8 type=InventoryReserved entity=sku/tx/s-1 v=8 delta=0,1 after=40,6"), Violated, "add up to on hand 40, allocated 7"},
		{"what a shelf held is not known", h, "move sku=s-1 qty=11 from=shelf to=staged", Held, ""},
	})
}
