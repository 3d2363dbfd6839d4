package history_test

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

func ExampleRecord_String() {
	r := history.Record{
		At: 100_000_000, Kind: history.KindOK, Region: history.N("tx"), Witness: history.N("client"),
		Entity: history.N("order/tx/1"), Op: history.N("k1"), Version: 1,
	}
	fmt.Println(&r)
	// Output: 0.100s tx client order/tx/1: ok v1
}

func ExampleWriter() {
	w, err := history.NewWriter(os.Stdout, &history.Header{System: "mine"})
	if err != nil {
		fmt.Println(err)
		return
	}
	w.Write(&history.Record{
		Seq: 1, At: 5_000_000, Kind: history.KindEffect, Witness: history.N("carrier"),
		Type: history.N("shipment"), Op: history.N("k1"), SKU: history.N("s-0004"), Qty: 2,
	})
	w.Close()
	// Output:
	// {"schema":"seatrial/history/v1","system":"mine","bounds":{"oversell_allowance":0}}
	// {"kind":"effect","seq":1,"at_ns":5000000,"witness":"carrier","type":"shipment","op":"k1","sku":"s-0004","qty":2}
	// {"kind":"end","seq":2,"at_ns":5000000,"count":1}
}

// A history that breaks off delivers what it has and says where it stopped.
func ExampleReader() {
	file := strings.NewReader(`{"schema":"seatrial/history/v1"}
{"kind":"invoke","at_ns":1000000,"op":"k1","type":"PlaceOrder"}
{"kind":"ok","at_ns":3000`)
	rd, err := history.NewReader(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	var r history.Record
	for {
		more, err := rd.Next(&r)
		if !more {
			fmt.Println(errors.Is(err, history.ErrTruncated), err)
			return
		}
		fmt.Println(&r)
	}
	// Output:
	// 0.001s k1: invoke PlaceOrder
	// true line 3: column 26: the history breaks off inside a record: what stands before is judged; for the rest, export it again up to the end record
}
