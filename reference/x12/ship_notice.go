package x12

import "strconv"

// Levels of a ship notice (HL03).
const (
	LevelShipment = "S"
	LevelOrder    = "O"
	LevelPack     = "P"
	LevelItem     = "I"
)

// ShipNotice is one transaction set 856: what was put on the way. Its levels are a
// tree of shipment, orders, packs and items, written parents first:
//
//	S shipment ─┬─ O order ─┬─ P pack ── I item
//	            │           └─ I item
//	            └─ O order ...
type ShipNotice struct {
	Set       string // ST02
	Purpose   string // BSN01
	Shipment  string // BSN02, the notice's number
	Date      string // BSN03
	Time      string // BSN04
	Structure string // BSN05, such as 0001 (shipment, order, pack, item); may be empty
	Levels    []Level
	At        Position
}

// Level is one HL segment and what stands under it.
type Level struct {
	ID       int    // HL01, from 1
	Parent   int    // HL02; 0 for the shipment
	Code     string // HL03
	Children bool   // HL04
	Order    string // PRF01 of an order: the purchase order's number
	Mark     string // MAN02 of a pack, such as an SSCC
	Line     string // LIN01 of an item: the order's line; may be empty
	Parts    []Part // LIN02 on
	SKU      string // chosen from Parts; set for items alone
	Quantity int64  // SN102
	Unit     string // SN103
	At       Position
}

// openNotice is an 856 being read.
type openNotice struct {
	ShipNotice
	headers, totals int
}

func (o *openNotice) add(l *ledger, tag string, seg segment, e elements) {
	switch tag {
	case "BSN":
		o.headers++
		o.begin(l, seg, e)
	case "HL":
		o.level(l, seg, e)
	case "PRF", "MAN", "LIN", "SN1":
		o.detail(l, tag, seg, e)
	case "CTT":
		o.totals++
		l.total(seg, e, len(o.Levels), "levels (HL)")
	}
}

func (o *openNotice) begin(l *ledger, seg segment, e elements) {
	o.Purpose, o.Shipment, o.Date, o.Time, o.Structure = e.at(1), e.at(2), e.at(3), e.at(4), e.at(5)
	l.code(seg, "BSN01", o.Purpose, oneOf(o.Purpose, listPurpose))
	l.code(seg, "BSN05", o.Structure, o.Structure == "" || len(o.Structure) == 4 && digits(o.Structure))
	l.date(seg, "BSN03", o.Date, true)
	if !isTime(o.Time) {
		l.note(seg.Position, ReasonDate, "BSN04 %.20q is not a time", o.Time)
	}
	if o.Shipment == "" {
		l.note(seg.Position, ReasonDocument, "BSN02 names no shipment")
	}
}

// under says which levels may stand under which.
var under = map[string]string{LevelShipment: "", LevelOrder: "S", LevelPack: "O P", LevelItem: "O P"}

// level reads HL. Levels are numbered from 1 without gaps, and a parent stands
// before its children.
func (o *openNotice) level(l *ledger, seg segment, e elements) {
	v := Level{ID: parseCount(e.at(1)), Code: e.at(3), Children: e.at(4) == "1", At: seg.Position}
	if e.at(2) != "" {
		v.Parent = parseCount(e.at(2))
	}
	parents, known := under[v.Code]
	switch {
	case o.totals > 0:
		l.note(seg.Position, ReasonDocument, "a level (HL) stands after the totals (CTT)")
	case !known:
		l.code(seg, "HL03", v.Code, false)
	case v.ID != len(o.Levels)+1:
		l.note(seg.Position, ReasonHierarchy, "HL01 is %.20q, want %d", e.at(1), len(o.Levels)+1)
	case v.Parent < 0 || v.Parent >= v.ID || v.Parent == 0 && e.at(2) != "":
		l.note(seg.Position, ReasonHierarchy, "HL02 %.20q names no level before %d", e.at(2), v.ID)
	case v.Parent == 0 && parents != "":
		l.note(seg.Position, ReasonHierarchy, "level %d (%s) has no parent", v.ID, v.Code)
	case v.Parent > 0 && !oneOf(o.Levels[v.Parent-1].Code, parents):
		l.note(seg.Position, ReasonHierarchy, "level %d (%s) stands under %s", v.ID, v.Code, o.Levels[v.Parent-1].Code)
	case v.Parent == 0 && len(o.Levels) > 0:
		l.note(seg.Position, ReasonHierarchy, "level %d is a second shipment", v.ID)
	}
	l.code(seg, "HL04", e.at(4), oneOf(e.at(4), "0 1") || e.at(4) == "")
	o.Levels = append(o.Levels, v)
}

// detail reads what stands under a level: each in its own kind of level.
func (o *openNotice) detail(l *ledger, tag string, seg segment, e elements) {
	in := map[string]string{"PRF": LevelOrder, "MAN": LevelPack, "LIN": LevelItem, "SN1": LevelItem}[tag]
	if len(o.Levels) == 0 || o.Levels[len(o.Levels)-1].Code != in {
		if tag != "MAN" { // marks may stand elsewhere, too; only those of packs are shown
			l.note(seg.Position, ReasonDocument, "%s stands outside of a level %s", tag, in)
		}
		return
	}
	v := &o.Levels[len(o.Levels)-1]
	switch tag {
	case "PRF":
		v.Order = e.at(1)
	case "MAN":
		v.Mark = e.at(2)
	case "LIN":
		v.Line = e.at(1)
		v.Parts = l.parts(seg, e, 2, lastItemPart)
		v.SKU = chooseSKU(v.Parts)
	case "SN1":
		if v.Quantity != 0 {
			l.note(seg.Position, ReasonDocument, "SN1 stands twice in a level")
		}
		v.Quantity, v.Unit = l.quantity(seg, "SN102", e.at(2)), e.at(3)
	}
}

// lastItemPart is the last element of LIN that holds a part id.
const lastItemPart = 31

func (o *openNotice) end(l *ledger, at Position) {
	l.once(at, o.headers, "BSN")
	if o.totals > 1 {
		l.note(at, ReasonDocument, "the totals (CTT) stand twice")
	}
	has := make([]bool, len(o.Levels)+1)
	items := 0
	for i := range o.Levels {
		if p := o.Levels[i].Parent; p > 0 && p <= i {
			has[p] = true
		}
	}
	for i := range o.Levels {
		v := &o.Levels[i]
		switch {
		case v.Children != has[i+1]:
			l.note(v.At, ReasonHierarchy, "HL04 of level %d does not say whether others stand under it", i+1)
		case v.Code == LevelOrder && v.Order == "":
			l.note(v.At, ReasonDocument, "level %d names no purchase order (PRF)", i+1)
		case v.Code == LevelItem && v.SKU == "":
			l.note(v.At, ReasonProduct, "level %d has no part id that names a SKU", i+1)
		case v.Code == LevelItem && v.Quantity == 0:
			l.note(v.At, ReasonQuantity, "level %d has no quantity (SN1)", i+1)
		}
		if v.Code == LevelItem {
			items++
		}
	}
	if items == 0 {
		l.note(at, ReasonDocument, "the notice has no items")
	}
}

func (o *openNotice) join(g *Group) { g.Notices = append(g.Notices, o.ShipNotice) }

// notice writes an 856.
func (w *writer) notice(n *ShipNotice) {
	w.set(setNotice, n.Set, func() {
		w.segment("BSN", n.Purpose, n.Shipment, n.Date, n.Time, n.Structure)
		for i := range n.Levels {
			w.level(&n.Levels[i])
		}
		w.segment("CTT", strconv.Itoa(len(n.Levels)))
	})
}

func (w *writer) level(v *Level) {
	parent, children := "", "0"
	if v.Parent > 0 {
		parent = strconv.Itoa(v.Parent)
	}
	if v.Children {
		children = "1"
	}
	w.segment("HL", strconv.Itoa(v.ID), parent, v.Code, children)
	switch v.Code {
	case LevelOrder:
		w.segment("PRF", v.Order)
	case LevelPack:
		if v.Mark != "" {
			w.segment("MAN", "GM", v.Mark)
		}
	case LevelItem:
		values := []string{"LIN", v.Line}
		for _, p := range v.Parts {
			values = append(values, p.Qualifier, p.ID)
		}
		w.segment(values...)
		w.segment("SN1", v.Line, decimal(v.Quantity), v.Unit)
	}
}
