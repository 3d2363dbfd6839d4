package x12_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/seatrial/seatrial/reference/x12"
)

func Example() {
	r, err := x12.Read("clean-850.edi", strings.NewReader(x12.Sample), x12.Strict)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, order := range r.Orders() {
		line := order.Lines[0]
		fmt.Println(order.Number, "to", order.ShipTo.State, "first", line.Quantity, line.Unit, line.SKU, "at", line.Price)
	}
	// Output:
	// PO-10001 to TX first 12 EA SKU-0001 at 19.95
	// PO-10002 to WA first 8 EA SKU-0001 at 19.95
	// PO-10003 to VA first 5 EA SKU-0002 at 7.5
}

// The two modes on one fault: a trailer that counts wrong.
func ExampleRead() {
	text := strings.Replace(x12.Sample, "SE*11*0002", "SE*33*0002", 1)
	for _, mode := range []x12.Mode{x12.Strict, x12.Tolerant} {
		r, err := x12.Read("orders.edi", strings.NewReader(text), mode)
		fmt.Println(mode, len(r.Orders()), "orders", err)
		for _, q := range r.Quarantines {
			fmt.Println(q)
		}
		for _, m := range r.Mends {
			fmt.Println("mended", m.Count, m.Reason)
		}
	}
	// Output:
	// strict 2 orders <nil>
	// set 0002: line 25 segment 25: count-se01: SE01 says "33" segments, counted 11
	// tolerant 3 orders <nil>
	// mended 1 count-se01
}

func ExampleError() {
	_, err := x12.Read("orders.edi", strings.NewReader("GS*PO*A*B~"), x12.Tolerant)
	fmt.Println(err)
	// Output:
	// orders.edi:1: segment 1: found "GS*PO*A*B~" where an interchange header (ISA) belongs: ask the sender for the whole interchange, from ISA to IEA
}

func ExampleWrite() {
	err := x12.Write(os.Stdout, []x12.Interchange{{
		SenderQualifier: "ZZ", Sender: "SENDER01", ReceiverQualifier: "ZZ", Receiver: "RECEIVER01",
		Date: "260302", Time: "0715", Version: "00401", Control: "7", Usage: "T",
		Groups: []x12.Group{{
			Sender: "SENDER01", Receiver: "RECEIVER01", Date: "20260302", Time: "0715", Control: "1", Version: "004010",
			Orders: []x12.PurchaseOrder{{
				Set: "0001", Purpose: x12.PurposeOriginal, Type: "SA", Number: "PO-1", Date: "20260302",
				Lines: []x12.Line{{Number: "1", Quantity: 3, Unit: "EA", Parts: []x12.Part{{Qualifier: "VN", ID: "SKU-1"}}}},
			}},
		}},
	}})
	fmt.Println(err)
	// Output:
	// ISA*00*          *00*          *ZZ*SENDER01       *ZZ*RECEIVER01     *260302*0715*U*00401*000000007*0*T*>~
	// GS*PO*SENDER01*RECEIVER01*20260302*0715*1*X*004010~
	// ST*850*0001~
	// BEG*00*SA*PO-1**20260302~
	// PO1*1*3*EA***VN*SKU-1~
	// CTT*1~
	// SE*5*0001~
	// GE*1*1~
	// IEA*1*000000007~
	// <nil>
}
