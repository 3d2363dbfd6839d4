package virtual

import (
	"fmt"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// trade is a toy system with everything a world has to carry: per region a
// client that calls, a writer that keeps a ledger, publishes and reports to the
// hub across a link, and a reader that follows the bus into a ledger of its own.
// Its machines allocate nothing once they run.
//
//	client/tx --call--> writer/tx --publish--> bus/tx --deliver--> reader/tx
//	                       |
//	                       +------call over the link------> board/hub
type trade struct {
	stage
	every int64 // ns between two calls of a client
}

// orders is how many messages a client owns and sends round and round.
const orders = 4096

const (
	timerCall   = 1
	timerRepeat = 1 << 40 // + number of the call
)

// newTrade returns a toy system for a topology.
func newTrade(t topology.Topology, every int64) *trade {
	s := &trade{every: every}
	board := s.add(sim.Spec{Name: "board/hub", Region: t.Hub.Name, Edge: true}, func(_ sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind == sim.InCall {
			out.Reply(in.From, in.ID, in.Msg)
		}
	})
	for i, r := range t.Regions {
		b := sim.Bus(i)
		s.buses = append(s.buses, sim.BusSpec{Name: "bus/" + r.Name, Region: r.Name, Duplicate: int64(100 * ms), SyncEvery: int64(200 * ms)})
		writer := sim.Addr(len(s.specs))
		s.specs = append(s.specs,
			sim.Spec{Name: "writer/" + r.Name, Region: r.Name, Edge: true, Ledger: true, New: func() sim.Machine { return &writerMachine{bus: b, board: board} }},
			sim.Spec{Name: "reader/" + r.Name, Region: r.Name, Edge: true, Ledger: true, New: func() sim.Machine { return &readerMachine{} },
				Follows: []sim.Follow{{Bus: b, Prefixes: []string{"order/"}, AckWait: int64(500 * ms), MaxAckPending: 64}}},
			sim.Spec{Name: "client/" + r.Name, Region: r.Name, Edge: true, Outside: true, New: func() sim.Machine {
				return &clientMachine{writer: writer, every: every, orders: pile(r.Name)}
			}})
	}
	return s
}

// pile makes the messages of a client.
func pile(region string) []*sim.Message {
	out := make([]*sim.Message, orders)
	for i := range out {
		out[i] = message(fmt.Sprintf("%s-%d", region, i))
	}
	return out
}

// clientMachine calls at a steady rate and repeats what is not answered.
type clientMachine struct {
	writer sim.Addr
	every  int64
	orders []*sim.Message
	next   uint64
}

func (c *clientMachine) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	switch {
	case in.Kind == sim.InStart:
		out.Timer(timerCall, c.every)
	case in.Kind == sim.InTimer && in.ID == timerCall:
		c.call(c.next, out)
		c.next++
		out.Timer(timerCall, c.every)
	case in.Kind == sim.InTimer:
		out.Count("repeats", 1)
		c.call(in.ID-timerRepeat, out)
	case in.Kind == sim.InReply:
		out.Cancel(timerRepeat + in.ID)
		r := out.Witness(history.KindOK)
		r.Qty = int64(in.ID)
	}
}

func (c *clientMachine) call(n uint64, out *sim.Effects) {
	out.Call(c.writer, n, c.orders[n%orders])
	out.Timer(timerRepeat+n, int64(250*ms))
}

// writerMachine writes down what it is told, answers, publishes and reports.
type writerMachine struct {
	bus   sim.Bus
	board sim.Addr
	next  uint64
	calls uint64
	state [8]byte
}

func (m *writerMachine) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	switch in.Kind {
	case sim.InRecover:
		m.next = in.Pos + 1
	case sim.InCall:
		out.Append(m.next, in.Msg)
		out.Reply(in.From, in.ID, in.Msg)
		out.Publish(m.bus, m.next, in.Msg)
		out.Call(m.board, m.calls, in.Msg)
		m.calls++
		m.next++
		if m.next%256 == 0 {
			out.Snapshot(m.next-1, m.state[:], m.next)
		}
	case sim.InRefused:
		out.Count("refused", 1)
	}
}

// readerMachine writes down what it is handed and acks.
type readerMachine struct {
	next  uint64
	state [8]byte
}

func (m *readerMachine) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	switch in.Kind {
	case sim.InRecover:
		m.next = in.Pos + 1
	case sim.InDeliver:
		out.Append(m.next, in.Msg)
		out.Ack(in.Token)
		out.Reach("read")
		m.next++
		if m.next%256 == 0 {
			out.Snapshot(m.next-1, m.state[:], m.next)
		}
	}
}
