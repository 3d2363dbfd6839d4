package invariants

import (
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

func TestMinimisation(t *testing.T) {
	out := "cross from=tx to=hub type=ExportBatch purpose=visibility "
	shared := with(func(h *history.Header) { h.Bounds.CrossShare = 100 })
	declared := with(func(h *history.Header) { h.Policies = []history.Policy{{Contracts: h.Contracts}} })
	const wrote = "append stream=pod/tx region=tx pos=1 event=e1 type=ExportBatch"
	const stored = "store stream=bus/tx pos=1 source=pod/tx spos=1 body=0123456789012345678901234567890123456789"
	try(t, Minimisation, []trial{
		{"as agreed", house(), out + "fields=sku,qty", Held, ""},
		{"less than agreed", house(), out + "fields=qty", Held, ""},
		{"a field of its own", house(), out + "fields=sku,price", Violated, `ExportBatch to hub for "visibility" carries price, which its contract does not name`},
		{"a field to be dropped", house(), out + "fields=customer", Violated, "carries customer, which its contract drops"},
		{"a field that nobody reads", with(func(h *history.Header) { h.Contracts[0].Fields[1].Reader = "" }), out + "fields=qty", Violated, "which nobody there reads"},
		{"nobody says who reads", with(func(h *history.Header) { h.Contracts[0].Fields[0].Reader, h.Contracts[0].Fields[1].Reader = "", "" }), out + "fields=qty", Held, ""},
		{"for another purpose", house(), "cross from=tx to=hub type=ExportBatch purpose=curiosity fields=sku", Violated, "has no contract and carries 1 fields"},
		{"within the share", shared, lines(stored, out+"fields=qty body=0123"), Held, ""},
		{"beyond the share", shared, lines(stored, out+"fields=qty body=01234"), Violated, "5 bytes crossed and 40 stayed: more than 100 per thousand"},
		{"share of nothing", shared, out + "fields=qty body=01234", Unknown, "no store record carries bytes"},
		{"declared and observed", declared, lines(wrote, out+"fields=qty"), Held, ""},
		{"declared and never observed", declared, lines(wrote, wrote), Violated, `ExportBatch of tx may go to hub for "visibility", was written and never went`},
		{"observed from another region", declared, lines(wrote, "cross from=ca to=hub type=ExportBatch purpose=visibility fields=qty"), Violated, "of tx may go to hub"},
		{"decided against", declared, lines(wrote, "cross from=ca to=hub type=ExportBatch purpose=visibility fields=qty", "decide region=tx type=ExportBatch to=hub purpose=visibility label=deny"), Held, ""},
		{"allowed and never observed", declared, lines(wrote, "cross from=ca to=hub type=ExportBatch purpose=visibility fields=qty", "decide region=tx type=ExportBatch to=hub purpose=visibility label=allow"), Violated, "never went"},
		{"declared and nothing to carry", declared, out + "fields=qty", Held, ""},
		{"declared, and it breaks off", declared, lines(wrote, "cross from=ca to=hub type=ExportBatch purpose=visibility fields=qty", "cut"), Unknown, "breaks off"},
		{"no fields", house(), out, Unknown, "premise"},
		{"cut", house(), lines(out+"fields=sku", "cut"), Unknown, "breaks off"},
	})
}
