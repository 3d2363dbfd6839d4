package bus

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/seatrial/seatrial/sim"
)

// trial is one region with a bus and a consumer.
type trial struct {
	t  *testing.T
	s  *Server
	js jetstream.JetStream
}

func startTrial(t *testing.T, syncEvery time.Duration) *trial {
	t.Helper()
	a, err := NewAuthority(Config{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := a.StartRegion(ServerConfig{Region: "tx", Dir: filepath.Join(t.TempDir(), "tx"), SyncEvery: syncEvery})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	spec := sim.BusSpec{Name: "bus/tx", Region: "tx", Duplicate: int64(time.Minute), SyncEvery: int64(syncEvery)}
	for range 2 { // the second time changes nothing
		if err := s.EnsureBus(soon(t), spec); err != nil {
			t.Fatal(err)
		}
		f := sim.Follow{Prefixes: []string{"order/"}, AckWait: int64(time.Second), MaxAckPending: 100}
		if err := s.EnsureConsumer(soon(t), DurableName("pod/tx"), f); err != nil {
			t.Fatal(err)
		}
	}
	js, err := jetstream.New(client(t, s, TX))
	if err != nil {
		t.Fatal(err)
	}
	return &trial{t: t, s: s, js: js}
}

// publish stores messages from..to, as often as it takes; it tells whether the
// last was there already.
func (r *trial) publish(from, to int) (duplicate bool) {
	r.t.Helper()
	for i := from; i <= to; i++ {
		until(r.t, fmt.Sprintf("message %d is stored", i), func() bool {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			ack, err := r.js.Publish(ctx, BusSubject("tx", fmt.Sprintf("order/tx/%d", i)), []byte("x"), jetstream.WithMsgID(fmt.Sprint(i)))
			duplicate = err == nil && ack.Duplicate
			return err == nil
		})
	}
	return duplicate
}

// work takes n messages and acknowledges them, and waits until the bus knows.
func (r *trial) work(n int) {
	r.t.Helper()
	c, err := r.js.Consumer(soon(r.t), BusStream, "pod_tx")
	if err != nil {
		r.t.Fatal(err)
	}
	for range n {
		m, err := c.Next(jetstream.FetchMaxWait(patience))
		if err != nil {
			r.t.Fatal(err)
		}
		if err := m.DoubleAck(soon(r.t)); err != nil {
			r.t.Fatal(err)
		}
	}
}

// state returns the last message of the bus and the consumer's floor.
func (r *trial) state() (last, floor uint64) {
	r.t.Helper()
	stream, err := r.js.Stream(soon(r.t), BusStream)
	if err != nil {
		r.t.Fatal(err)
	}
	info, err := stream.Info(soon(r.t))
	if err != nil {
		r.t.Fatal(err)
	}
	c, err := stream.Consumer(soon(r.t), "pod_tx")
	if err != nil {
		r.t.Fatal(err)
	}
	return info.State.LastSeq, c.CachedInfo().AckFloor.Stream
}

func (r *trial) do(what string, act func() error) {
	r.t.Helper()
	if err := act(); err != nil {
		r.t.Fatalf("%s() = %v, want nil", what, err)
	}
}

// restart waits for the client, too.
func (r *trial) restart() {
	r.t.Helper()
	r.do("Start", r.s.Start)
	until(r.t, "the client is back", func() bool { return r.js.Conn().FlushTimeout(time.Second) == nil })
}

func TestPowerLossBringsBackTheImage(t *testing.T) {
	r := startTrial(t, time.Hour)
	if err := r.s.PowerLoss(); !errors.Is(err, ErrNoImage) {
		t.Fatalf("PowerLoss() = %v, want %v", err, ErrNoImage)
	}
	r.publish(1, 10)
	r.work(4)
	// An orderly stop writes the floors.
	r.do("Stop", r.s.Stop)
	r.restart()
	r.do("Image", r.s.Image)
	for range 2 { // an image can be used again
		r.publish(11, 20)
		r.work(8)
		if last, floor := r.state(); last != 20 || floor != 12 {
			t.Fatalf("before the power loss: last %d, floor %d, want 20 and 12", last, floor)
		}
		r.do("PowerLoss", r.s.PowerLoss)
		r.restart()
		if last, floor := r.state(); last != 10 || floor != 4 {
			t.Fatalf("after the power loss: last %d, floor %d, want 10 and 4", last, floor)
		}
	}
	if !r.publish(10, 10) {
		t.Error("a message of the image is stored again, want a duplicate")
	}
	if r.publish(11, 11) {
		t.Error("a lost message is taken for a duplicate, want it stored")
	}
	r.work(7)
}

// A live image holds all that was acknowledged before it, and nothing published
// after it.
func TestImageOfABusyStore(t *testing.T) {
	r := startTrial(t, time.Hour)
	ctx := soon(t)
	for round := range 5 {
		done := make(chan struct{})
		last, _ := r.state()
		from := int(last) + 1
		go func() {
			defer close(done)
			for i := range 200 {
				_, _ = r.js.Publish(ctx, BusSubject("tx", fmt.Sprintf("order/tx/%d", from+i)), []byte("x"))
			}
		}()
		until(t, "some are stored", func() bool { l, _ := r.state(); return l >= uint64(from)+10 })
		before, _ := r.state()
		r.do("Image", r.s.Image)
		after, _ := r.state()
		<-done
		r.do("PowerLoss", r.s.PowerLoss)
		r.restart()
		if got, _ := r.state(); got < before || got > after {
			t.Fatalf("round %d: last = %d, want %d to %d", round, got, before, after)
		}
	}
}

func TestKillKeepsMessages(t *testing.T) {
	for name, kill := range map[string]func(*Server) error{
		"kill":                           (*Server).Kill,
		"power loss where all is synced": (*Server).PowerLoss,
	} {
		t.Run(name, func(t *testing.T) {
			r := startTrial(t, 0)
			for round := range 3 {
				from := 1 + 50*round
				r.publish(from, from+49)
				r.work(5)
				r.do("kill", func() error { return kill(r.s) })
				r.restart()
				last, floor := r.state()
				if last != uint64(from)+49 {
					t.Fatalf("last = %d, want %d", last, from+49)
				}
				if floor > uint64(5*(round+1)) {
					t.Fatalf("floor = %d, want %d at most", floor, 5*(round+1))
				}
				if !r.publish(from+49, from+49) {
					t.Error("a message is stored again, want a duplicate")
				}
			}
		})
	}
}

func TestDuplicateWindowSurvivesAStop(t *testing.T) {
	r := startTrial(t, time.Hour)
	r.publish(1, 5)
	r.do("Stop", r.s.Stop)
	r.restart()
	if !r.publish(5, 5) {
		t.Error("after Stop and Start the id is forgotten, want a duplicate")
	}
	if r.publish(6, 6) {
		t.Error("a new id is taken for a duplicate")
	}
	if last, _ := r.state(); last != 6 {
		t.Errorf("last = %d, want 6", last)
	}
}

func TestBusOfAnotherKind(t *testing.T) {
	r := startTrial(t, time.Hour)
	for name, spec := range map[string]sim.BusSpec{
		"another region": {Region: "ny", SyncEvery: int64(time.Hour)},
		"another sync":   {Region: "tx", SyncEvery: 5},
		"another window": {Region: "tx", SyncEvery: int64(time.Hour), Duplicate: 1e9},
	} {
		if err := r.s.EnsureBus(soon(t), spec); err == nil {
			t.Errorf("%s: EnsureBus() = nil, want an error", name)
		}
	}
}
