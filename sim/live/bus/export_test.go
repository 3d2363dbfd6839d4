package bus

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/seatrial/seatrial/sim"
)

func TestExportReachesTheHub(t *testing.T) {
	for _, transport := range []Transport{Sourced, Durable} {
		t.Run(transport.String(), func(t *testing.T) {
			w := startWorld(t, Config{}, ServerConfig{Transport: transport}, t.TempDir(), "tx", "ny")
			defer w.close(t)
			for _, s := range w.regions {
				for range 2 { // the second time changes nothing
					if err := s.EnsureExport(soon(t), time.Minute); err != nil {
						t.Fatal(err)
					}
					if err := w.hub.EnsureSource(soon(t), s.cfg.Region, transport, time.Minute); err != nil {
						t.Fatal(err)
					}
				}
			}
			const calls = 1500 // more than may be on the way without an ack
			for _, s := range w.regions {
				js, err := jetstream.New(client(t, s, EXPORT))
				if err != nil {
					t.Fatal(err)
				}
				exportCalls(t, js, s.cfg.Region, 0, calls)
				takeCalls(t, w.hub, s.cfg.Region, 0, calls)
			}
			// The way is found again after either end was down.
			for _, down := range []*Server{w.regions[0], w.hub} {
				if err := down.Stop(); err != nil {
					t.Fatal(err)
				}
				if err := down.Start(); err != nil {
					t.Fatal(err)
				}
			}
			js, err := jetstream.New(client(t, w.regions[0], EXPORT))
			if err != nil {
				t.Fatal(err)
			}
			until(t, "the client is connected", func() bool { return js.Conn().FlushTimeout(time.Second) == nil })
			exportCalls(t, js, "tx", calls, calls+10)
			takeCalls(t, w.hub, "tx", calls, calls+10)
		})
	}
}

// exportCalls publishes calls from..to-1, each of them twice.
func exportCalls(t *testing.T, js jetstream.JetStream, region string, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		for range 2 {
			if _, err := js.PublishAsync(CallSubject(region, Hub, "aggregator"), fmt.Append(nil, i), jetstream.WithMsgID(fmt.Sprint(i))); err != nil {
				t.Fatal(err)
			}
		}
	}
	select {
	case <-js.PublishAsyncComplete():
	case <-soon(t).Done():
		t.Fatal("not all calls are stored")
	}
}

// sourcePatience is longer than patience: an ephemeral source whose first request
// is lost with the link tries again after 30 s, and 10 s more.
const sourcePatience = 90 * time.Second

// takeCalls takes calls from..to-1 at the hub, in order and each of them once.
func takeCalls(t *testing.T, hub *Server, region string, from, to int) {
	t.Helper()
	f := sim.Follow{AckWait: int64(time.Minute), MaxAckPending: 100}
	nc := client(t, hub, EXPORT)
	c, err := HubConsumer(soon(t), nc, region, "aggregator", f)
	if err != nil {
		t.Fatal(err)
	}
	for i := from; i < to; i++ {
		m, err := c.Next(jetstream.FetchMaxWait(sourcePatience))
		if err != nil {
			t.Fatalf("call %d of %s: %v; the hub says %q", i, region, err, hub.Complaints())
		}
		if got := string(m.Data()); got != fmt.Sprint(i) {
			t.Fatalf("call = %s, want %d", got, i)
		}
		if err := m.Ack(); err != nil {
			t.Fatal(err)
		}
	}
	if err := nc.FlushTimeout(patience); err != nil {
		t.Fatal(err)
	}
}

func TestForwarderHasNoExport(t *testing.T) {
	w := startWorld(t, Config{}, ServerConfig{}, t.TempDir(), "tx")
	defer w.close(t)
	if err := w.regions[0].EnsureExport(soon(t), 0); !errors.Is(err, ErrTransport) {
		t.Errorf("EnsureExport() = %v, want %v", err, ErrTransport)
	}
	if err := w.hub.EnsureSource(soon(t), "tx", Forwarder, 0); !errors.Is(err, ErrTransport) {
		t.Errorf("EnsureSource() = %v, want %v", err, ErrTransport)
	}
}
