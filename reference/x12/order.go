package x12

// Purposes of an order (BEG01) that a reader must tell apart. The code list has
// more; see [PurchaseOrder.Original].
const (
	PurposeOriginal = "00"
	PurposeCancel   = "01"
	PurposeChange   = "04"
)

// PurchaseOrder is one transaction set 850.
type PurchaseOrder struct {
	Set     string   // ST02, the set's control number in its group
	Purpose string   // BEG01
	Type    string   // BEG02, such as SA (stand-alone); may be empty if Tolerant
	Number  string   // BEG03, the purchase order number; never empty
	Release string   // BEG04, the release of a blanket order; often empty
	Date    string   // BEG05 as sent, CCYYMMDD or YYMMDD; may be empty if Tolerant
	ShipTo  Party    // the first N1*ST before the lines; zero if there is none
	Lines   []Line   // in the order sent; at least one
	At      Position // of ST
}

// Original reports whether the set places a new order. A cancellation or a
// change comes in the same form and must not be booked as one.
func (p PurchaseOrder) Original() bool { return p.Purpose == PurposeOriginal }

// Party is a name and address, from the segments N1, N3 and N4.
type Party struct {
	Name       string
	Qualifier  string   // N103, says whose code it is
	Code       string   // N104, such as a DUNS number
	Address    []string // N3; nil if there is none
	City       string
	State      string
	PostalCode string
	Country    string
}

// Line is one PO1 segment.
type Line struct {
	Number   string // PO101, or the line's place in the order (from 1) where the partner sends none; not always unique
	Quantity int64  // PO102, from 1 to 999,999,999,999,999
	Unit     string // PO103, such as EA or CA; often a case, not a piece
	Price    Price  // PO104, in ten-thousandths
	Priced   bool   // whether PO104 was sent
	Basis    string // PO105, what the price is per; often empty
	Parts    []Part // PO106 to PO125, in the order sent; at least one
	SKU      string // chosen from Parts, see [Preference]; never empty
	At       Position
}

// Part is a product id with the qualifier that says whose id it is.
type Part struct {
	Qualifier string
	ID        string
}
