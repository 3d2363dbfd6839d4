package broker_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/seatrial/seatrial/sim/live/broker"
)

// A message is stored, handed out and acknowledged within this process.
func ExampleOpen() {
	dir, err := os.MkdirTemp("", "broker-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	b, err := broker.Open(ctx, broker.Config{Dir: dir, Stream: "ORDERS", Subjects: []string{"orders.>"}, Consumer: "trial",
		AckWait: time.Second, MaxAckPending: 16, EffectsSubject: "effects"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer b.Close()
	seq, err := b.Publish(ctx, broker.Message{Subject: "orders.order.1", Data: []byte("{}")})
	fmt.Println("stored as", seq, err)
	err = b.Pull(ctx, func(d *broker.Delivery) {
		fmt.Println("handed out", d.Seq, d.Attempt, d.Ack())
		cancel()
	})
	fmt.Println(err)
	// Output:
	// stored as 1 <nil>
	// handed out 1 1 <nil>
	// <nil>
}
