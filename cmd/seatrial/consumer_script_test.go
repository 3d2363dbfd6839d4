package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/seatrial/seatrial/bench/consumer"
)

// naive is a consumer that scripts put on trial: it applies whatever comes, once
// for each time it comes.
func naive() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := applyAll(ctx); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "naive:", err)
		os.Exit(1)
	}
}

func applyAll(ctx context.Context) error {
	nc, err := nats.Connect(os.Getenv("NATS_URL"), nats.UserCredentials(os.Getenv("NATS_CREDS")))
	if err != nil {
		return err
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	c, err := js.Consumer(ctx, os.Getenv("STREAM"), os.Getenv("CONSUMER"))
	if err != nil {
		return err
	}
	it, err := c.Messages()
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, it.Stop)()
	for {
		m, err := it.Next()
		if err != nil {
			return err
		}
		e, err := consumer.ParseEvent(m.Headers(), m.Data())
		if err != nil {
			return err
		}
		effect, err := json.Marshal(consumer.Effect{EventID: e.ID})
		if err != nil {
			return err
		}
		if err := nc.Publish(os.Getenv("EFFECTS_SUBJECT"), effect); err != nil {
			return err
		}
		if err := m.Ack(); err != nil {
			return err
		}
	}
}
