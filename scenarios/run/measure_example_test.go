package run_test

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/history"
)

// A measure watches the records of a run and answers for the limits of a
// scenario.
func ExampleMeasure() {
	m := run.NewMeasure(&history.Header{Regions: []string{"tx"}}, false)
	at := func(t time.Duration, k history.Kind) history.Record {
		return history.Record{Kind: k, At: int64(t), Region: history.N("tx"), Op: history.N("k1"), Type: history.N("PlaceOrder")}
	}
	for _, r := range []history.Record{at(0, history.KindInvoke), at(4*time.Millisecond, history.KindOK), at(time.Second, history.KindEnd)} {
		m.See(&r)
	}
	limit := scenarios.Threshold{Path: "order_commit", Stat: "p(99)", Op: "<", Value: int64(50 * time.Millisecond), Text: "p(99)<50ms"}
	fmt.Println(m.Counter("commands"), m.Latency()["order_commit/tx"].Count, m.Threshold(limit).OK)
	// Output: 1 1 true
}
