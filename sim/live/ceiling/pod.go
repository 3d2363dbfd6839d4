package ceiling

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/nats-io/nats.go"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/store"
)

// pod takes calls, writes the events they come to, and once they are durable
// answers and publishes. One goroutine sends, so that all durable by then goes in
// one flush.
type pod struct {
	*Program
	nc      *nats.Conn
	ledger  *store.Ledger
	next    uint64 // position
	answers []nats.Msg
	events  [][]nats.Msg
	numbers [][]bool // of each event: its subject ends with the number of an order
	inbox   string
	entries []*sim.Message // of the batch being written
	bodies  [][]byte

	mu      sync.Mutex
	durable []call // to be answered
	ready   chan struct{}
}

// errRefused says that the bus did not take an event.
var errRefused = errors.New("the bus refused an event")

// errBatch says that a batch arrived that nobody sent.
var errBatch = errors.New("a batch cannot be read")

// call is a command under way.
type call struct {
	n     uint64
	reply string
}

func (p *Program) openPod() error {
	m, region := p.cfg.Machines, p.cfg.Region.Region
	d, err := p.connectPod(func(uint64) {})
	if err != nil {
		return err
	}
	d.ledger, d.next, d.ready = p.cfg.Region.Store.Ledger(m.Pod), 1, make(chan struct{}, 1)
	p.work.Go(d.run)
	_, err = d.nc.Subscribe(bus.CallSubject(region, region, m.Pod), func(msg *nats.Msg) {
		n, _ := numberOf(msg.Data)
		d.take(call{n: n, reply: msg.Reply})
	})
	return err
}

// connectPod returns a pod that can publish; stored is called for every event that
// the bus has taken.
func (p *Program) connectPod(stored func(n uint64)) (_ *pod, err error) {
	m, region := p.cfg.Machines, p.cfg.Region.Region
	d := &pod{Program: p, inbox: bus.ReplySubject(region, region, m.Pod, 1) + ".pub."}
	if d.nc, err = p.connect(p.cfg.Region, bus.TX, m.Pod); err != nil {
		return nil, err
	}
	for i := range p.cfg.Shape.Commands {
		c := &p.cfg.Shape.Commands[i]
		d.answers = append(d.answers, *live.Pack(c.Answer, ""))
		var events []nats.Msg
		var numbers []bool
		for i, e := range c.Events {
			events = append(events, *live.Pack(e, bus.BusSubject(region, e.Head.Entity)))
			numbers = append(numbers, !c.Stock[i])
		}
		d.events, d.numbers = append(d.events, events), append(d.numbers, numbers)
	}
	if _, err = d.nc.Subscribe(bus.ReplyInbox(region, region, m.Pod, 1), func(msg *nats.Msg) {
		if len(msg.Data) == 0 || bytes.HasPrefix(msg.Data, []byte(`{"error"`)) {
			p.failed.set(errRefused)
		}
		stored(numberIn(msg.Subject))
	}); err != nil {
		return nil, err
	}
	return d, d.nc.Flush()
}

// take writes the events of a command.
func (d *pod) take(c call) {
	events := d.cfg.Shape.at(c.n).Events
	d.entries = d.entries[:0]
	for i, e := range events {
		if i == len(d.bodies) {
			d.bodies = append(d.bodies, nil)
		}
		d.bodies[i] = numbered(d.bodies[i], e.Body, c.n, i)
		d.entries = append(d.entries, &sim.Message{Head: e.Head, Body: d.bodies[i]})
	}
	d.check(d.ledger.Append(d.next, d.entries, func(_ uint64, err error) {
		d.check(err)
		d.say(c)
	}))
	d.next += uint64(len(events))
}

// say has a command answered and its events published.
func (d *pod) say(c call) {
	d.mu.Lock()
	d.durable = append(d.durable, c)
	d.mu.Unlock()
	select {
	case d.ready <- struct{}{}:
	default:
	}
}

func (d *pod) run() {
	var taken []call
	for {
		select {
		case <-d.ready:
		case <-d.ctx.Done():
			return
		}
		d.mu.Lock()
		taken, d.durable = d.durable, taken[:0]
		d.mu.Unlock()
		for _, c := range taken {
			for range d.cfg.Shape.at(c.n).Events {
				d.cfg.Report.Durable(c.n)
			}
			d.answer(c)
			d.publish(c.n)
		}
	}
}

func (d *pod) answer(c call) {
	msg := d.answers[c.n%uint64(len(d.answers))]
	msg.Subject = c.reply
	d.send(&msg)
}

// publish publishes the events of a command. As in the system each order has a
// subject of its own, which all kinds of command share.
func (d *pod) publish(n uint64) {
	kinds := uint64(len(d.events))
	events, numbers := d.events[n%kinds], d.numbers[n%kinds]
	var buf []byte
	for i := range events {
		msg := events[i]
		buf = numbered(buf, msg.Data, n, i)
		msg.Data, msg.Reply = buf, d.inbox+strconv.FormatUint(n, 10)
		if numbers[i] {
			msg.Subject = withNumber(msg.Subject, (n-1)/kinds)
		}
		d.send(&msg)
	}
}

// withNumber returns a subject with another last token.
func withNumber(subject string, n uint64) string {
	var b [96]byte
	return string(strconv.AppendUint(append(b[:0], subject[:strings.LastIndexByte(subject, '.')+1]...), n, 10))
}

func (d *pod) send(msg *nats.Msg) {
	d.check(d.nc.PublishMsg(msg))
}
