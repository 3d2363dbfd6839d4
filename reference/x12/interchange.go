package x12

// Interchange is an ISA envelope and the orders accepted from it.
type Interchange struct {
	SenderQualifier   string // ISA05
	Sender            string // ISA06
	ReceiverQualifier string // ISA07
	Receiver          string // ISA08
	Date              string // ISA09, YYMMDD
	Time              string // ISA10, HHMM
	Version           string // ISA12, such as 00401
	Control           string // ISA13; sender, receiver and control name an interchange
	Usage             string // ISA15: P production, T test
	Groups            []Group
}

// Group is a functional group (GS) of purchase orders.
type Group struct {
	Sender   string // GS02
	Receiver string // GS03
	Date     string // GS04
	Time     string // GS05
	Control  string // GS06
	Version  string // GS08, such as 004010
	Orders   []PurchaseOrder
}

// Result is what one file held.
type Result struct {
	Interchanges []Interchange // those with an accepted order; empty groups are left out
	Quarantines  []Quarantine  // in file order
	Mends        []Mend        // by place of the first; nil if Strict
	Sets         int           // transaction sets seen inside interchanges = orders + the Sets of all quarantines
	Segments     int           // segments read
}

// Orders returns the accepted orders of all interchanges, in file order.
func (r Result) Orders() []PurchaseOrder {
	var all []PurchaseOrder
	for _, ix := range r.Interchanges {
		for _, g := range ix.Groups {
			all = append(all, g.Orders...)
		}
	}
	return all
}
