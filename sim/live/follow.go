package live

import (
	"context"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live/bus"
)

// Settings of a pull consumer. The expiry is far below the library's 30 s, so
// that a request which got lost holds deliveries up for two seconds at most. Half
// of what may be asked for has to last until the server has heard of the other
// half: with 256 a busy machine waited for deliveries.
const (
	pullMax     = 512
	callsMax    = 1024 // calls from a stream that are not acknowledged
	pullExpiry  = 2 * time.Second
	pullBeat    = 500 * time.Millisecond
	followAgain = 50 * time.Millisecond
	stallAfter  = 3 * time.Second // without a delivery although some are pending
)

// PullOptions returns how a machine pulls deliveries.
func PullOptions() []jetstream.PullConsumeOpt {
	return []jetstream.PullConsumeOpt{jetstream.PullMaxMessages(pullMax), jetstream.PullExpiry(pullExpiry), jetstream.PullHeartbeat(pullBeat),
		jetstream.ConsumeErrHandler(func(jetstream.ConsumeContext, error) {})}
}

// follow consumes a bus until the incarnation ends.
func (m *machine) follow(ctx context.Context, life uint32, nc *nats.Conn, f sim.Follow) {
	m.pull(ctx, func(asking context.Context) (jetstream.Consumer, error) {
		js, err := jetstream.New(nc)
		if err != nil {
			return nil, err
		}
		return js.Consumer(asking, bus.BusStream, bus.DurableName(m.spec.Name))
	}, func(msg jetstream.Msg) { m.delivered(life, f, msg) })
}

// source takes the calls that rest in the hub's stream of a region. A call counts
// as made when it reaches the machine; what becomes of it is for the answer to say.
func (m *machine) source(ctx context.Context, life uint32, nc *nats.Conn, region string) {
	m.pull(ctx, func(asking context.Context) (jetstream.Consumer, error) {
		return bus.HubConsumer(asking, nc, region, m.spec.Name, sim.Follow{AckWait: int64(time.Second), MaxAckPending: callsMax})
	}, func(msg jetstream.Msg) {
		m.called(life, nc, &nats.Msg{Subject: msg.Subject(), Header: msg.Headers(), Data: msg.Data()})
		_ = msg.Ack()
	})
}

// pull takes deliveries until the incarnation ends. A bus that is down is asked
// again until it is back; deliveries that stall are taken up anew.
func (m *machine) pull(ctx context.Context, open func(context.Context) (jetstream.Consumer, error), take func(jetstream.Msg)) {
	for ctx.Err() == nil {
		if !m.consume(ctx, open, take) {
			pauseFor(ctx, followAgain)
		}
	}
}

func pauseFor(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// consume takes deliveries until they stall or the incarnation ends. It reports
// false if it could not even begin.
func (m *machine) consume(ctx context.Context, open func(context.Context) (jetstream.Consumer, error), take func(jetstream.Msg)) bool {
	asking, done := context.WithTimeout(ctx, time.Second)
	c, err := open(asking)
	done()
	if err != nil {
		return false
	}
	watch := &watchdog{}
	watch.pat()
	pulling, err := c.Consume(func(msg jetstream.Msg) {
		watch.pat()
		take(msg)
	}, PullOptions()...)
	if err != nil {
		return false
	}
	defer pulling.Stop()
	for ctx.Err() == nil {
		pauseFor(ctx, time.Second)
		if watch.quiet() > stallAfter && stalled(ctx, c) {
			m.host.Count("deliveries_stalled", 1)
			return true
		}
	}
	return true
}

// stalled reports whether a consumer has something to deliver and delivers
// nothing. "Nothing is behind" is not what it asks: a stream that lost its end
// says so, too.
func stalled(ctx context.Context, c jetstream.Consumer) bool {
	asking, done := context.WithTimeout(ctx, time.Second)
	defer done()
	info, err := c.Info(asking)
	return err == nil && info.NumPending > 0 && info.NumAckPending < info.Config.MaxAckPending
}

// delivered takes a delivery of the bus through the message faults.
func (m *machine) delivered(life uint32, f sim.Follow, msg jetstream.Msg) {
	meta, err := msg.Metadata()
	if err != nil {
		return
	}
	in, err := assemble(msg.Headers(), msg.Data())
	if err != nil || !f.Wants(in.Head.Entity) {
		_ = msg.Term()
		return
	}
	attempt, seq := uint32(meta.NumDelivered), meta.Sequence.Stream
	a := arrival{life: life, reply: msg.Reply(), in: sim.Input{Kind: sim.InDeliver, From: sim.Nowhere, Bus: f.Bus,
		Token: token(f.Bus, attempt, seq), Attempt: attempt, Pos: seq, Msg: in, OK: true}}
	happens := m.fateOf(in, attempt)
	if !happens.Lost {
		m.later(time.Duration(happens.Delay), a)
	}
	for c := range happens.Copies {
		// A bus repeats what it takes for lost: the attempt counts on.
		a.in.Attempt++
		m.later(time.Duration(c+1)*time.Millisecond, a)
	}
}

// later brings an arrival after a delay.
func (m *machine) later(d time.Duration, a arrival) {
	if d <= 0 {
		m.box.put(a)
		return
	}
	time.AfterFunc(d, func() { m.box.put(a) })
}

// token names a delivery: 8 bits of bus, 16 of attempt, 40 of sequence.
func token(b sim.Bus, attempt uint32, seq uint64) uint64 {
	return uint64(b)<<56 | uint64(attempt&0xFFFF)<<40 | seq
}

// settle answers a delivery. A repetition that a fault made has its answer
// already.
func (m *machine) settle(e *sim.Effect) {
	reply, open := m.tokens[e.ID]
	if !open {
		return
	}
	delete(m.tokens, e.ID)
	m.host.cfg.Log.move()
	word := ackWord
	switch {
	case e.Kind == sim.EffTerm:
		word = termWord
	case e.Kind == sim.EffNak:
		word = []byte(nak(e.After))
	}
	if err := m.line.tx.Publish(reply, word); err != nil {
		m.host.counted.add("messages_not_sent", 1)
	}
}

// The answers to a delivery that say no more than that.
var ackWord, termWord = []byte("+ACK"), []byte("+TERM")
