package ceiling

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
)

// Stage is one part of the work, done alone.
type Stage struct {
	Name string
	Rate float64 // commands per second
}

// Predict returns the rate of a program that does all stages for each command and
// nothing else: 1 / sum(1 / rate). 0 without stages.
func Predict(stages []Stage) float64 {
	sum := 0.0
	for _, s := range stages {
		sum += 1 / s.Rate
	}
	if sum == 0 {
		return 0
	}
	return 1 / sum
}

// Stages measures each stage alone, for a time each, with at most window commands
// under way. It wants a world as [New] does, which no program has used.
func Stages(cfg Config, window int, each time.Duration) (_ []Stage, err error) {
	if err := cfg.Shape.check(); err != nil {
		return nil, fmt.Errorf("measure stages: %w", err)
	}
	p := &Program{cfg: cfg}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	defer p.Close()
	var out []Stage
	var published uint64
	for _, s := range []struct {
		name    string
		measure func(*bench) error
	}{
		{"call", p.callStage},
		{"ledger", p.ledgerStage},
		{"publish", func(b *bench) error {
			err := p.publishStage(b)
			published = b.begun
			return err
		}},
		{"deliver", func(b *bench) error { return p.deliverStage(b, published) }},
		{"export", p.exportStage},
	} {
		b := newBench(window, each)
		if err = s.measure(b); err == nil {
			err = p.failed.get()
		}
		if err == nil && b.done.Load() == 0 {
			err = fmt.Errorf("nothing was done in %v", each)
		}
		if err != nil {
			return nil, fmt.Errorf("measure stage %s: %w", s.name, err)
		}
		out = append(out, Stage{Name: s.name, Rate: float64(b.done.Load()) / b.took.Seconds()})
	}
	return out, nil
}

// bench keeps a window of commands under way for a while.
type bench struct {
	window int
	each   time.Duration
	open   chan struct{}
	begun  uint64
	done   atomic.Uint64
	took   time.Duration
}

func newBench(window int, each time.Duration) *bench {
	return &bench{window: window, each: each, open: make(chan struct{}, window)}
}

// end ends a command.
func (b *bench) end() {
	b.done.Add(1)
	<-b.open
}

// run begins commands until the time is up, and waits for those under way.
func (b *bench) run(begin func(n uint64) error) error {
	start := time.Now()
	give := time.NewTimer(b.each + stageMax)
	defer give.Stop()
	for time.Since(start) < b.each {
		select {
		case b.open <- struct{}{}:
		case <-give.C:
			return fmt.Errorf("%d of %d commands were done in %v", b.done.Load(), b.begun, b.each+stageMax)
		}
		b.begun++
		if err := begin(b.begun); err != nil {
			return err
		}
	}
	for range b.window {
		select {
		case b.open <- struct{}{}:
		case <-give.C:
			return fmt.Errorf("%d of %d commands were done in %v", b.done.Load(), b.begun, b.each+stageMax)
		}
	}
	b.took = time.Since(start)
	return nil
}

// stageMax is how much longer than planned a stage may take.
const stageMax = 10 * time.Second

// callStage makes calls that are answered at once.
func (p *Program) callStage(b *bench) error {
	m, region := p.cfg.Machines, p.cfg.Region.Region
	nc, err := p.connect(p.cfg.Region, bus.TX, m.Pod)
	if err != nil {
		return err
	}
	var answers []nats.Msg
	for i := range p.cfg.Shape.Commands {
		answers = append(answers, *live.Pack(p.cfg.Shape.Commands[i].Answer, ""))
	}
	sub, err := nc.Subscribe(bus.CallSubject(region, region, m.Pod), func(msg *nats.Msg) {
		n, _ := numberOf(msg.Data)
		answer := answers[n%uint64(len(answers))]
		answer.Subject = msg.Reply
		p.check(nc.PublishMsg(&answer))
	})
	if err != nil {
		return err
	}
	defer func() { p.check(sub.Unsubscribe()) }()
	p.cfg.Report.Answered = func(uint64) { b.end() }
	if err := nc.Flush(); err != nil {
		return err
	}
	if err := p.openClient(); err != nil {
		return err
	}
	if err := p.client.Flush(); err != nil {
		return err
	}
	return b.run(p.Send)
}

// ledgerStage writes what the machines write: the pod its events, the read models
// each event by itself, egress, the audit log and the hub one entry for a batch.
func (p *Program) ledgerStage(b *bench) error {
	type writer struct {
		append func(batch []*sim.Message, durable func(uint64, error)) error
	}
	open := func(port *live.Port, machine string) writer {
		l, next := port.Store.Ledger(machine+"/stage"), uint64(1)
		return writer{func(batch []*sim.Message, durable func(uint64, error)) error {
			at := next
			next += uint64(len(batch))
			return l.Append(at, batch, durable)
		}}
	}
	m, shape := p.cfg.Machines, p.cfg.Shape
	pod, dashboard, planner := open(p.cfg.Region, m.Pod), open(p.cfg.Region, m.Dashboard), open(p.cfg.Region, m.Planner)
	hub, egress, audit := open(p.cfg.Hub, m.Aggregator), open(p.cfg.Region, m.Egress), open(p.cfg.Region, m.Audit)
	settled := func(_ uint64, err error) { p.check(err) }
	waiting := 0
	return b.run(func(n uint64) error {
		c := shape.at(n)
		if err := pod.append(c.Events, settled); err != nil {
			return err
		}
		if waiting += len(c.Events); waiting >= batchMax {
			body := make([]byte, shape.Batch.Base+waiting*shape.Batch.PerEvent)
			err := errors.Join(hub.append([]*sim.Message{{Head: shape.Batch.Call.Head, Body: body}}, settled),
				egress.append([]*sim.Message{shape.Decided.of(waiting)}, settled), audit.append([]*sim.Message{shape.Audited.of(waiting)}, settled))
			if err != nil {
				return err
			}
			waiting = 0
		}
		for i, e := range c.Events {
			if c.Stock[i] {
				if err := planner.append([]*sim.Message{e}, settled); err != nil {
					return err
				}
			}
			durable := settled
			if i == len(c.Events)-1 {
				durable = func(_ uint64, err error) { p.check(err); b.end() }
			}
			if err := dashboard.append([]*sim.Message{e}, durable); err != nil {
				return err
			}
		}
		return nil
	})
}

// publishStage publishes events and awaits the bus's word for each.
func (p *Program) publishStage(b *bench) error {
	stored := make([]int, b.window*4) // by command: how many of its events
	d, err := p.connectPod(func(n uint64) {
		at := &stored[n%uint64(len(stored))]
		if *at++; *at == len(p.cfg.Shape.at(n).Events) {
			*at = 0
			b.end()
		}
	})
	if err != nil {
		return err
	}
	return b.run(func(n uint64) error {
		d.publish(n)
		return nil
	})
}

// deliverStage has what was published delivered to all four readers, and
// acknowledged at once. A command is done when each has all of it.
func (p *Program) deliverStage(b *bench, published uint64) error {
	m, shape := p.cfg.Machines, p.cfg.Shape
	due := 0
	for n := uint64(1); n <= published; n++ {
		for _, stock := range shape.at(n).Stock {
			if due += 3; stock {
				due++
			}
		}
	}
	var got atomic.Int64
	all := make(chan struct{})
	take := func(msg jetstream.Msg) {
		p.ack(msg)
		if got.Add(1) == int64(due) {
			close(all)
		}
	}
	start := time.Now()
	for _, machine := range []string{m.Planner, m.Dashboard, m.Audit, m.Egress} {
		if err := p.pull(machine, take); err != nil {
			return err
		}
	}
	select {
	case <-all:
	case <-time.After(8*b.each + 2*stageMax): // it is many times as slow as publishing
		return fmt.Errorf("%d of %d deliveries came", got.Load(), due)
	}
	b.took = time.Since(start)
	b.done.Store(published)
	return nil
}

// exportStage sends full batches to the hub and back.
func (p *Program) exportStage(b *bench) error {
	m, region, hub := p.cfg.Machines, p.cfg.Region.Region, p.cfg.Hub.Region
	at, err := p.connect(p.cfg.Hub, bus.EXPORT, m.Aggregator)
	if err != nil {
		return err
	}
	answer := *live.Pack(p.cfg.Shape.Batch.Answer, "")
	answer.Data = make([]byte, p.cfg.Shape.Batch.AnswerSize)
	if _, err = at.Subscribe(bus.CallsTo(hub, m.Aggregator), func(msg *nats.Msg) {
		reply := answer
		reply.Subject = msg.Reply
		p.check(at.PublishMsg(&reply))
	}); err != nil {
		return err
	}
	from, err := p.connect(p.cfg.Region, bus.EXPORT, m.Egress)
	if err != nil {
		return err
	}
	linked := make(chan struct{}, 1)
	if _, err = from.Subscribe(bus.ReplyInbox(hub, region, m.Egress, 1), func(msg *nats.Msg) {
		if numberIn(msg.Subject) == 0 {
			notify(linked)
			return
		}
		b.end()
	}); err != nil {
		return err
	}
	batch := *live.Pack(p.cfg.Shape.Batch.Call, bus.CallSubject(region, hub, m.Aggregator))
	batch.Data = make([]byte, p.cfg.Shape.Batch.Base+batchMax*p.cfg.Shape.Batch.PerEvent)
	inbox := bus.ReplySubject(hub, region, m.Egress, 1) + "."
	hello := nats.Msg{Subject: batch.Subject, Reply: inbox + "0"}
	if err := p.greet(linked, func() error { return from.PublishMsg(&hello) }); err != nil {
		return err
	}
	b.window = min(b.window, batchesOpen)
	b.open = make(chan struct{}, b.window)
	err = b.run(func(n uint64) error {
		msg := batch
		msg.Reply = inbox + strconv.FormatUint(n, 10)
		return from.PublishMsg(&msg)
	})
	// From batches to commands.
	b.took = time.Duration(float64(b.took) * p.cfg.Shape.EventsPer() / batchMax)
	return err
}

// batchesOpen is how many batches the reference's egress has under way.
const batchesOpen = 16

// check keeps an error, unless the program has ended.
func (p *Program) check(err error) {
	if err != nil && p.ctx.Err() == nil {
		p.failed.set(err)
	}
}

// greet says hello until it is answered: from then on the hub hears the region.
func (p *Program) greet(answered <-chan struct{}, hello func() error) error {
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	late := time.NewTimer(stageMax)
	defer late.Stop()
	for {
		if err := hello(); err != nil {
			return err
		}
		select {
		case <-answered:
			return nil
		case <-late.C:
			return fmt.Errorf("the hub has not answered for %v", stageMax)
		case <-again.C:
		}
	}
}

// notify tells somebody who may have been told already.
func notify(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
