package ceiling

import (
	"strconv"

	"github.com/nats-io/nats.go"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/store"
)

// hub takes batches: each is an entry of its ledger, and answered once durable.
type hub struct {
	*Program
	nc     *nats.Conn
	ledger *store.Ledger
	next   uint64
	answer nats.Msg
}

func (p *Program) openHub() (err error) {
	m := p.cfg.Machines
	h := &hub{Program: p, ledger: p.cfg.Hub.Store.Ledger(m.Aggregator), next: 1}
	if h.nc, err = p.connect(p.cfg.Hub, bus.EXPORT, m.Aggregator); err != nil {
		return err
	}
	h.answer = *live.Pack(p.cfg.Shape.Batch.Answer, "")
	h.answer.Data = make([]byte, p.cfg.Shape.Batch.AnswerSize)
	_, err = h.nc.Subscribe(bus.CallsTo(p.cfg.Hub.Region, m.Aggregator), h.take)
	return err
}

func (h *hub) take(msg *nats.Msg) {
	events, err := strconv.Atoi(msg.Header.Get(headerCount))
	if err != nil || events*numberSize > len(msg.Data) {
		h.failed.set(errBatch)
		return
	}
	if events == 0 { // a greeting
		h.reply(msg)
		return
	}
	entry := &sim.Message{Head: h.cfg.Shape.Batch.Call.Head, Body: msg.Data}
	h.check(h.ledger.Append(h.next, []*sim.Message{entry}, func(_ uint64, err error) {
		h.check(err)
		for i := range events {
			n, _ := numberOf(msg.Data[i*numberSize:])
			h.cfg.Report.Folded(n)
		}
		h.reply(msg)
	}))
	h.next++
}

func (h *hub) reply(to *nats.Msg) {
	answer := h.answer
	answer.Subject = to.Reply
	h.check(h.nc.PublishMsg(&answer))
}
