//go:build unix

package hotpath_test

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	wmjs "github.com/ThreeDotsLabs/watermill-nats/v2/pkg/jetstream"
	wmnats "github.com/ThreeDotsLabs/watermill-nats/v2/pkg/nats"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/embedded"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/topology"
)

// The job of the peers: an event of one of a thousand sources comes, duplicates and
// versions out of turn are left out, a result with a message id goes to the stream,
// and once it is stored the event is acknowledged. All events have one subject: to
// find the next of a thousand would cost the server more than all else, for both.
const (
	peerEvents   = 20_000
	peerSources  = 1000
	peerBody     = 256
	peerRounds   = 5
	peerPatience = 2 * time.Minute
	peerMachine  = "worker/tx"
)

// BenchmarkPeer lets this module's consumer and Watermill's router drain the same
// events, in turn, each in a world of its own, and reports medians: the rate, and the
// processor time, which other work on the machine changes less:
//
//	go test -run '^$' -bench Peer -benchtime 1x ./bench/hotpath
func BenchmarkPeer(b *testing.B) {
	for b.Loop() {
		var ours, best, plain []drain
		for i := range peerRounds {
			round := []func(){
				func() { ours = append(ours, drainMachine(b)) },
				func() { best = append(best, drainWatermill(b, true)) },
				func() { plain = append(plain, drainWatermill(b, false)) },
			}
			for k := range round {
				if i%2 == 1 {
					k = len(round) - 1 - k
				}
				round[k]()
			}
		}
		for _, peer := range []struct {
			name string
			got  []drain
		}{{"ours", ours}, {"watermill-async-ack", best}, {"watermill-default", plain}} {
			var rates, costs, faster, cheaper []float64
			for i, d := range peer.got {
				rates, costs = append(rates, d.rate), append(costs, d.cost)
				faster, cheaper = append(faster, ours[i].rate/d.rate), append(cheaper, d.cost/ours[i].cost)
			}
			b.ReportMetric(bench.Median(rates), peer.name+"-events/s")
			b.ReportMetric(bench.Median(costs), peer.name+"-cpu-us/event")
			if peer.name != "ours" {
				b.ReportMetric(bench.Median(faster), "ratio-to-"+peer.name)
				b.ReportMetric(bench.Median(cheaper), "cpu-ratio-to-"+peer.name)
			}
		}
	}
}

// drain is one measurement.
type drain struct {
	rate float64 // events per second
	cost float64 // processor time per event, us: of the whole process, server included
}

// spent returns the processor time of this process in microseconds.
func spent(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e3
}

// judge is what both handlers decide by: ids in a window, and versions.
type judge struct {
	known    map[string]struct{}
	ring     []string
	at       int
	versions map[string]uint64
	refused  int
}

func newJudge() *judge {
	return &judge{known: map[string]struct{}{}, ring: make([]string, 4*peerSources), versions: map[string]uint64{}}
}

// takes reports whether an event is new and next in turn.
func (j *judge) takes(id, source string, version uint64) bool {
	if _, ok := j.known[id]; ok || j.versions[source]+1 != version {
		j.refused++
		return false
	}
	delete(j.known, j.ring[j.at])
	j.ring[j.at] = id
	j.at = (j.at + 1) % len(j.ring)
	j.known[id] = struct{}{}
	j.versions[source] = version
	return true
}

// worker is the job as a machine.
type worker struct {
	*judge
	open   map[uint64]result // by number
	last   uint64
	body   []byte
	stored *atomic.Int64
}

func (w *worker) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	switch in.Kind {
	case sim.InDeliver:
		h := &in.Msg.Head
		if !w.takes(h.ID, h.Source, h.Version) {
			out.Ack(in.Token)
			return
		}
		w.last++
		r := result{token: in.Token, msg: &sim.Message{Head: sim.Head{ID: "r-" + h.ID, Type: "Result", Source: peerMachine, Entity: "out/results", Version: h.Version,
			Region: "tx", Tier: sim.Internal, Cause: h.ID}, Body: w.body}}
		w.open[w.last] = r
		out.Publish(0, w.last, r.msg)
	case sim.InStored:
		out.Ack(w.open[in.ID].token)
		delete(w.open, in.ID)
		w.stored.Add(1)
	case sim.InRefused:
		out.Publish(0, in.ID, w.open[in.ID].msg) // its id keeps it from being stored twice
	}
}

// result is one that is not stored yet.
type result struct {
	token uint64
	msg   *sim.Message
}

// jobSystem is one machine and one bus.
type jobSystem struct{ stored atomic.Int64 }

func (*jobSystem) Name() string { return "job" }
func (*jobSystem) Buses() []sim.BusSpec {
	return []sim.BusSpec{{Name: "bus/tx", Region: "tx", Duplicate: int64(2 * time.Minute), SyncEvery: int64(2 * time.Minute)}}
}
func (*jobSystem) Entry(*sim.Spec, uint64, *sim.Message, int, *history.Record) bool { return false }
func (*jobSystem) Crossing(_ *sim.Message, i int, _ *history.Record) bool           { return i == 0 }
func (s *jobSystem) Machines() []sim.Spec {
	return []sim.Spec{{Name: peerMachine, Region: "tx",
		Follows: []sim.Follow{{Bus: 0, Prefixes: []string{"in/"}, AckWait: int64(30 * time.Second), MaxAckPending: 5000}},
		New: func() sim.Machine {
			return &worker{judge: newJudge(), open: map[uint64]result{}, body: make([]byte, peerBody), stored: &s.stored}
		}}}
}

// jobWorld starts a world with the events in its stream.
func jobWorld(b *testing.B, s *jobSystem, bare bool) *embedded.World {
	b.Helper()
	top, err := topology.US(1)
	if err != nil {
		b.Fatal(err)
	}
	w, err := embedded.New(embedded.Config{Seed: 1, System: s, Topology: top, Bare: bare})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = w.Close() })
	w.Stop("fill", peerMachine, faults.StopKill, true)
	nc, err := w.Port("tx").Connect(bus.TX, "producer")
	if err != nil {
		b.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc, jetstream.WithPublishAsyncMaxPending(1024))
	if err != nil {
		b.Fatal(err)
	}
	for n := range uint64(peerEvents) {
		id := strconv.FormatUint(n, 10)
		msg := live.Pack(&sim.Message{Head: sim.Head{ID: id, Type: "Event", Source: fmt.Sprint("producer/", n%peerSources), Entity: "in/events",
			Version: 1 + n/peerSources, Region: "tx", Tier: sim.Internal}, Body: make([]byte, peerBody)}, bus.BusSubject("tx", "in/events"))
		msg.Header.Set(wmnats.WatermillUUIDHdr, id)
		if _, err := js.PublishMsgAsync(msg, jetstream.WithStallWait(peerPatience)); err != nil {
			b.Fatal(err)
		}
	}
	select {
	case <-js.PublishAsyncComplete():
	case <-time.After(peerPatience):
		b.Fatal("the stream was not filled")
	}
	return w
}

// drained waits until all results are stored and measures all but the first tenth,
// in which connections are made.
func drained(b *testing.B, stored *atomic.Int64) drain {
	b.Helper()
	poll := time.NewTicker(time.Millisecond)
	defer poll.Stop()
	var begun time.Time
	var cost float64
	first := int64(0)
	for deadline := time.Now().Add(peerPatience); stored.Load() < peerEvents; <-poll.C {
		if n := stored.Load(); first == 0 && n >= peerEvents/10 {
			begun, cost, first = time.Now(), spent(b), n
		}
		if time.Now().After(deadline) {
			b.Fatalf("%d of %d results in %v", stored.Load(), peerEvents, peerPatience)
		}
	}
	events := float64(peerEvents - first)
	return drain{rate: events / time.Since(begun).Seconds(), cost: (spent(b) - cost) / events}
}

// drainMachine measures the machine.
func drainMachine(b *testing.B) drain {
	s := &jobSystem{}
	w := jobWorld(b, s, false)
	w.Stop("fill", peerMachine, faults.StopKill, false)
	got := drained(b, &s.stored)
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return got
}

// drainWatermill measures the router, with one subscriber, which keeps the order
// that versions need. Its acknowledgement is sent as the machine's is with async
// set; by default it waits for the server's word for it.
func drainWatermill(b *testing.B, async bool) drain {
	s := &jobSystem{}
	w := jobWorld(b, s, true)
	connect := func(name string) *nats.Conn {
		nc, err := w.Port("tx").Connect(bus.TX, name)
		if err != nil {
			b.Fatal(err)
		}
		return nc
	}
	log := watermill.NopLogger{}
	sub, err := wmjs.NewSubscriber(wmjs.SubscriberConfig{Conn: connect("subscriber"), Logger: log, AckAsync: async,
		ResourceInitializer: func(ctx context.Context, js jetstream.JetStream, _ string) (jetstream.Consumer, func(context.Context, watermill.LoggerAdapter), error) {
			c, err := js.Consumer(ctx, bus.BusStream, bus.DurableName(peerMachine))
			return c, nil, err
		}})
	if err != nil {
		b.Fatal(err)
	}
	pub, err := wmjs.NewPublisher(wmjs.PublisherConfig{Conn: connect("publisher"), Logger: log,
		ConfigureStream: func(topic string) jetstream.StreamConfig { return jetstream.StreamConfig{Name: topic} }})
	if err != nil {
		b.Fatal(err)
	}
	router, err := message.NewRouter(message.RouterConfig{}, log)
	if err != nil {
		b.Fatal(err)
	}
	j := newJudge()
	router.AddHandler("job", "in", sub, bus.BusSubject("tx", "out/results"), counting{pub, &s.stored}, func(m *message.Message) ([]*message.Message, error) {
		version, err := strconv.ParseUint(m.Metadata["ce-sequence"], 10, 64)
		if err != nil || !j.takes(m.Metadata["ce-id"], m.Metadata["ce-source"], version) {
			return nil, err
		}
		out := message.NewMessage("r-"+m.UUID, make([]byte, peerBody))
		out.Metadata = message.Metadata{nats.MsgIdHdr: "r-" + m.UUID, "ce-specversion": "1.0", "ce-id": "r-" + m.UUID, "ce-type": "Result", "ce-source": peerMachine,
			"ce-subject": "out/results", "ce-sequence": m.Metadata["ce-sequence"], "ce-region": "tx", "ce-dataclassification": "internal", "ce-causationid": m.UUID}
		return []*message.Message{out}, nil
	})
	go func() { _ = router.Run(context.Background()) }() // ends with Close
	got := drained(b, &s.stored)
	if err := router.Close(); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return got
}

// counting counts what a publisher has stored: Publish waits for that.
type counting struct {
	message.Publisher
	stored *atomic.Int64
}

func (c counting) Publish(topic string, messages ...*message.Message) error {
	err := c.Publisher.Publish(topic, messages...)
	if err == nil {
		c.stored.Add(int64(len(messages)))
	}
	return err
}
