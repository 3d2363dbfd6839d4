package adapter

import (
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/x12"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Reasons of a quarantine that the reader of files does not know.
const (
	reasonOrderKnown = "order-known"    // the partner sent this purchase order before
	reasonControl    = "control-reused" // another file had this control number
	reasonSize       = "too-large"
)

// Documents of a decision that are none of X12.
const documentFile = "file" // something that cannot be read

// take decides on a file, once, and answers it.
func (a *Adapter) take(in *sim.Input) {
	m := in.Msg
	transmission := history.Hash(m.Head.Source + "\n" + m.Head.ID)
	if text, again := a.answers.get(transmission); again {
		a.out.Reach("batch-answered-again")
		a.reply(in, text, 0)
		return
	}
	d := decision{a: a, event: m.Head.ID, mode: a.mode(m), stamp: x12.StampAt(a.clock.Wall), digest: sim.DigestBytes(m.Body),
		control: a.control, orders: a.count}
	d.decide(string(m.Body))
	a.out.Count("batches_taken", 1)
	b := a.bodies.New()
	b.Key, b.Pos = m.Head.ID, transmission
	b.Batch = &event.Batch{Until: uint64(d.control), Label: strconv.FormatUint(d.digest, 16), Items: d.items}
	b.Letter = &event.Letter{Type: "x12", Cause: d.text()}
	if d.withheld {
		a.out.Reach("batch-quarantined")
		b.Letter.Original = base64.StdEncoding.EncodeToString(m.Body)
	}
	a.write(event.BatchTaken, m.Head.ID, b)
	a.reply(in, b.Letter.Cause, 0)
	for n := a.count - uint64(d.took) + 1; n <= a.count; n++ {
		a.out.Reach("batch-order-taken")
		a.command(a.taken[n])
	}
	a.arm()
}

// mode is how the files of a partner are read: as the first route of theirs says,
// by the sender that the envelope names; strictly where there is none.
func (a *Adapter) mode(m *sim.Message) x12.Mode {
	sender := senderOf(string(m.Body[:min(len(m.Body), 256)]))
	for _, r := range a.site.Routes {
		if sender == r.Sender {
			return r.Mode
		}
	}
	return x12.Strict
}

// senderOf returns who a file says that it is from (ISA06), "" if it has no envelope.
// What stands before the envelope is for the reader to judge.
func senderOf(head string) string {
	i := strings.Index(head, "ISA")
	if i < 0 || len(head) < i+4 {
		return ""
	}
	elements := strings.Split(head[i:], head[i+3:i+4])
	if len(elements) < 7 {
		return ""
	}
	return strings.TrimSpace(elements[6])
}

// decision is what is made of one file.
type decision struct {
	a        *Adapter
	event    string
	mode     x12.Mode
	stamp    x12.Stamp
	digest   uint64
	control  int64  // last control number given
	orders   uint64 // orders taken so far
	took     int    // of them by this file
	items    []event.Item
	files    []x12.Interchange // answers
	again    string            // the answer to an interchange that was known
	withheld bool
	names    map[uint64]bool  // of orders taken by this file
	last     map[uint64]int64 // control number by partner, of the interchanges of this file before
}

// decide reads the file and decides on every interchange of it.
func (d *decision) decide(text string) {
	if len(text) > fileMax {
		d.aside(documentFile, "", "", reasonSize)
		return
	}
	r, err := x12.ParseDocuments(d.event, text, d.mode)
	for i := range r.Receipts {
		d.exchange(&r.Receipts[i], r.Interchanges)
	}
	if len(r.Mends) > 0 {
		d.a.out.Reach("batch-mended")
	}
	for _, q := range r.Quarantines {
		d.quarantine(q, r.Receipts)
	}
	if err != nil && len(r.Receipts) == 0 {
		reason := "unreadable"
		if refused, is := err.(*x12.Error); is {
			reason = string(refused.Reason)
		}
		d.aside(documentFile, "", "", reason)
	}
}

// exchange decides on one interchange whose header could be read.
func (d *decision) exchange(r *x12.Receipt, all []x12.Interchange) {
	op := exchangeName(&r.Interchange)
	if before, known := d.a.before(r, op); known && !d.a.site.Defects.CountsResent() {
		d.repeat(r, op, before)
		return
	}
	d.gap(r, op)
	said := len(d.items)
	accepted := find(all, r)
	for i := range r.Groups {
		d.group(r, &r.Groups[i], op, accepted)
	}
	if !r.Accepted {
		d.aside(documentFile, "", op, string(r.Lead.Reason))
	}
	if len(d.items) == said { // nothing in it is an order: its number is used all the same
		d.item(event.Item{Type: documentFile, Cause: history.LabelReceived, Event: op})
	}
	if answer, speaks := r.Answer(d.control+1, d.stamp); speaks {
		d.control++
		d.files = append(d.files, answer)
	}
}

// before returns what was decided of an interchange, or no more than that its control
// number was used, where that is too long ago.
func (a *Adapter) before(r *x12.Receipt, op string) (exchange, bool) {
	if x, known := a.known.get(history.Hash(op)); known || a.known.order.Len() < a.known.limit {
		return x, known
	}
	n, err := strconv.ParseInt(r.Control, 10, 64)
	p := a.partner(partnerOf(r.Sender, r.Receiver))
	return exchange{}, err == nil && p != nil && p.used(n)
}

// find returns what was accepted of the interchange, or nil.
func find(all []x12.Interchange, r *x12.Receipt) *x12.Interchange {
	for i := range all {
		if ix := &all[i]; r.Accepted && ix.Control == r.Control && ix.Sender == r.Sender && ix.Receiver == r.Receiver {
			return ix
		}
	}
	return nil
}

// repeat answers what was decided before: the same file as it was then, another one
// under its number with a rejection.
func (d *decision) repeat(r *x12.Receipt, op string, before exchange) {
	if before.digest == d.digest {
		d.a.out.Reach("batch-repeated")
		d.item(event.Item{Type: documentFile, Cause: history.LabelRepeated, Event: op})
		d.again = before.answer
		return
	}
	d.aside(documentFile, "", op, reasonControl)
	r.Accepted, r.Lead.Reason = false, x12.ReasonDuplicate
	r.Groups = nil
	if answer, speaks := r.Answer(d.control+1, d.stamp); speaks {
		d.control++
		d.files = append(d.files, answer)
	}
}

// gap reports control numbers that are missing before this one.
func (d *decision) gap(r *x12.Receipt, op string) {
	n, err := strconv.ParseInt(r.Control, 10, 64)
	if err != nil {
		return
	}
	partner := partnerOf(r.Sender, r.Receiver)
	last, known := int64(0), false
	if p := d.a.partner(partner); p != nil {
		last, known = p.high, true
	}
	if before, here := d.last[partner]; here {
		last, known = max(last, before), true
	}
	if d.last == nil {
		d.last = map[uint64]int64{}
	}
	d.last[partner] = max(last, n)
	if known && n > last+1 {
		d.a.out.Reach("control-gap")
		d.item(event.Item{Type: documentFile, Cause: history.LabelGap, Event: op, Qty: n - last - 1})
	}
}

func partnerOf(sender, receiver string) uint64 { return history.Hash(sender + "/" + receiver) }

// group decides on the sets of a group. A set that no route lets in, or an order
// that is known, is withheld, and the answer says so.
func (d *decision) group(r *x12.Receipt, g *x12.GroupReceipt, op string, accepted *x12.Interchange) {
	for i := range g.Sets {
		s := &g.Sets[i]
		if !r.Accepted || !g.Accepted || !s.Accepted {
			continue // a quarantine speaks of it
		}
		if !d.a.routed(r, s.Kind) {
			d.a.out.Reach("route-denied")
			s.Accepted = false
			s.Faults = append(s.Faults, x12.SetFault{Fault: x12.Fault{Reason: x12.ReasonRoute}, Tag: "ST", Place: 1})
			d.aside(s.Kind, "", op, string(x12.ReasonRoute))
			continue
		}
		if po := purchase(accepted, g.Control, s.Control); po != nil {
			d.order(r, s, op, po)
		}
	}
}

// routed reports whether a document of this partner may become a command.
func (a *Adapter) routed(r *x12.Receipt, kind string) bool {
	for _, t := range a.site.Routes {
		if t.Sender == r.Sender && t.Receiver == r.Receiver && t.Document == kind && t.Command == event.PlaceOrder {
			return true
		}
	}
	return false
}

// purchase returns the order of a set, or nil.
func purchase(ix *x12.Interchange, group, set string) *x12.PurchaseOrder {
	if ix == nil {
		return nil
	}
	for i := range ix.Groups {
		for k := range ix.Groups[i].Orders {
			if po := &ix.Groups[i].Orders[k]; ix.Groups[i].Control == group && po.Set == set {
				return po
			}
		}
	}
	return nil
}

// order takes a purchase order, unless it is known.
func (d *decision) order(r *x12.Receipt, s *x12.SetReceipt, op string, po *x12.PurchaseOrder) {
	name := orderHash(r.Sender, po.Number)
	_, known := d.a.orders.get(name)
	if (known || d.names[name]) && !d.a.site.Defects.CountsResent() {
		d.a.out.Reach("batch-order-known")
		s.Accepted = false
		s.Faults = append(s.Faults, x12.SetFault{Fault: x12.Fault{Reason: x12.ReasonDuplicate}, Tag: "ST", Place: 1})
		d.aside("850", po.Number, op, reasonOrderKnown)
		return
	}
	if d.names == nil {
		d.names = map[uint64]bool{}
	}
	d.names[name] = true
	d.orders++
	d.took++
	key := d.a.name + "/" + strconv.FormatUint(d.orders, 10)
	d.item(event.Item{Type: "850", Cause: history.LabelAccepted, Event: op, Entity: po.Number, Pos: d.orders, Reason: key,
		Terms: strings.Join([]string{r.SenderQualifier, r.Sender, r.ReceiverQualifier, r.Receiver}, "\n"), ShipTo: po.Date})
	for i := range po.Lines {
		l := &po.Lines[i]
		d.item(event.Item{Type: "850", Cause: history.LabelAccepted, Event: op, Entity: po.Number, Pos: d.orders, Line: uint32(i + 1), SKU: l.SKU, Qty: l.Quantity})
	}
}

func orderHash(sender, number string) uint64 { return history.Hash(sender + "\n" + number) }

// quarantine notes a unit that the reader withheld.
func (d *decision) quarantine(q x12.Quarantine, receipts []x12.Receipt) {
	if q.Scope == x12.ScopeInterchange {
		if q.Interchange == "" {
			d.aside(documentFile, "", "", string(q.Reason))
		}
		return // said with its receipt
	}
	for i := range receipts {
		if r := &receipts[i]; r.Control == q.Interchange {
			d.aside("850", "", exchangeName(&r.Interchange), string(q.Reason))
			return
		}
	}
}

// aside notes that something has no effect, and why.
func (d *decision) aside(kind, number, op, reason string) {
	d.withheld = true
	d.item(event.Item{Type: kind, Cause: history.LabelQuarantined, Event: op, Entity: number, Reason: reason})
}

func (d *decision) item(it event.Item) { d.items = append(d.items, it) }

// exchangeName is the name of an interchange: sender, receiver, control number.
func exchangeName(ix *x12.Interchange) string {
	return ix.Sender + "/" + ix.Receiver + "/" + ix.Control
}

// text is the answer to the whole file.
func (d *decision) text() string {
	if len(d.files) == 0 {
		return d.again
	}
	var out strings.Builder
	if err := x12.Write(&out, d.files); err != nil {
		d.a.out.Count("answers_unwritten", 1)
		return d.again
	}
	return d.again + out.String()
}
