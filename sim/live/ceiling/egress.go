package ceiling

import (
	"maps"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/store"
)

// batchMax and batchAfter are those of the reference's egress: so many events make
// a batch, or what came within this time.
const (
	batchMax   = 128
	batchAfter = 20 * time.Millisecond
)

// egress sends what is delivered to the hub, in batches: each when an entry about it
// is durable. It acknowledges a batch when it is answered.
type egress struct {
	*Program
	nc     *nats.Conn
	ledger *store.Ledger
	msg    nats.Msg
	inbox  string

	mu   sync.Mutex
	sent map[uint64][]jetstream.Msg // by number of the batch
	last uint64

	known chan struct{} // the hub has answered a greeting
}

func (p *Program) openEgress() (err error) {
	m, region, hub := p.cfg.Machines, p.cfg.Region.Region, p.cfg.Hub.Region
	e := &egress{Program: p, ledger: p.cfg.Region.Store.Ledger(m.Egress), sent: map[uint64][]jetstream.Msg{}, known: make(chan struct{}, 1)}
	if e.nc, err = p.connect(p.cfg.Region, bus.EXPORT, m.Egress); err != nil {
		return err
	}
	e.inbox = bus.ReplySubject(hub, region, m.Egress, 1) + "."
	e.msg = *live.Pack(p.cfg.Shape.Batch.Call, bus.CallSubject(region, hub, m.Aggregator))
	if _, err = e.nc.Subscribe(bus.ReplyInbox(hub, region, m.Egress, 1), e.answered); err != nil {
		return err
	}
	if err := p.greet(e.known, func() error { return e.publish(nil, 0, 0) }); err != nil {
		return err
	}
	batches := newGather(batchMax, batchAfter, e.send)
	return p.pull(m.Egress, func(msg jetstream.Msg) {
		n, _ := numberOf(msg.Data())
		p.cfg.Report.Left(n)
		batches.take(msg)
	})
}

// send sends a batch, unless the program has ended. The numbers of its events come
// first in the body, so that the hub can say what it has; the size is that of the
// system's.
func (e *egress) send(fresh []jetstream.Msg) {
	if e.ctx.Err() != nil {
		return
	}
	b, count := &e.cfg.Shape.Batch, len(fresh)
	body := make([]byte, max(b.Base+count*b.PerEvent, count*numberSize))
	for i, m := range fresh {
		copy(body[i*numberSize:], m.Data()[:numberSize])
	}
	e.mu.Lock()
	e.last++
	n := e.last
	e.sent[n] = fresh
	e.mu.Unlock()
	e.check(e.ledger.Append(n, []*sim.Message{e.cfg.Shape.Decided.of(count)}, func(_ uint64, err error) {
		e.check(err)
		e.check(e.publish(body, count, n))
	}))
}

func (e *egress) publish(body []byte, events int, n uint64) error {
	msg := e.msg
	msg.Header = maps.Clone(e.msg.Header)
	msg.Header.Set(headerCount, strconv.Itoa(events))
	msg.Data, msg.Reply = body, e.inbox+strconv.FormatUint(n, 10)
	return e.nc.PublishMsg(&msg)
}

// headerCount says how many events a batch has. It stands for the header that
// names the caller.
const headerCount = "Sea-From"

func (e *egress) answered(msg *nats.Msg) {
	n := numberIn(msg.Subject)
	if n == 0 {
		notify(e.known)
		return
	}
	e.mu.Lock()
	settled := e.sent[n]
	delete(e.sent, n)
	e.mu.Unlock()
	for _, m := range settled {
		e.ack(m)
	}
}
