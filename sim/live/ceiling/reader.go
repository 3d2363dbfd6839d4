package ceiling

import (
	"github.com/nats-io/nats.go/jetstream"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/store"
)

// pull takes the deliveries of a machine's durable consumer until the program ends.
func (p *Program) pull(machine string, take func(jetstream.Msg)) error {
	nc, err := p.connect(p.cfg.Region, bus.TX, machine)
	if err != nil {
		return err
	}
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	c, err := js.Consumer(p.ctx, bus.BusStream, bus.DurableName(machine))
	if err != nil {
		return err
	}
	_, err = c.Consume(take, live.PullOptions()...)
	return err
}

// openReaders starts the two read models, the audit log and egress.
func (p *Program) openReaders() error {
	m := p.cfg.Machines
	for _, r := range []*reader{{machine: m.Planner}, {machine: m.Dashboard, applied: p.cfg.Report.Applied}} {
		r.Program, r.ledger, r.next = p, p.cfg.Region.Store.Ledger(r.machine), 1
		if err := p.pull(r.machine, r.take); err != nil {
			return err
		}
	}
	if err := p.openAudit(); err != nil {
		return err
	}
	return p.openEgress()
}

// reader is a read model: it writes every event into its ledger, and acknowledges
// it when that is durable.
type reader struct {
	*Program
	machine string
	ledger  *store.Ledger
	next    uint64
	applied func(n uint64)
}

func (r *reader) take(msg jetstream.Msg) {
	n, i := numberOf(msg.Data())
	entry := &sim.Message{Head: r.cfg.Shape.at(n).Events[i].Head, Body: msg.Data()}
	r.check(r.ledger.Append(r.next, []*sim.Message{entry}, func(_ uint64, err error) {
		r.check(err)
		if r.applied != nil {
			r.applied(n)
		}
		r.ack(msg)
	}))
	r.next++
}

func (p *Program) ack(msg jetstream.Msg) { p.check(msg.Ack()) }
