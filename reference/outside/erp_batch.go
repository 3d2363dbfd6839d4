package outside

import (
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/x12"
	"github.com/seatrial/seatrial/sim/history"
)

// newBatch makes a batch of drawn orders under the next control number.
func (e *ERP) newBatch() *batch {
	b := &batch{}
	for range max(e.site.Workload.Batches.Orders, 1) {
		b.orders = append(b.orders, e.newOrder())
	}
	if every := e.site.Workload.Batches.Dirty; every > 0 && (len(e.batches)+1)%every == 0 {
		e.older++
		e.render(b, e.older, Legacy(e.site.Region))
		b.legacy, b.text = true, dirty(b.text, int(e.older))
	} else {
		e.control++
		e.render(b, e.control, "")
	}
	e.keep(b)
	return b
}

func (e *ERP) keep(b *batch) {
	e.batches = append(e.batches, b)
	e.byOp[b.op] = b
}

// newOrder draws an order.
func (e *ERP) newOrder() *erpOrder {
	e.orders++
	at := e.orders * draws
	n := strconv.FormatUint(e.orders, 10)
	o := &erpOrder{number: e.site.Region + "/" + n}
	o.name = "po/" + o.number
	for i := range 1 + e.choice.Below(at, uint64(max(e.site.Workload.LinesMax, 1))) {
		k := at + 1 + 2*i
		o.lines = append(o.lines, event.Line{
			SKU: e.site.Catalog.Articles[e.site.Demand.Rank(e.choice.Below(k, e.site.Demand.Total()))],
			Qty: 1 + int64(e.choice.Below(k+1, uint64(max(e.site.Workload.QuantityMax, 1)))),
		})
	}
	e.byOrder[o.number] = o
	return o
}

// render writes the file of a batch; sender "" is the ERP itself.
func (e *ERP) render(b *batch, control int64, sender string) {
	erp, house := Partner(e.site.Region)
	if sender == "" {
		sender = erp
	}
	at := x12.StampAt(e.clock.Wall)
	g := x12.Group{Sender: sender, Receiver: house, Date: at.Long, Time: at.Time, Control: strconv.FormatInt(control, 10), Version: "004010"}
	for i, o := range b.orders {
		po := x12.PurchaseOrder{Set: "000" + strconv.Itoa(i+1), Purpose: x12.PurposeOriginal, Type: "SA", Number: o.number, Date: at.Long}
		for k, l := range o.lines {
			po.Lines = append(po.Lines, x12.Line{Number: strconv.Itoa(k + 1), Quantity: l.Qty, Unit: "EA", Parts: []x12.Part{{Qualifier: "VN", ID: l.SKU}}})
		}
		g.Orders = append(g.Orders, po)
	}
	ix := x12.Interchange{SenderQualifier: "ZZ", Sender: sender, ReceiverQualifier: "ZZ", Receiver: house, Date: at.Short, Time: at.Time,
		Version: "00401", Control: strconv.FormatInt(control, 10), Usage: "P", Groups: []x12.Group{g}}
	var out strings.Builder
	if err := x12.Write(&out, []x12.Interchange{ix}); err != nil {
		panic("an ERP writes a wrong file: " + err.Error())
	}
	b.text, b.op = out.String(), sender+"/"+house+"/"+nineDigits(control)
}

func nineDigits(n int64) string {
	s := strconv.FormatInt(n, 10)
	return strings.Repeat("0", max(9-len(s), 0)) + s
}

// miscount spoils one total of a file, each time another.
func (e *ERP) miscount(b *batch, n uint64) {
	set, all := b.orders[:1], b.orders
	which := [...]struct {
		tag    string
		orders []*erpOrder
	}{{"SE*", set}, {"CTT*", set}, {"GE*", all}, {"IEA*", all}}[n%4]
	i := strings.Index(b.text, "\n"+which.tag) + 1 + len(which.tag)
	b.text = b.text[:i] + "9" + b.text[i:]
	for _, o := range which.orders {
		o.wrong = "wrong-totals"
	}
}

// garbage sends what nobody should take, each time something else.
func (e *ERP) garbage(corr string, n uint64) {
	if n%5 == 0 { // no file at all
		e.control++
		e.send(nil, strings.Repeat("\x00\xffGARBAGE*", 40), corr)
		return
	}
	b := &batch{corr: corr}
	o := e.newOrder()
	b.orders = []*erpOrder{o}
	e.control++
	switch n % 5 {
	case 1:
		e.render(b, e.control, "")
		b.text, o.wrong = b.text[:strings.Index(b.text, "\nCTT")], "torn"
	case 2:
		e.render(b, e.control, "")
		b.text, o.wrong = "\ufeff"+b.text, "byte-order-mark"
	case 3:
		e.render(b, e.control, "STRANGER")
		o.wrong = "no-route"
	case 4:
		e.render(b, e.control, "")
		b.text, o.wrong = strings.Replace(b.text, "*EA*", "*E\x07*", 1), "control-character"
	}
	e.keep(b)
	e.send(b, b.text, corr)
}

// sent notes a transmission: of a new file every order and line, of one that goes
// again its orders.
func (e *ERP) sent(t *transmission, first bool) {
	if t.batch == nil {
		r := e.out.Witness(history.KindDocument)
		r.Type, r.Label, r.Event, r.Reason = history.N("file"), history.N(history.LabelSent), history.N(t.id(e.name)), "garbage"
		return
	}
	for _, o := range t.batch.orders {
		r := e.document("850", history.LabelSent, t.batch.op, o)
		r.Event, r.Reason, r.Qty = history.N(t.id(e.name)), o.wrong, int64(len(o.lines))
		if !first {
			continue
		}
		if o.sentAt == 0 {
			o.sentAt = e.clock.Mono
		}
		for i, l := range o.lines {
			r := e.document("850", history.LabelSent, t.batch.op, o)
			r.Event, r.Line, r.SKU, r.Qty = history.N(t.id(e.name)), uint32(i+1), history.N(l.SKU), l.Qty
		}
	}
}

// document begins a record about an order.
func (e *ERP) document(typ, label, op string, o *erpOrder) *history.Record {
	r := e.out.Witness(history.KindDocument)
	r.Type, r.Label, r.Op, r.Entity = history.N(typ), history.N(label), history.N(op), history.N(o.name)
	return r
}

// report takes a 997: what became of the orders of one file.
func (e *ERP) report(ix *x12.Interchange, own string, f *x12.FunctionalAck) {
	n, _ := strconv.ParseInt(f.Control, 10, 64)
	b := e.byOp[ix.Receiver+"/"+ix.Sender+"/"+nineDigits(n)]
	if b == nil {
		return
	}
	b.acked = true
	for i, o := range b.orders {
		state := f.Status
		for _, s := range f.Sets {
			if s.Control == "000"+strconv.Itoa(i+1) {
				state = s.Status
			}
		}
		o.accepted = o.accepted || state.Took()
		r := e.document("997", history.LabelReceived, own, o)
		r.Cause, r.State = history.N(b.op), history.N(string(state))
	}
}

// answer takes an 855.
func (e *ERP) answer(own string, a *x12.OrderAck) {
	o := e.byOrder[a.Number]
	if o == nil {
		return
	}
	o.answered = true
	r := e.document("855", history.LabelReceived, own, o)
	r.State, r.Qty = history.N(string(a.Type)), int64(len(a.Lines))
	for i := range a.Lines {
		l := &a.Lines[i]
		r := e.document("855", history.LabelReceived, own, o)
		n, _ := strconv.ParseUint(l.Number, 10, 32)
		r.Line, r.SKU, r.Qty = uint32(n), history.N(l.SKU), l.Acked()
		if len(l.Acks) > 0 {
			r.State = history.N(string(l.Acks[0].Status))
		}
	}
}
