// Command go-consumer is a consumer that keeps its promises under duplicates,
// disorder, gaps, poison, schemas of yesterday and tomorrow, and its own death.
//
//	go build -o go-consumer ./samples/go-consumer
//	seatrial bench consumer --cmd ./go-consumer
//	seatrial bench consumer --cmd './go-consumer -wrong write-late'
//
// Each decision about an event is one line of a journal, synced before its
// effect is told, and the event is acknowledged last. Start at [main].
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func main() {
	state := flag.Bool("state", false, "print what the consumer has, one JSON object per line, and end")
	wrong := flag.String("wrong", "", "what to do wrong: "+writeLate+" (an effect happens before it is written down, and again after a crash: I-05, I-06)")
	flag.Parse()
	if *wrong != "" && *wrong != writeLate {
		fmt.Fprintf(os.Stderr, "-wrong %s: want %s\n", *wrong, writeLate)
		os.Exit(64)
	}
	if err := run(*state, *wrong); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(state bool, wrong string) error {
	path := filepath.Join(os.Getenv("STATE_DIR"), "journal.jsonl")
	if state {
		j, err := readJournal(path)
		if err != nil {
			return err
		}
		return j.print(os.Stdout)
	}
	for _, name := range []string{"NATS_URL", "NATS_CREDS", "STREAM", "CONSUMER"} {
		if os.Getenv(name) == "" {
			return fmt.Errorf("%s is not set: let seatrial bench consumer start this, or attach it", name)
		}
	}
	j, err := openJournal(path)
	if err != nil {
		return err
	}
	defer j.close()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := &consumer{journal: j, tell: teller(ctx, os.Getenv("EFFECTS_URL")), late: wrong == writeLate}
	if err := c.tellLast(); err != nil {
		return err
	}
	if err := follow(ctx, c); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// follow hands each delivery to the consumer, until ctx ends.
func follow(ctx context.Context, c *consumer) error {
	nc, err := nats.Connect(os.Getenv("NATS_URL"), nats.Name("go-consumer"), nats.UserCredentials(os.Getenv("NATS_CREDS")), nats.MaxReconnects(-1))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer nc.Close()
	c.flush = nc.Flush
	js, err := jetstream.New(nc)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	durable, err := js.Consumer(ctx, os.Getenv("STREAM"), os.Getenv("CONSUMER"))
	if err != nil {
		return fmt.Errorf("find consumer: %w", err)
	}
	deliveries, err := durable.Messages(jetstream.PullExpiry(2 * time.Second))
	if err != nil {
		return fmt.Errorf("pull: %w", err)
	}
	context.AfterFunc(ctx, deliveries.Stop)
	for {
		m, err := deliveries.Next()
		switch {
		case errors.Is(err, jetstream.ErrMsgIteratorClosed):
			return nil
		case errors.Is(err, jetstream.ErrNoHeartbeat):
			continue // the connection comes back
		case err != nil:
			return fmt.Errorf("pull: %w", err)
		}
		if err := c.take(m); err != nil {
			return err
		}
	}
}
