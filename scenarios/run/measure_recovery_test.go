package run

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// strike writes a stage of a fault between tx and the hub.
func (p *tape) strike(at int64, stage, place string) {
	p.see(at, history.KindFault, func(r *history.Record) {
		r.Event, r.Reason, r.Region, r.Note = history.N("cut"), stage, history.N(""), place
	})
}

func TestRecovered(t *testing.T) {
	settle := func(p *tape, at int64, consumer string, pos uint64) {
		p.consumed(at, history.KindDeliver, consumer, pos)
		p.consumed(at, history.KindApply, consumer, pos)
	}
	for name, c := range map[string]struct {
		live func(*tape)
		want time.Duration // -1 = none
	}{
		"nothing was owed": {func(p *tape) {}, 0},
		"the last of what was owed": {func(p *tape) {
			a, b := p.append(11*ms, "OrderCreated", "order/tx/1"), p.append(12*ms, "OrderCreated", "order/tx/2")
			p.strike(20*ms, "reverted", "pod/tx")
			c := p.append(21*ms, "OrderCreated", "order/tx/3")
			settle(p, 25*ms, "dashboard/tx", c) // new work does not pay the debt
			settle(p, 30*ms, "dashboard/tx", b)
			p.command(31*ms, history.KindInvoke, "k4")
			p.command(32*ms, history.KindOK, "k4")
			settle(p, 45*ms, "dashboard/tx", a)
		}, 25 * time.Millisecond},
		"it is still owed at the end": {func(p *tape) { p.append(11*ms, "OrderCreated", "order/tx/1") }, -1},
		"a region that was silent answers": {func(p *tape) {
			p.command(12*ms, history.KindInvoke, "k2")
			p.strike(20*ms, "reverted", "pod/tx")
			p.command(80*ms, history.KindOK, "k2")
		}, 60 * time.Millisecond},
		"another region was silent": {func(p *tape) { p.strike(20*ms, "reverted", "pod/va") }, 0},
	} {
		p := newTape(false)
		p.command(1*ms, history.KindInvoke, "k1")
		p.command(2*ms, history.KindOK, "k1")
		p.strike(10*ms, "injected", "pod/tx")
		if name == "nothing was owed" {
			p.command(15*ms, history.KindInvoke, "k3")
			p.command(16*ms, history.KindOK, "k3")
		}
		c.live(p)
		p.strike(20*ms, "reverted", "pod/tx") // a second one tells nothing new
		got := p.m.Recovered("cut")
		if (got == nil) != (c.want < 0) || got != nil && *got != c.want {
			t.Errorf("Recovered() when %s = %v, want %v", name, got, c.want)
		}
	}
}
