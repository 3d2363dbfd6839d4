package x12

// Interchange is an ISA envelope and the documents accepted from it.
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
	Acks              []InterchangeAck // TA1 before the groups; [ParseDocuments] alone reads them
}

// Group is a functional group (GS) of documents of one kind. All but orders come
// from [ParseDocuments] alone.
type Group struct {
	Sender   string          // GS02
	Receiver string          // GS03
	Date     string          // GS04
	Time     string          // GS05
	Control  string          // GS06
	Version  string          // GS08, such as 004010
	Orders   []PurchaseOrder // 850
	Changes  []OrderChange   // 860
	Answers  []OrderAck      // 855
	Notices  []ShipNotice    // 856
	Reports  []FunctionalAck // 997
}

// Kind returns GS01, which follows from what the group holds: PO for orders and
// for a group of nothing.
func (g *Group) Kind() string {
	switch {
	case len(g.Changes) > 0:
		return "PC"
	case len(g.Answers) > 0:
		return "PR"
	case len(g.Notices) > 0:
		return "SH"
	case len(g.Reports) > 0:
		return "FA"
	}
	return "PO"
}

// documents counts what the group holds.
func (g *Group) documents() int {
	return len(g.Orders) + len(g.Changes) + len(g.Answers) + len(g.Notices) + len(g.Reports)
}

// Result is what one file held.
type Result struct {
	Interchanges []Interchange // those with an accepted order; empty groups are left out
	Quarantines  []Quarantine  // in file order
	Mends        []Mend        // by place of the first; nil if Strict
	Sets         int           // transaction sets seen inside interchanges = orders + the Sets of all quarantines
	Segments     int           // segments read
	Receipts     []Receipt     // of every interchange whose header could be read, in file order; [ParseDocuments] alone
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
