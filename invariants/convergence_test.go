package invariants

import "testing"

func TestConvergence(t *testing.T) {
	const owner = `
fault event=f1 type=partition reason=injected
append stream=pod/tx pos=1 event=e1 type=InventoryReserved entity=sku/tx/s-1 v=1 sku=s-1 delta=0,2 after=10,2
fault event=f1 type=partition reason=reverted at=1s`
	view := func(rest string) string { return "view region=hub consumer=stock/hub from=tx sku=s-1 " + rest }
	try(t, Convergence, []trial{
		{"agrees in the quiet", house(), lines(owner, "phase note=quiet", view("after=10,2")), Held, ""},
		{"named by ledger", house(), lines(owner, "phase note=quiet", "view region=hub consumer=stock/hub source=pod/tx sku=s-1 after=10,2"), Held, ""},
		{"named by entity", house(), lines(owner, "phase note=quiet", "view region=hub consumer=stock/hub entity=sku/tx/s-1 after=10,2"), Held, ""},
		{"untouched stock", house(), lines(owner, "phase note=quiet", "view consumer=stock/hub from=ca sku=s-1 after=5"), Held, ""},
		{"disagrees in the quiet", house(), lines(owner, "phase note=quiet", view("after=10,1")), Violated, "stock/hub shows on hand 10, allocated 1 for s-1 in tx; the owner's book says on hand 10, allocated 2 since 2ms"},
		{"long after the last fault", house(), lines(owner, view("after=10,1 at=61s")), Violated, "shows on hand 10, allocated 1"},
		{"not long enough", house(), lines(owner, view("after=10,1 at=60s")), Unknown, "premise"},
		{"the fault is still there", house(), lines("fault event=f1 type=partition reason=injected", "append stream=pod/tx pos=1 sku=s-1 delta=0,2", view("after=10,1 at=100s")), Unknown, "premise"},
		{"backlog drained in time", house(), lines(owner, "apply consumer=hub source=pod/tx spos=1 event=e1 at=50s", "phase note=quiet", view("after=10,2 at=80s")), Held, ""},
		{"backlog drained late", house(), lines(owner, "apply consumer=hub source=pod/tx spos=1 event=e1 at=62s", "phase note=quiet", view("after=10,2 at=80s")), Violated, "event 1 of pod/tx reached hub 1m1s after the last fault was gone, later than 1m0s"},
		{"nobody looked", house(), owner, Unknown, "no view record"},
	})
}
