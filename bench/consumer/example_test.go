package consumer_test

import (
	"context"
	"fmt"

	"github.com/seatrial/seatrial/bench/consumer"
)

// A handler that applies whatever comes keeps no promise about versions: it lets
// the late writer overwrite what is newer.
func ExampleTry() {
	handle := func(_ context.Context, m *consumer.Message) error {
		e, err := consumer.ParseEvent(m.Header, m.Data)
		if err != nil {
			return err
		}
		return m.Tell(consumer.Effect{EventID: e.ID, Entity: e.Subject, Version: e.Version})
	}
	r, err := consumer.Try(context.Background(), consumer.Config{Traffic: []consumer.Class{consumer.Order, consumer.StaleVersion}}, handle)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range r.Promises {
		fmt.Println(p.ID, p.Name, p.Verdict)
	}
	fmt.Println(r.Promises[0].First.Text)
	// Output:
	// I-06 monotonic-versions violated
	// I-26 backpressure-accounting held
	// trial accepted order/7 v2 of epoch 0 after v3 of epoch 0
}

// In a Go test, the whole trial is one line.
func ExampleTest() {
	test := func(t consumer.T) { consumer.Test(t, newShop("").handle) } // func TestConsumer(t *testing.T)
	_ = test
}
