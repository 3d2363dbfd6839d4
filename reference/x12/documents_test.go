package x12

import (
	"reflect"
	"strings"
	"testing"
)

// everyDocument is an interchange with one group of each kind.
func everyDocument() Interchange {
	group := func(control string) Group {
		return Group{Sender: "S", Receiver: "R", Date: "20260302", Time: "0715", Control: control, Version: "004010"}
	}
	part := []Part{{Qualifier: "VN", ID: "SKU-0001"}}
	orders, changes, answers, notices, reports := group("1"), group("2"), group("3"), group("4"), group("5")
	orders.Orders = []PurchaseOrder{{Set: "0001", Purpose: PurposeOriginal, Type: "SA", Number: "PO-1", Date: "20260302",
		Lines: []Line{{Number: "1", Quantity: 12, Unit: "EA", Parts: part, SKU: "SKU-0001"}}}}
	changes.Changes = []OrderChange{{Set: "0001", Purpose: PurposeChange, Type: "SA", Number: "PO-1", Sequence: "1", Date: "20260302",
		Lines: []ChangeLine{
			{Line: Line{Number: "1", Quantity: 8, Unit: "EA", Price: 195000, Priced: true, Parts: part, SKU: "SKU-0001"}, Change: ChangeDecrease, Left: 8},
			{Line: Line{Number: "2"}, Change: ChangeDelete},
		}}}
	answers.Answers = []OrderAck{{Set: "0001", Purpose: "00", Type: AckDetailChange, Number: "PO-1", Date: "20260302", Answered: "20260303",
		Lines: []AckLine{
			{Line: Line{Number: "1", Quantity: 12, Unit: "EA", Parts: part, SKU: "SKU-0001"}, Acks: []LineAck{
				{Status: LineAccepted, Quantity: 8, Unit: "EA", Qualifier: "067", Date: "20260310"}, {Status: LineRejected, Quantity: 4, Unit: "EA"}}},
			{Line: Line{Number: "2", Quantity: 5, Unit: "EA", Parts: part, SKU: "SKU-0001"}, Acks: []LineAck{{Status: LineBackordered}}},
		}}}
	notices.Notices = []ShipNotice{{Set: "0001", Purpose: "00", Shipment: "SH-1", Date: "20260305", Time: "0800", Structure: "0001", Levels: []Level{
		{ID: 1, Code: LevelShipment, Children: true},
		{ID: 2, Parent: 1, Code: LevelOrder, Children: true, Order: "PO-1"},
		{ID: 3, Parent: 2, Code: LevelPack, Children: true, Mark: "00340123450000003338"},
		{ID: 4, Parent: 3, Code: LevelItem, Line: "1", Parts: part, SKU: "SKU-0001", Quantity: 8, Unit: "EA"},
	}}}
	reports.Reports = []FunctionalAck{{Set: "0001", Kind: "PO", Control: "1", Status: AckPartial, Included: 2, Received: 2, Accepted: 1, Sets: []SetAck{
		{Kind: "850", Control: "0001", Status: AckAccepted},
		{Kind: "850", Control: "0002", Status: AckRejected, Codes: []string{"5"}, Segments: []SegmentError{
			{Tag: "PO1", Place: 4, Code: "8", Elements: []ElementError{{Place: "2", Reference: "380", Code: "6"}}}}},
	}}}
	return Interchange{SenderQualifier: "ZZ", Sender: "SELLER", ReceiverQualifier: "ZZ", Receiver: "BUYER", Date: "260302", Time: "0715",
		Version: "00401", Control: "000000007", Usage: "T", Groups: []Group{orders, changes, answers, notices, reports},
		Acks: []InterchangeAck{{Control: "000000003", Date: "260302", Time: "0715", Status: AckRejected, Note: NoteDuplicate}}}
}

// clear takes the places out of everything, so that it can be compared.
func clearPlaces(all []Interchange) []Interchange {
	for _, ix := range placeless(all) {
		for _, g := range ix.Groups {
			for i := range g.Changes {
				g.Changes[i].At = Position{}
				for j := range g.Changes[i].Lines {
					g.Changes[i].Lines[j].At = Position{}
				}
			}
			for i := range g.Answers {
				g.Answers[i].At = Position{}
				for j := range g.Answers[i].Lines {
					g.Answers[i].Lines[j].At = Position{}
				}
			}
			for i := range g.Notices {
				g.Notices[i].At = Position{}
				for j := range g.Notices[i].Levels {
					g.Notices[i].Levels[j].At = Position{}
				}
			}
			for i := range g.Reports {
				g.Reports[i].At = Position{}
			}
		}
	}
	return all
}

func TestDocumentsRoundTrip(t *testing.T) {
	want := []Interchange{everyDocument()}
	text := written(t, want)
	r, err := ParseDocuments("every", text, Strict)
	if err != nil || len(r.Quarantines) > 0 {
		t.Fatalf("ParseDocuments = %v, withheld %v, want all of it\n%s", err, r.Quarantines, text)
	}
	if got := clearPlaces(r.Interchanges); !reflect.DeepEqual(got, want) {
		t.Errorf("ParseDocuments(Write(x)) =\n%+v\nwant\n%+v", got, want)
	}
	if orders := len(r.Orders()); orders != 1 {
		t.Errorf("orders = %d, want 1", orders)
	}
}

// Parse goes on to withhold what is no order.
func TestParseWithholdsOtherDocuments(t *testing.T) {
	r, err := Parse("every", written(t, []Interchange{everyDocument()}), Strict)
	if err != nil || len(r.Orders()) != 1 || len(r.Quarantines) != 4 || r.Receipts != nil {
		t.Errorf("Parse = %s, %v, want one order and four sets withheld", outcome(r, err), err)
	}
}

// Each departure alone is withheld for its reason, with its set and no other.
func TestDocumentFaults(t *testing.T) {
	text := written(t, []Interchange{everyDocument()})
	for _, e := range []struct {
		name, old, new string
		reason         Reason
	}{
		{"AK1 code", "AK1*PO*1", "AK1*P*1", ReasonCode},
		{"AK1 control", "AK1*PO*1", "AK1*PO*X", ReasonDocument},
		{"AK5 code", "AK5*R*5", "AK5*Q*5", ReasonCode},
		{"AK5 error", "AK5*R*5", "AK5*R*99", ReasonCode},
		{"AK9 counts", "AK9*P*2*2*1", "AK9*P*2*2*2", ReasonCountAK9},
		{"AK9 says all", "AK9*P*2*2*1", "AK9*A*2*2*1", ReasonCountAK9},
		{"AK9 says none", "AK9*P*2*2*1", "AK9*R*2*2*1", ReasonCountAK9},
		{"AK9 fewer than spoken of", "AK9*P*2*2*1", "AK9*P*1*1*1", ReasonCountAK9},
		{"AK4 before AK3", "AK3*PO1*4**8~\n", "", ReasonDocument},
		{"BAK02", "BAK*00*AC", "BAK*00*XX", ReasonCode},
		{"accepted, with a line rejected", "BAK*00*AC", "BAK*00*AD", ReasonDocument},
		{"rejected, with a line accepted", "BAK*00*AC", "BAK*00*RD", ReasonDocument},
		{"ACK01", "ACK*IB", "ACK*XX", ReasonCode},
		{"ACK02", "ACK*IA*8", "ACK*IA*-8", ReasonQuantity},
		{"a line without ACK", "ACK*IB~\n", "", ReasonDocument},
		{"answer without order", "*PO-1*20260302*****20260303", "**20260302*****20260303", ReasonDocument},
		{"HL gap", "HL*3*2*P*1", "HL*5*2*P*1", ReasonHierarchy},
		{"HL parent", "HL*3*2*P*1", "HL*3*9*P*1", ReasonHierarchy},
		{"an item under the shipment", "HL*4*3*I*0", "HL*4*1*I*0", ReasonHierarchy},
		{"HL04", "HL*4*3*I*0", "HL*4*3*I*1", ReasonHierarchy},
		{"HL03", "HL*3*2*P*1", "HL*3*2*Q*1", ReasonCode},
		{"CTT of levels", "CTT*4", "CTT*1", ReasonCountCTT},
		{"shipped none", "SN1*1*8", "SN1*1*0", ReasonQuantity},
		{"no order under it", "PRF*PO-1", "PRF*", ReasonDocument},
		{"POC02", "POC*1*QD", "POC*1*ZZ", ReasonCode},
		{"POC03", "POC*1*QD*8", "POC*1*QD*x", ReasonQuantity},
		{"change date", "BCH*04*SA*PO-1**1*20260302", "BCH*04*SA*PO-1**1*20261302", ReasonDate},
	} {
		t.Run(e.name, func(t *testing.T) {
			spoilt := strings.Replace(text, e.old, e.new, 1)
			if spoilt == text {
				t.Fatalf("the text does not hold %q", e.old)
			}
			r, err := ParseDocuments("edit", spoilt, Strict)
			if err != nil || len(r.Quarantines) != 1 || r.Quarantines[0].Scope != ScopeSet {
				t.Fatalf("ParseDocuments = %s, want one set withheld", outcome(r, err))
			}
			if got := r.Quarantines[0].Reason; got != e.reason && !hasReason(r.Quarantines[0], e.reason) {
				t.Errorf("reason = %s, want %s", outcome(r, err), e.reason)
			}
		})
	}
}

func hasReason(q Quarantine, reason Reason) bool {
	for _, o := range q.Others {
		if o.Reason == reason {
			return true
		}
	}
	return false
}

func TestAcked(t *testing.T) {
	lines := everyDocument().Groups[2].Answers[0].Lines
	if got := []int64{lines[0].Acked(), lines[1].Acked()}; got[0] != 8 || got[1] != 5 {
		t.Errorf("Acked = %v, want 8 and 5", got)
	}
}
