package consumer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/seatrial/seatrial/bench/consumer"
	"github.com/seatrial/seatrial/invariants"
)

// asShop says that this process is to be the shop, and with which fault.
const asShop = "SEATRIAL_SHOP"

func TestMain(m *testing.M) {
	switch os.Getenv(asShop) {
	case "":
		os.Exit(m.Run())
	case "state":
		printState()
	default:
		if err := serve(fault(strings.TrimPrefix(os.Getenv(asShop), "plant:"))); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// shopCommand is the command line of a shop.
func shopCommand(t *testing.T, as, way string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s='%s' WAY=%s exec %s", asShop, as, way, self)
}

func logPath() string { return filepath.Join(os.Getenv("STATE_DIR"), "log") }

// serve is a shop in a process of its own, from start to death.
func serve(plant fault) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	s := newShop(plant)
	if old, err := os.ReadFile(logPath()); err == nil {
		if err := s.recall(bytes.NewReader(old)); err != nil {
			return err
		}
	}
	log, err := os.OpenFile(logPath(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	s.log = log
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
	for ctx.Err() == nil {
		batch, err := c.Fetch(8, jetstream.FetchMaxWait(time.Second))
		if err != nil {
			return err
		}
		for m := range batch.Messages() {
			if err := one(s, nc, m); err != nil {
				return err
			}
		}
	}
	return nil
}

func one(s *shop, nc *nats.Conn, m jetstream.Msg) error {
	meta, err := m.Metadata()
	if err != nil {
		return err
	}
	acked := false
	d := delivery{header: m.Headers(), data: m.Data(), seq: meta.Sequence.Stream, attempt: uint32(meta.NumDelivered)}
	d.tell = func(e consumer.Effect) error { return publish(nc, e) }
	d.ack = func() error { acked = true; return m.Ack() }
	if err := s.on(d); err != nil || acked {
		return err
	}
	return m.Ack()
}

// publish tells of an effect in the way that the environment says.
func publish(nc *nats.Conn, e consumer.Effect) error {
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	switch os.Getenv("WAY") {
	case "subject":
		return nc.Publish(os.Getenv("EFFECTS_SUBJECT"), b)
	case "http":
		r, err := http.Post(os.Getenv("EFFECTS_URL"), "application/json", bytes.NewReader(b))
		if err != nil {
			return err
		}
		defer r.Body.Close()
		if r.StatusCode != http.StatusNoContent {
			why, _ := io.ReadAll(r.Body)
			return errors.New(string(why))
		}
	}
	return nil
}

// printState prints what a shop has, from its log.
func printState() {
	b, err := os.ReadFile(logPath())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	applied := map[string]*consumer.Holding{}
	out := json.NewEncoder(os.Stdout)
	for read := json.NewDecoder(bytes.NewReader(b)); read.More(); {
		var n entry
		if err := read.Decode(&n); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		e := n.Effect
		switch {
		case e.Effect == consumer.Applied:
			h := applied[e.Entity]
			if h == nil {
				h = &consumer.Holding{Entity: e.Entity}
				applied[e.Entity] = h
			}
			h.Version, h.EventIDs = e.Version, append(h.EventIDs, e.EventID)
		case e.Effect == consumer.DeadLettered:
			_ = out.Encode(consumer.Holding{StreamSeqs: []uint64{e.StreamSeq}, Effect: e.Effect, Reason: e.Reason})
		case e.Effect == consumer.Parked && n.Parked == nil:
			_ = out.Encode(consumer.Holding{EventIDs: []string{e.EventID}, Effect: e.Effect})
		}
	}
	for _, h := range applied {
		_ = out.Encode(h)
	}
}

// tried puts a shop in a process of its own on trial.
func tried(t *testing.T, cfg consumer.Config, plant fault, way string) *consumer.Report {
	t.Helper()
	cfg.AckWait = 500 * time.Millisecond
	r, err := consumer.Run(t.Context(), cfg, shopCommand(t, "plant:"+string(plant), way), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCleanProcess(t *testing.T) {
	for _, way := range []string{"subject", "http"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			r := tried(t, consumer.Config{}, "", way)
			if r.Verdict() != invariants.Held || len(r.Incidents) != 3 {
				t.Fatalf("a clean process over %s is %v with %d crashes, want held with 3\n%s", way, r.Verdict(), len(r.Incidents), text(t, r))
			}
			for _, i := range r.Incidents {
				if i.Early || i.Again == 0 || i.Effects != 1 {
					t.Errorf("crash = %s, want one effect, and the event delivered again", i)
				}
			}
		})
	}
}

// What only the order between entities shows is not known from a state.
func TestCleanProcessByItsState(t *testing.T) {
	t.Parallel()
	cfg := consumer.Config{State: shopCommand(t, "state", "")}
	r := tried(t, cfg, "", "none")
	if r.Verdict() != invariants.Held || len(r.Incidents) != 3 {
		t.Fatalf("a clean process by its state is %v with %d crashes, want held with 3\n%s", r.Verdict(), len(r.Incidents), text(t, r))
	}
}

func TestWrongProcesses(t *testing.T) {
	for _, c := range []struct {
		plant fault
		want  []string
		told  string
	}{
		{noDedup, []string{"I-05", "I-06"}, "it took effect 2 times, I-05 violated"},
		{hasty, []string{"I-05", "I-26"}, "no effect: the event is lost, I-05 violated"},
	} {
		t.Run(string(c.plant), func(t *testing.T) {
			t.Parallel()
			r := tried(t, consumer.Config{Traffic: []consumer.Class{consumer.Order, consumer.Crash}, Promises: []string{"I-05", "I-26"}}, c.plant, "http")
			want := slices.DeleteFunc(slices.Clone(c.want), func(id string) bool { return id == "I-06" }) // not asked for
			if got := broken(r); !slices.Equal(got, want) || !strings.Contains(text(t, r), c.told) {
				t.Errorf("promises broken by a process that %s = %v, want %v and %q\n%s", c.plant, got, want, c.told, text(t, r))
			}
		})
	}
}
