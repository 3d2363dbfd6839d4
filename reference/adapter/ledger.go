package adapter

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/x12"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// recover reads the last snapshot and the ledger after it, through the same function
// by which entries take effect.
func (a *Adapter) recover(in *sim.Input) {
	a.unpack(in.Snapshot)
	a.saved = in.Pos - uint64(len(in.Tail))
	for i, m := range in.Tail {
		b, err := event.View(m.View, m.Body)
		if err != nil {
			panic(fmt.Sprintf("%s cannot read its own ledger at %d: %v", a.name, in.Pos-uint64(len(in.Tail)-1-i), err))
		}
		a.absorb(m.Head.Type, b)
	}
	a.pos = in.Pos
	if in.Pos > 0 {
		a.out.Reach("adapter-recovered")
	}
}

// absorb lets an entry take effect. It is the only way in which the state changes.
func (a *Adapter) absorb(typ string, b *event.Body) {
	if typ == event.BatchAnswered {
		a.settle(b)
		return
	}
	a.control = int64(b.Batch.Until)
	a.answers.put(b.Pos, b.Letter.Cause)
	digest, _ := strconv.ParseUint(b.Batch.Label, 16, 64)
	for i := range b.Batch.Items {
		a.absorbItem(&b.Batch.Items[i], exchange{digest: digest, answer: b.Letter.Cause})
	}
}

func (a *Adapter) absorbItem(it *event.Item, ex exchange) {
	if it.Event != "" {
		if _, known := a.known.get(history.Hash(it.Event)); !known {
			a.known.put(history.Hash(it.Event), ex)
		}
		a.absorbControl(it.Event)
	}
	switch {
	case it.Cause != history.LabelAccepted:
	case it.Line == 0:
		o := &order{n: it.Pos, po: it.Entity, op: it.Event, key: it.Reason, date: it.ShipTo}
		if p := strings.Split(it.Terms, "\n"); len(p) == 4 {
			o.parties = parties{p[0], p[1], p[2], p[3]}
		}
		a.taken[o.n], a.count = o, o.n
		a.open = append(a.open, o.n)
		a.orders.put(orderHash(o.parties.sender, o.po), o.n)
	case a.taken[it.Pos] != nil:
		o := a.taken[it.Pos]
		o.lines = append(o.lines, event.Line{SKU: it.SKU, Qty: it.Qty})
	}
}

// absorbControl notes a control number of a partner.
func (a *Adapter) absorbControl(op string) {
	i := strings.LastIndexByte(op, '/')
	if i < 0 {
		return
	}
	n, err := strconv.ParseInt(op[i+1:], 10, 64)
	if err != nil || n < 1 {
		return
	}
	p := a.partner(history.Hash(op[:i]))
	if p == nil {
		p = &numbers{name: history.Hash(op[:i])}
		if len(a.partners) == partnersMax {
			a.partners = a.partners[1:]
		}
		a.partners = append(a.partners, p)
	}
	p.use(n)
}

// settle notes what the pod answered, and puts out the 855.
func (a *Adapter) settle(b *event.Body) {
	if a.taken[b.Pos] == nil {
		return
	}
	delete(a.taken, b.Pos)
	a.open = slices.DeleteFunc(a.open, func(n uint64) bool { return n == b.Pos })
	a.control++
	a.outbox = append(a.outbox, b.Letter.Original)
}

// answer writes the 855 of an order: all of it, or nothing.
func (a *Adapter) answer(o *order, taken bool) (string, error) {
	at := x12.StampAt(a.clock.Wall)
	ack := x12.OrderAck{Set: "0001", Purpose: "00", Type: x12.AckDetail, Number: o.po, Date: o.date, Answered: at.Long}
	status := x12.LineAccepted
	if !taken {
		ack.Type, status = x12.AckRejectDetail, x12.LineRejected
	}
	for i, l := range o.lines {
		ack.Lines = append(ack.Lines, x12.AckLine{
			Line: x12.Line{Number: strconv.Itoa(i + 1), Quantity: l.Qty, Unit: "EA", Parts: []x12.Part{{Qualifier: "VN", ID: l.SKU}}},
			Acks: []x12.LineAck{{Status: status, Quantity: l.Qty, Unit: "EA"}},
		})
	}
	control := a.control + 1
	p := o.parties
	ix := x12.Interchange{SenderQualifier: p.receiverQualifier, Sender: p.receiver, ReceiverQualifier: p.senderQualifier, Receiver: p.sender,
		Date: at.Short, Time: at.Time, Version: "00401", Control: strconv.FormatInt(control, 10), Usage: "P",
		Groups: []x12.Group{{Sender: p.receiver, Receiver: p.sender, Date: at.Long, Time: at.Time, Control: strconv.FormatInt(control, 10),
			Version: "004010", Answers: []x12.OrderAck{ack}}}}
	var out strings.Builder
	err := x12.Write(&out, []x12.Interchange{ix})
	return out.String(), err
}
