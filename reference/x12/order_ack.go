package x12

// AckType says what an answer to an order comes to (BAK02, list 587).
type AckType string

// The types of an answer.
const (
	AckDetail       AckType = "AD" // acknowledged with detail, no change
	AckDetailChange AckType = "AC" // acknowledged with detail and change
	AckWhole        AckType = "AT" // accepted
	AckExceptions   AckType = "AE" // acknowledged with the exceptions alone
	AckRejectDetail AckType = "RD" // rejected with detail
	AckRejectNo     AckType = "RJ" // rejected, no detail
	AckReceived     AckType = "AK" // acknowledged, no detail or change
	AckChange       AckType = "AP" // product replacement
	listAckType             = "AC AD AE AH AK AP AT NA RD RF RJ RO ZZ"
	listPurpose             = "00 01 02 03 04 05 06 07 08 12 13 14 15 16 17 18 19 20 22 24 25 26 27 28"
	listLineStatus          = "AA AC AR BP DR IA IB IC ID IE IF IH IP IQ IR IS IW R1 R2 R3 R4 R5 R6 R7 R8 SP"
)

// LineStatus is what the seller does about a line (ACK01, list 668).
type LineStatus string

// The statuses that a reader must tell apart; the list has more.
const (
	LineAccepted        LineStatus = "IA"
	LineBackordered     LineStatus = "IB"
	LineChanged         LineStatus = "IC"
	LineDeleted         LineStatus = "ID"
	LineQuantityChanged LineStatus = "IQ"
	LineRejected        LineStatus = "IR"
	LineReleased        LineStatus = "AR" // accepted and released for shipment
	LineRescheduled     LineStatus = "DR"
	LineOnHold          LineStatus = "IH"
)

// Rejects reports whether nothing of what the status speaks of will come.
func (s LineStatus) Rejects() bool {
	return s == LineRejected || s == LineDeleted || len(s) == 2 && s[0] == 'R' && s[1] >= '1' && s[1] <= '8'
}

// Waits reports whether what the status speaks of may come, and nobody said when.
func (s LineStatus) Waits() bool { return oneOf(string(s), "IB IE IF IH IW SP") }

// OrderAck is one transaction set 855: the seller's answer to an order.
type OrderAck struct {
	Set      string  // ST02
	Purpose  string  // BAK01
	Type     AckType // BAK02
	Number   string  // BAK03, the purchase order's number
	Date     string  // BAK04, the order's date
	Release  string  // BAK05
	Answered string  // BAK09, the day of the answer; may be empty
	Lines    []AckLine
	At       Position
}

// AckLine is a line of the order as the seller repeats it, and what becomes of it.
type AckLine struct {
	Line
	Acks []LineAck
}

// LineAck is one ACK segment.
type LineAck struct {
	Status    LineStatus // ACK01
	Quantity  int64      // ACK02; 0 if it was left out
	Unit      string     // ACK03
	Qualifier string     // ACK04, what the date means, such as 067 or 068
	Date      string     // ACK05
}

// Acked returns how much of the line was promised: what its acknowledgments name,
// or all of it where one that takes the line names no quantity.
func (a *AckLine) Acked() (n int64) {
	for _, k := range a.Acks {
		switch {
		case k.Status.Rejects():
		case k.Quantity > 0:
			n += k.Quantity
		default:
			n += a.Quantity
		}
	}
	return n
}

// openAnswer is an 855 being read.
type openAnswer struct {
	OrderAck
	headers, totals int
}

func (o *openAnswer) add(l *ledger, tag string, seg segment, e elements) {
	switch tag {
	case "BAK":
		o.headers++
		o.Purpose, o.Type, o.Number, o.Date, o.Release, o.Answered = e.at(1), AckType(e.at(2)), e.at(3), e.at(4), e.at(5), e.at(9)
		l.code(seg, "BAK01", e.at(1), oneOf(e.at(1), listPurpose))
		l.code(seg, "BAK02", e.at(2), oneOf(e.at(2), listAckType))
		l.date(seg, "BAK04", o.Date, true)
		l.date(seg, "BAK09", o.Answered, false)
		if o.Number == "" {
			l.note(seg.Position, ReasonDocument, "BAK03 names no purchase order")
		}
	case "PO1":
		if o.totals > 0 {
			l.note(seg.Position, ReasonDocument, "a line (PO1) stands after the totals (CTT)")
		}
		o.Lines = append(o.Lines, AckLine{Line: l.line(seg, e, len(o.Lines)+1)})
	case "ACK":
		if len(o.Lines) == 0 || o.totals > 0 {
			l.note(seg.Position, ReasonDocument, "ACK stands outside of a line")
			return
		}
		o.ack(l, seg, e)
	case "CTT":
		o.totals++
		l.total(seg, e, len(o.Lines), "lines")
	}
}

func (o *openAnswer) ack(l *ledger, seg segment, e elements) {
	a := LineAck{Status: LineStatus(e.at(1)), Unit: e.at(3), Qualifier: e.at(4), Date: e.at(5)}
	l.code(seg, "ACK01", e.at(1), oneOf(e.at(1), listLineStatus))
	if e.at(2) != "" {
		a.Quantity = l.quantity(seg, "ACK02", e.at(2))
	}
	l.date(seg, "ACK05", a.Date, false)
	line := &o.Lines[len(o.Lines)-1]
	line.Acks = append(line.Acks, a)
}

func (o *openAnswer) end(l *ledger, at Position) {
	l.once(at, o.headers, "BAK")
	if o.totals > 1 {
		l.note(at, ReasonDocument, "the totals (CTT) stand twice")
	}
	if oneOf(string(o.Type), "AD AC AE RD") && len(o.Lines) == 0 {
		l.note(at, ReasonDocument, "BAK02 %s promises detail, and there is none", o.Type)
	}
	for i := range o.Lines {
		o.check(l, &o.Lines[i])
	}
}

// check holds a line against the type of the answer.
func (o *openAnswer) check(l *ledger, line *AckLine) {
	if len(line.Acks) == 0 && oneOf(string(o.Type), "AD AC AE RD") {
		l.note(line.At, ReasonDocument, "line %.20s has no ACK", line.Number)
	}
	for _, a := range line.Acks {
		switch rejects := a.Status.Rejects(); {
		case rejects && (o.Type == AckDetail || o.Type == AckWhole):
			l.note(line.At, ReasonDocument, "BAK02 %s accepts the order, and line %.20s is %s", o.Type, line.Number, a.Status)
		case !rejects && (o.Type == AckRejectDetail || o.Type == AckRejectNo):
			l.note(line.At, ReasonDocument, "BAK02 %s rejects the order, and line %.20s is %s", o.Type, line.Number, a.Status)
		}
	}
}

func (o *openAnswer) join(g *Group) { g.Answers = append(g.Answers, o.OrderAck) }

// answer writes an 855.
func (w *writer) answer(a *OrderAck) {
	w.set(setAnswer, a.Set, func() {
		w.segment("BAK", a.Purpose, string(a.Type), a.Number, a.Date, a.Release, "", "", "", a.Answered)
		for i := range a.Lines {
			w.line(a.Lines[i].Line)
			for _, k := range a.Lines[i].Acks {
				quantity := ""
				if k.Quantity != 0 {
					quantity = decimal(k.Quantity)
				}
				w.segment("ACK", string(k.Status), quantity, k.Unit, k.Qualifier, k.Date)
			}
		}
		w.segment("CTT", decimal(int64(len(a.Lines))))
	})
}
