package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// noted is what of the stages of a region stands in the pod's own ledger, and so on
// the region's record.
type noted struct {
	staged
	n    uint64 // changes so far
	last int64  // stage in force after the last of them
}

// reroutes reports whether the region takes only what is critical: whoever asks for
// anything else is to be served elsewhere.
func (p *Pod) reroutes() bool { return p.noted.last >= history.StageReroute }

// looked answers a look with how full the queue to the bus is.
func (p *Pod) looked(in *sim.Input, b *event.Body) {
	p.noted.learn(b)
	behind := int64(p.pos - p.relay.acked)
	r := reading{figure: history.FigureQueue, value: behind * 1_000_000 / int64(p.limit()), pos: p.pos, idle: behind == 0}
	p.out.Reply(in.From, in.ID, p.answer(in, p.name, p.site.Region, sim.Internal, p.clock.Wall, r.body(p.bodies.New())))
}

// isTold puts a change of the stage on record, once. It is answered when that is
// durable; while the queue to the bus is full it waits.
func (p *Pod) isTold(in *sim.Input, b *event.Body) {
	if !p.isNews(in, b.Pos > p.noted.n) {
		return
	}
	body := p.bodies.New()
	body.Qty, body.Reason = b.Qty, b.Reason
	p.record(&entry{typ: event.StageChanged, entity: "stage/" + p.site.Region, version: b.Pos, tier: sim.Internal}, body)
	if p.reroutes() {
		p.out.Reach("reroute")
	}
	p.reply(in, event.OK, "")
}

// absorb lets a change count, when it comes and when it is replayed.
func (s *noted) absorb(h *sim.Head, b *event.Body) {
	s.n, s.last = h.Version, b.Qty
	if b.Reason != history.LabelEntered {
		s.last--
	}
}

func (p *Pod) packNoted(k *event.Pack) {
	if p.site.Staged {
		k.Uint(p.noted.n)
		k.Int(p.noted.last)
	}
}

func (p *Pod) unpackNoted(u *event.Unpack) {
	if p.site.Staged {
		p.noted.n, p.noted.last = u.Uint(), u.Int()
	}
}
