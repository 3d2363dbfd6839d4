package embedded

import (
	"fmt"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/topology"
)

// newTrade returns a toy system with everything a world has to carry: per region
// a client that calls, a writer that keeps a ledger, publishes, calls a carrier
// over HTTP that may never answer, and reports to the hub, and a reader that
// follows the bus into a ledger of its own.
//
//	client/tx --call--> writer/tx --publish--> bus/tx --deliver--> reader/tx
//	                     |     |
//	          HTTP to carrier  +--call over the link--> board/hub
func newTrade(t topology.Topology) *stage {
	s := &stage{}
	board := s.add(sim.Spec{Name: "board/hub", Region: t.Hub.Name, Edge: true}, func(_ sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind == sim.InCall {
			out.Reply(in.From, in.ID, in.Msg)
		}
	})
	for i, r := range t.Regions {
		s.trader(sim.Bus(i), r.Name, board)
	}
	return s
}

// trader adds the machines of one region.
func (s *stage) trader(b sim.Bus, region string, board sim.Addr) {
	s.buses = append(s.buses, sim.BusSpec{Name: "bus/" + region, Region: region, SyncEvery: int64(200 * ms)})
	carrier := s.add(sim.Spec{Name: "carrier/" + region, Region: region, Outside: true, HTTP: true}, func(_ sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind == sim.InCall && in.Msg.Head.Version%3 > 0 {
			out.Reply(in.From, in.ID, in.Msg)
		}
	})
	writer, next := sim.Addr(len(s.specs)), uint64(0)
	s.add(sim.Spec{Name: "writer/" + region, Region: region, Edge: true, Ledger: true}, func(_ sim.Clock, in *sim.Input, out *sim.Effects) {
		switch in.Kind {
		case sim.InRecover:
			next = in.Pos + 1
		case sim.InCall:
			out.Append(next, in.Msg)
			out.Reply(in.From, in.ID, in.Msg)
			out.Publish(b, next, in.Msg)
			out.Call(board, next, in.Msg)
			out.Call(carrier, next, in.Msg)
			next++
		}
	})
	read := uint64(0)
	s.add(sim.Spec{Name: "reader/" + region, Region: region, Ledger: true, Follows: []sim.Follow{{Bus: b, AckWait: int64(500 * ms), MaxAckPending: 64}}},
		func(_ sim.Clock, in *sim.Input, out *sim.Effects) {
			switch in.Kind {
			case sim.InRecover:
				read = in.Pos + 1
			case sim.InDeliver:
				out.Append(read, in.Msg)
				out.Ack(in.Token)
				read++
			}
		})
	asked := uint64(0)
	s.add(sim.Spec{Name: "client/" + region, Region: region, Outside: true}, func(_ sim.Clock, in *sim.Input, out *sim.Effects) {
		switch in.Kind {
		case sim.InReply:
			out.Reach("answered")
		case sim.InStart, sim.InTimer:
			asked++
			m := message(fmt.Sprint(region, "-", asked))
			m.Head.Version = asked
			out.Call(writer, asked, m)
			out.Timer(1, int64(ms))
		}
	})
}
