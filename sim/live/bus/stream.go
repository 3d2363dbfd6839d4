package bus

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/seatrial/seatrial/sim"
)

// EnsureBus makes the stream of a bus, or leaves it as it is. A bus of another
// region, or one that is synced in another way than the server, is an error.
func (s *Server) EnsureBus(ctx context.Context, spec sim.BusSpec) error {
	switch {
	case spec.Region != s.cfg.Region:
		return fmt.Errorf("make bus %s: it is of region %q, the server of %q", spec.Name, spec.Region, s.cfg.Region)
	case time.Duration(spec.SyncEvery) != s.cfg.SyncEvery:
		return fmt.Errorf("make bus %s: it is synced every %v, the server every %v", spec.Name, time.Duration(spec.SyncEvery), s.cfg.SyncEvery)
	}
	cfg := jetstream.StreamConfig{
		Name:        BusStream,
		Subjects:    []string{busRoot(spec.Region) + ">"},
		Storage:     jetstream.FileStorage,
		Duplicates:  max(time.Duration(spec.Duplicate), windowMin),
		AllowDirect: true,
	}
	err := s.with(TX, func(js jetstream.JetStream) error {
		_, err := js.CreateStream(ctx, cfg)
		return err
	})
	if err != nil {
		return fmt.Errorf("make bus %s: %w", spec.Name, err)
	}
	return nil
}

// windowMin is the shortest duplicate window there is; nats-server takes 0 for
// two minutes.
const windowMin = 100 * time.Millisecond

// Reader is who follows a bus, and by which name the server knows it.
type Reader struct {
	Durable string // see [DurableName]
	Follow  sim.Follow
}

// EnsureConsumer makes the durable pull consumer of [BusStream] that stands for
// f, or leaves it as it is. It filters by whole parts of an entity: with a prefix
// that does not end in '/' it also delivers what f does not want.
func (s *Server) EnsureConsumer(ctx context.Context, durable string, f sim.Follow) error {
	return s.EnsureConsumers(ctx, Reader{durable, f})
}

// EnsureConsumers is [Server.EnsureConsumer] for all readers, over one connection.
// It ends at the first error.
func (s *Server) EnsureConsumers(ctx context.Context, readers ...Reader) error {
	if len(readers) == 0 {
		return nil
	}
	name := readers[0].Durable
	err := s.with(TX, func(js jetstream.JetStream) error {
		for _, r := range readers {
			name = r.Durable
			cfg := bounds(name, r.Follow)
			cfg.FilterSubjects = filters(s.cfg.Region, r.Follow.Prefixes)
			if _, err := js.CreateConsumer(ctx, BusStream, cfg); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("make consumer %s of %s: %w", name, s.cfg.Region, err)
	}
	return nil
}

// bounds returns a durable consumer of everything with the limits of f.
func bounds(durable string, f sim.Follow) jetstream.ConsumerConfig {
	cfg := jetstream.ConsumerConfig{
		Durable:       durable,
		AckPolicy:     jetstream.AckExplicitPolicy,
		AckWait:       time.Duration(f.AckWait),
		MaxAckPending: f.MaxAckPending,
		MaxDeliver:    f.MaxDeliver,
	}
	if cfg.MaxDeliver <= 0 {
		cfg.MaxDeliver = -1
	}
	return cfg
}

// with calls do with a client of its own.
func (s *Server) with(account Account, do func(jetstream.JetStream) error) error {
	nc, err := s.Connect(account, "setup/"+s.cfg.Region, nats.InProcessServer(s), nats.RetryOnFailedConnect(false))
	if err != nil {
		return err
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	return do(js)
}

// filters returns the subjects of entity prefixes: none for everything. Subjects
// of one consumer may not overlap, so one that another covers is left out.
func filters(region string, prefixes []string) []string {
	if len(prefixes) == 0 {
		return nil
	}
	all := make([]string, 0, len(prefixes))
	for _, p := range prefixes {
		at := strings.LastIndexByte(p, '/')
		if at < 0 {
			return nil
		}
		all = append(all, BusSubject(region, p[:at])+".")
	}
	slices.Sort(all) // what covers comes first
	out := all[:0]
	for _, f := range all {
		if n := len(out); n == 0 || !strings.HasPrefix(f, out[n-1]) {
			out = append(out, f)
		}
	}
	for i := range out {
		out[i] += ">"
	}
	return out
}
