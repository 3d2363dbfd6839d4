package broker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/seatrial/seatrial/sim/live/bus"
)

// Config describes a broker. All fields but Listen and Watch must be set.
type Config struct {
	Dir            string // what it keeps on disk; it is made if need be
	Listen         string // host:port where the consumer connects; "" = any port of loopback
	Stream         string
	Subjects       []string // of the stream
	Consumer       string   // the durable pull consumer
	AckWait        time.Duration
	MaxAckPending  int
	EffectsSubject string
	Watch          Watch // nil = nobody looks
}

// Broker is a running broker. It may be used concurrently.
type Broker struct {
	cfg    Config
	server *bus.Server
	wire   *wire
	creds  string
	nc     *nats.Conn
	js     jetstream.JetStream
}

// region is the name the server has; there is one.
const region = "trial"

// Open starts a broker with its stream and its consumer. The error says which
// address, name or subject cannot be had.
func Open(ctx context.Context, cfg Config) (*Broker, error) {
	if cfg.Listen == "" {
		cfg.Listen = "127.0.0.1:0"
	}
	if cfg.Watch == nil {
		cfg.Watch = func(Seen) Then { return Pass }
	}
	b := &Broker{cfg: cfg}
	if err := b.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open broker: %w", err), b.Close())
	}
	return b, nil
}

func (b *Broker) open(ctx context.Context) error {
	authority, err := bus.NewAuthority(bus.Config{Lifetime: 7 * 24 * time.Hour})
	if err != nil {
		return err
	}
	// Nothing here outlives the trial, so nothing waits for the disk.
	b.server, err = authority.StartRegion(bus.ServerConfig{Region: region, Dir: filepath.Join(b.cfg.Dir, "server"), SyncEvery: time.Minute})
	if err != nil {
		return err
	}
	creds, err := authority.Credentials(region, bus.TX, b.cfg.Consumer)
	if err != nil {
		return err
	}
	b.creds = filepath.Join(b.cfg.Dir, "consumer.creds")
	if err := os.WriteFile(b.creds, creds, 0o600); err != nil {
		return err
	}
	if b.nc, err = b.server.Connect(bus.TX, "kit", nats.InProcessServer(b.server), nats.RetryOnFailedConnect(false)); err != nil {
		return err
	}
	if b.js, err = jetstream.New(b.nc, jetstream.WithPublishAsyncMaxPending(1<<16)); err != nil {
		return err
	}
	if err := b.furnish(ctx); err != nil {
		return err
	}
	if b.wire, err = b.openWire(b.cfg.Listen, strings.TrimPrefix(b.server.ClientURL(), "nats://")); err != nil {
		return fmt.Errorf("listen for the consumer: %w", err)
	}
	return nil
}

// furnish makes stream and consumer.
func (b *Broker) furnish(ctx context.Context) error {
	_, err := b.js.CreateStream(ctx, jetstream.StreamConfig{Name: b.cfg.Stream, Subjects: b.cfg.Subjects, Storage: jetstream.FileStorage})
	if err != nil {
		return fmt.Errorf("make stream %s of %s: %w", b.cfg.Stream, strings.Join(b.cfg.Subjects, ","), err)
	}
	_, err = b.js.CreateConsumer(ctx, b.cfg.Stream, jetstream.ConsumerConfig{Durable: b.cfg.Consumer, AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: b.cfg.AckWait, MaxAckPending: b.cfg.MaxAckPending, MaxDeliver: -1})
	if err != nil {
		return fmt.Errorf("make consumer %s of %s: %w", b.cfg.Consumer, b.cfg.Stream, err)
	}
	return nil
}

// URL returns where the consumer connects, over the wire.
func (b *Broker) URL() string { return "nats://" + b.wire.listener.Addr().String() }

// DirectURL returns where the server listens, past the wire: for measurements.
func (b *Broker) DirectURL() string { return b.server.ClientURL() }

// Credentials returns the path of the consumer's credentials file.
func (b *Broker) Credentials() string { return b.creds }

// Hold keeps back everything that consumers say from now on.
func (b *Broker) Hold() { b.wire.hold() }

// Cut ends every connection of consumers, with what is held back on it.
func (b *Broker) Cut() { b.wire.cut() }

// Release ends a hold. What was held back on a connection that is still there
// goes on.
func (b *Broker) Release() { b.wire.release() }

// Close ends everything. The folder is the caller's to remove.
func (b *Broker) Close() error {
	if b.wire != nil {
		b.wire.close()
	}
	if b.nc != nil {
		b.nc.Close()
	}
	if b.server != nil {
		return b.server.Close()
	}
	return nil
}
