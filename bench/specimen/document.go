package specimen

import (
	"strconv"

	"github.com/seatrial/seatrial/sim/history"
)

// documentEvery is after how many orders of a region a partner sends one as a file.
const documentEvery = 16

// trade lets a partner send an order as a file: it is acknowledged, answered and
// shipped. Every fourth comes twice, and every fourth is wrong and is set aside.
func (h *History) trade(r *region) {
	if r.orders%documentEvery != documentEvery/2 {
		return
	}
	r.files++
	n := r.files
	in, out := "PARTNER/"+r.name.Text+"/"+strconv.Itoa(n), r.name.Text+"/PARTNER/"+strconv.Itoa(n)
	order := history.N("po/" + r.name.Text + "/" + strconv.Itoa(n))
	file := func(typ, label, op, state string, line uint32) *history.Record {
		d := h.say(history.KindDocument, r.name)
		d.Type, d.Label, d.Op, d.Entity, d.State, d.Line = history.N(typ), history.N(label), history.N(op), order, history.N(state), line
		if d.Event = history.N(in); line > 0 {
			d.SKU, d.Qty = history.N("s-0001"), 4
		}
		return d
	}
	sent := file("850", history.LabelSent, in, "", 0)
	if n%4 == 3 {
		sent.Reason = "torn"
		file("850", history.LabelQuarantined, in, "", 0).Reason = "truncated"
		file("997", history.LabelReceived, out, "R", 0).Cause = history.N(in)
		return
	}
	file("850", history.LabelSent, in, "", 1)
	file("850", history.LabelAccepted, in, "", 0)
	file("850", history.LabelAccepted, in, "", 1)
	file("997", history.LabelReceived, out, "A", 0).Cause = history.N(in)
	if n%4 == 1 {
		file("850", history.LabelSent, in, "", 0)
		file("850", history.LabelRepeated, in, "", 0)
	}
	file("855", history.LabelReceived, out+"a", "AD", 0)
	file("855", history.LabelReceived, out+"a", "IA", 1)
	file("856", history.LabelAccepted, out+"b", "", 1)
}
