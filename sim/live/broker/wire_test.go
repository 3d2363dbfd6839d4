package broker_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/seatrial/seatrial/sim/live/broker"
)

// scribe writes down what it sees, and decides as it is told.
type scribe struct {
	mu     sync.Mutex
	kinds  []broker.Kind
	decide func(broker.Seen) broker.Then
}

func (s *scribe) watch(seen broker.Seen) broker.Then {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kinds = append(s.kinds, seen.Kind)
	if s.decide != nil {
		return s.decide(seen)
	}
	return broker.Pass
}

func (s *scribe) seen() []broker.Kind {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.kinds)
}

// opened returns a broker with one message and a consumer that is connected over
// the wire.
func opened(t *testing.T, s *scribe) (*broker.Broker, *nats.Conn, jetstream.Consumer) {
	t.Helper()
	b, err := broker.Open(t.Context(), broker.Config{Dir: t.TempDir(), Stream: "S", Subjects: []string{"s.>"}, Consumer: "c",
		AckWait: 300 * time.Millisecond, MaxAckPending: 16, EffectsSubject: "effects", Watch: s.watch})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Errorf("close broker: %v", err)
		}
	})
	if _, err := b.Publish(t.Context(), broker.Message{Subject: "s.1", Data: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	nc, err := nats.Connect(b.URL(), nats.UserCredentials(b.Credentials()), nats.ReconnectWait(10*time.Millisecond),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	c, err := js.Consumer(t.Context(), "S", "c")
	if err != nil {
		t.Fatal(err)
	}
	return b, nc, c
}

func next(t *testing.T, c jetstream.Consumer) jetstream.Msg {
	t.Helper()
	var m jetstream.Msg
	var err error
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		if m, err = c.Next(jetstream.FetchMaxWait(time.Second)); err == nil {
			return m
		}
	}
	t.Fatalf("next message: %v", err)
	return nil
}

// until polls until the server says what is wanted.
func until(t *testing.T, b *broker.Broker, what string, ok func(broker.State) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for tick := time.NewTicker(5 * time.Millisecond); ; {
		state, err := b.State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if ok(state) {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("state = %+v, want %s", state, what)
		case <-tick.C:
		}
	}
}

// What is said is seen in the order it was said: handed out, effect, acknowledged.
func TestWireSeesInOrder(t *testing.T) {
	s := &scribe{}
	b, nc, c := opened(t, s)
	m := next(t, c)
	if err := nc.Publish("effects", []byte("{}")); err != nil {
		t.Fatal(err)
	}
	if err := m.Ack(); err != nil {
		t.Fatal(err)
	}
	until(t, b, "acknowledged", func(s broker.State) bool { return s.AckFloor == 1 })
	want := []broker.Kind{broker.Connected, broker.Delivered, broker.Effect, broker.Acked}
	if got := s.seen(); !slices.Equal(got, want) {
		t.Errorf("seen = %v, want %v", got, want)
	}
}

// Behind an effect the wire closes: the acknowledgement that was sent with it in
// one breath never arrives, and the message is handed out again.
func TestWireHoldsBehindAnEffect(t *testing.T) {
	s := &scribe{decide: func(seen broker.Seen) broker.Then {
		if seen.Kind == broker.Effect {
			return broker.HoldAfter
		}
		return broker.Pass
	}}
	b, nc, c := opened(t, s)
	heard, err := nc.SubscribeSync("effects")
	if err != nil {
		t.Fatal(err)
	}
	m := next(t, c)
	if err := nc.Publish("effects", []byte("{}")); err != nil {
		t.Fatal(err)
	}
	if err := m.Ack(); err != nil {
		t.Fatal(err)
	}
	if _, err := heard.NextMsg(10 * time.Second); err != nil {
		t.Fatalf("the effect itself does not arrive: %v", err)
	}
	b.Cut()
	b.Release()
	m = next(t, c)
	if meta, err := m.Metadata(); err != nil || meta.NumDelivered != 2 {
		t.Errorf("handed out again = attempt %d, %v, want 2", meta.NumDelivered, err)
	}
	if got := s.seen(); slices.Contains(got, broker.Acked) {
		t.Errorf("seen = %v, want no acknowledgement", got)
	}
}

// An acknowledgement that is dropped or held before is as if it had never been
// sent.
func TestWireDrops(t *testing.T) {
	for _, then := range []broker.Then{broker.Drop, broker.HoldBefore} {
		first := true
		s := &scribe{decide: func(seen broker.Seen) broker.Then {
			if seen.Kind == broker.Acked && first {
				first = false
				return then
			}
			return broker.Pass
		}}
		b, _, c := opened(t, s)
		if err := next(t, c).Ack(); err != nil {
			t.Fatal(err)
		}
		until(t, b, "an acknowledgement that is seen and does not arrive", func(state broker.State) bool {
			return slices.Contains(s.seen(), broker.Acked) && state.AckPending == 1 && state.AckFloor == 0
		})
		if then == broker.HoldBefore {
			b.Cut()
			b.Release()
		}
		if err := next(t, c).Ack(); err != nil {
			t.Fatal(err)
		}
		until(t, b, "acknowledged", func(s broker.State) bool { return s.AckFloor == 1 })
	}
}

// Nobody gets in without the credentials.
func TestCredentialsAreAskedFor(t *testing.T) {
	b, _, _ := opened(t, &scribe{})
	nc, err := nats.Connect(b.URL())
	if err == nil {
		nc.Close()
		t.Error("connect without credentials = nil, want an error")
	}
}
