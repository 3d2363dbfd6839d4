package x12

// ChangeCode says how a line changes (POC02, list 670).
type ChangeCode string

// The codes that a reader must tell apart; the list has more.
const (
	ChangeAdd      ChangeCode = "AI" // add items
	ChangeItem     ChangeCode = "CA" // changes to line items
	ChangeDelete   ChangeCode = "DI" // delete items
	ChangeDecrease ChangeCode = "QD"
	ChangeIncrease ChangeCode = "QI"
	ChangePrice    ChangeCode = "PC"
	ChangeQtyPrice ChangeCode = "PQ"
	ChangeReplace  ChangeCode = "RZ" // replace all values

	listChange = "AI CA CB CC CE CF CG CH CI CT DI MU NC OA OC PC PQ PR QD QI RA RB RC RE RM RQ RS RZ TI"
)

// OrderChange is one transaction set 860: the buyer changes an order, or takes it
// back.
type OrderChange struct {
	Set      string // ST02
	Purpose  string // BCH01: [PurposeCancel] or [PurposeChange]
	Type     string // BCH02, such as SA
	Number   string // BCH03, the purchase order's number
	Release  string // BCH04
	Sequence string // BCH05, the number of the change
	Date     string // BCH06, the order's date
	Lines    []ChangeLine
	At       Position
}

// ChangeLine is one POC segment.
type ChangeLine struct {
	Line   // as it shall be; Quantity is 0 where the line is deleted without one
	Change ChangeCode
	Left   int64 // POC04, what is left to receive; 0 if it was left out
}

// openChange is an 860 being read.
type openChange struct {
	OrderChange
	headers, totals int
}

func (o *openChange) add(l *ledger, tag string, seg segment, e elements) {
	switch tag {
	case "BCH":
		o.headers++
		o.Purpose, o.Type, o.Number, o.Release, o.Sequence, o.Date = e.at(1), e.at(2), e.at(3), e.at(4), e.at(5), e.at(6)
		l.code(seg, "BCH01", o.Purpose, oneOf(o.Purpose, listPurpose))
		l.date(seg, "BCH06", o.Date, true)
		if o.Number == "" || o.Type == "" {
			l.note(seg.Position, ReasonDocument, "BCH02 (type) or BCH03 (order number) is empty")
		}
	case "POC":
		if o.totals > 0 {
			l.note(seg.Position, ReasonDocument, "a line (POC) stands after the totals (CTT)")
		}
		o.line(l, seg, e)
	case "CTT":
		o.totals++
		l.total(seg, e, len(o.Lines), "lines")
	}
}

// POC108 is the first qualifier of a part id of a change, and POC127 the last id.
const (
	firstChangePart = 8
	lastChangePart  = 27
)

func (o *openChange) line(l *ledger, seg segment, e elements) {
	c := ChangeLine{Change: ChangeCode(e.at(2))}
	c.Number, c.Unit, c.Basis, c.At = e.at(1), e.at(5), e.at(7), seg.Position
	l.code(seg, "POC02", e.at(2), oneOf(e.at(2), listChange))
	if c.Number == "" {
		l.note(seg.Position, ReasonDocument, "POC01 names no line")
	}
	if c.Change != ChangeDelete || e.at(3) != "" {
		c.Quantity = l.quantity(seg, "POC03", e.at(3))
	}
	if e.at(4) != "" {
		c.Left = l.quantity(seg, "POC04", e.at(4))
	}
	c.Price, c.Priced = l.price(seg, "POC06", e.at(6))
	c.Parts = l.parts(seg, e, firstChangePart, lastChangePart)
	if c.SKU = chooseSKU(c.Parts); c.SKU == "" && c.Change != ChangeDelete {
		l.note(seg.Position, ReasonProduct, "no part id has a qualifier that names a SKU (such as VN, UP or BP)")
	}
	o.Lines = append(o.Lines, c)
}

func (o *openChange) end(l *ledger, at Position) {
	l.once(at, o.headers, "BCH")
	if o.totals > 1 {
		l.note(at, ReasonDocument, "the totals (CTT) stand twice")
	}
	if o.Purpose == PurposeChange && len(o.Lines) == 0 {
		l.note(at, ReasonDocument, "a change has no lines (POC)")
	}
}

func (o *openChange) join(g *Group) { g.Changes = append(g.Changes, o.OrderChange) }

// change writes an 860.
func (w *writer) change(c *OrderChange) {
	w.set(setChange, c.Set, func() {
		w.segment("BCH", c.Purpose, c.Type, c.Number, c.Release, c.Sequence, c.Date)
		for i := range c.Lines {
			w.changeLine(&c.Lines[i])
		}
		w.segment("CTT", decimal(int64(len(c.Lines))))
	})
}

func (w *writer) changeLine(c *ChangeLine) {
	quantity, left, price := "", "", ""
	if c.Quantity != 0 {
		quantity = decimal(c.Quantity)
	}
	if c.Left != 0 {
		left = decimal(c.Left)
	}
	if c.Priced {
		price = c.Price.String()
	}
	values := []string{"POC", c.Number, string(c.Change), quantity, left, c.Unit, price, c.Basis}
	for _, p := range c.Parts {
		values = append(values, p.Qualifier, p.ID)
	}
	w.segment(values...)
}
