package adapter_test

import (
	"fmt"
	"strings"

	"github.com/seatrial/seatrial/reference/adapter"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/x12"
	"github.com/seatrial/seatrial/sim"
)

// An ERP hands over a file: the adapter asks the pod for each order in it, and
// answers with a 997.
func Example() {
	a := adapter.New(&adapter.Site{Region: "tx", Pod: 1, Routes: []adapter.Route{
		{Sender: "SENDER01", Receiver: "RECEIVER01", Document: "850", Command: event.PlaceOrder, Mode: x12.Strict}}})
	file := &sim.Message{Head: sim.Head{ID: "file 1", Type: event.SendBatch, Source: "erp/tx"}, Body: []byte(x12.Sample)}
	var out sim.Effects
	a.Step(sim.Clock{}, &sim.Input{Kind: sim.InCall, From: 2, ID: 1, Msg: file}, &out)
	for _, e := range out.List() {
		switch e.Kind {
		case sim.EffCall:
			fmt.Println("asks for", e.Msg.Head.Entity, "by", e.Msg.Head.ID)
		case sim.EffReply:
			for _, line := range strings.Split(string(e.Msg.Body), "\n") {
				if strings.HasPrefix(line, "AK9") {
					fmt.Println("answers", line)
				}
			}
		}
	}
	// Output:
	// answers AK9*A*3*3*3~
	// asks for order/tx/1000001 by adapter/tx/1
	// asks for order/tx/1000002 by adapter/tx/2
	// asks for order/tx/1000003 by adapter/tx/3
}
