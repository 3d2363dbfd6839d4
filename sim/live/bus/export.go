package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/seatrial/seatrial/sim"
)

// ErrTransport says that a server was not started for a transport with streams.
var ErrTransport = errors.New("the transport has no streams")

// SourceStream returns the name of the hub's stream of what a region exports.
func SourceStream(region string) string { return ExportStream + "_" + token(region) }

// EnsureExport makes the region's export stream, and with [Durable] the consumer
// that the hub sources it with, or leaves them as they are. The stream takes the
// calls to the hub; publish them as to a bus. An answer comes as a call of its
// own: what a stream carries has lost its reply subject.
//
// Sourcing has limits that no setting lifts. After a cut an ephemeral consumer may
// come back as late as 40 s after the link. After a power loss of the region the
// hub skips, without an error, as many new calls as were lost: their sequences are
// old to it. A caller that repeats until it is answered gets through.
func (s *Server) EnsureExport(ctx context.Context, window time.Duration) error {
	if s.cfg.Transport == Forwarder {
		return fmt.Errorf("make export of %s: %w", s.cfg.Region, ErrTransport)
	}
	err := s.with(EXPORT, func(js jetstream.JetStream) error {
		_, err := js.CreateStream(ctx, jetstream.StreamConfig{
			Name:       ExportStream,
			Subjects:   []string{between(s.cfg.Region, Hub) + "call.>"},
			Storage:    jetstream.FileStorage,
			Duplicates: max(window, windowMin),
		})
		if err != nil || s.cfg.Transport != Durable {
			return err
		}
		_, err = js.CreatePushConsumer(ctx, ExportStream, jetstream.ConsumerConfig{
			Durable:        sourceDurable,
			DeliverSubject: deliverSubject(s.cfg.Region),
			AckPolicy:      jetstream.AckFlowControlPolicy,
			FlowControl:    true,
			IdleHeartbeat:  time.Second,
			MaxAckPending:  1024,
		})
		return err
	})
	if err != nil {
		return fmt.Errorf("make export of %s: %w", s.cfg.Region, err)
	}
	return nil
}

// deliverSubject is where the hub's durable consumer of a region delivers.
func deliverSubject(region string) string { return deliverRoot(region) + "." + sourceDurable }

// EnsureSource makes the hub's stream of what a region exports, or leaves it as
// it is. The region's own stream has to be there first, or sourcing begins with
// a wait of seconds.
func (s *Server) EnsureSource(ctx context.Context, region string, t Transport, window time.Duration) error {
	if t == Forwarder {
		return fmt.Errorf("make source of %s: %w", region, ErrTransport)
	}
	type object = map[string]any
	external := object{"api": "$JS." + token(region) + ".API", "deliver": deliverRoot(region)}
	source := object{"name": ExportStream, "external": external}
	if t == Durable {
		source["consumer"] = object{"name": sourceDurable, "deliver_subject": deliverSubject(region)}
		external["deliver"] = ""
	}
	// The client library knows no durable consumers of sources.
	request, err := json.Marshal(object{
		"name": SourceStream(region), "retention": "limits", "storage": "file", "discard": "old", "num_replicas": 1,
		"max_consumers": -1, "max_msgs": -1, "max_bytes": -1, "duplicate_window": max(window, windowMin),
		"sources": []any{source},
	})
	if err != nil {
		return fmt.Errorf("make source of %s: %w", region, err)
	}
	err = s.with(EXPORT, func(js jetstream.JetStream) error {
		m, err := js.Conn().RequestWithContext(ctx, "$JS.API.STREAM.CREATE."+SourceStream(region), request)
		if err != nil {
			return err
		}
		return refusal(m)
	})
	if err != nil {
		return fmt.Errorf("make source of %s: %w", region, err)
	}
	return nil
}

// refusal returns the error in an answer of the JetStream API.
func refusal(m *nats.Msg) error {
	var answer struct {
		Error *jetstream.APIError `json:"error"`
	}
	if err := json.Unmarshal(m.Data, &answer); err != nil {
		return err
	}
	if answer.Error != nil {
		return answer.Error
	}
	return nil
}

// HubConsumer returns the durable pull consumer of a machine at the hub on what a
// region exports, and makes it if need be. nc is a client of EXPORT at the hub.
// Of f it takes what bounds a consumer, not the prefixes.
func HubConsumer(ctx context.Context, nc *nats.Conn, region, machine string, f sim.Follow) (jetstream.Consumer, error) {
	cfg := bounds(DurableName(machine), f)
	cfg.FilterSubject = CallSubject(region, Hub, machine)
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, fmt.Errorf("make consumer %s of %s: %w", cfg.Durable, SourceStream(region), err)
	}
	c, err := js.CreateConsumer(ctx, SourceStream(region), cfg)
	if err != nil {
		return nil, fmt.Errorf("make consumer %s of %s: %w", cfg.Durable, SourceStream(region), err)
	}
	return c, nil
}

// SkipExport lets the region's export stream go on far beyond any sequence it
// ever gave out. It is for a stream that may have lost its end: the hub takes no
// sequence twice, so without this it would pass over as many new calls as were
// lost, without an error and with a lag of 0. What rests in the stream is gone;
// callers repeat what is not answered.
func (s *Server) SkipExport(ctx context.Context) error {
	beyond := uint64(time.Now().UnixMicro())
	err := s.with(EXPORT, func(js jetstream.JetStream) error {
		stream, err := js.Stream(ctx, ExportStream)
		if err != nil {
			return err
		}
		return stream.Purge(ctx, jetstream.WithPurgeSequence(beyond))
	})
	if err != nil {
		return fmt.Errorf("skip lost end of export of %s: %w", s.cfg.Region, err)
	}
	return nil
}
