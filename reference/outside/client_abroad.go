package outside

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// silentMax is how many attempts on end a client leaves unanswered before it asks
// somebody else.
const silentMax = 2

// turn lets the next attempt go to somebody else, if nobody answered the last ones.
func (c *Client) turn(o *op) {
	if o.silent++; c.site.Stands && o.silent >= silentMax {
		o.silent, o.away = 0, !o.away
	}
}

// A client that was sent to somebody else asks there at once, a few times; after that
// it comes again at its usual pace.
const (
	turnedAfter = 20_000_000
	turnedMax   = 3
)

// sendElsewhere lets the next attempt go to the pod, or to its standby if it was the
// pod that turned the client away.
func (c *Client) sendElsewhere(o *op, home bool) {
	c.out.Reach("client-sent-elsewhere")
	o.away = !home && c.site.Stands
	if o.turned++; o.turned <= turnedMax {
		c.out.Timer(timerTurned+o.n, turnedAfter)
	}
}

func (c *Client) sendTurned(n uint64) {
	if o, _ := c.open.Get(n); o != nil {
		c.send(o)
	}
}

// isStandby reports whether the standby of the region answered.
func (c *Client) isStandby(in *sim.Input) bool {
	return c.site.Stands && in.Msg.Head.Source == "standby/"+c.site.Region
}

// abroad returns the command as it goes to another region: without who buys, where it
// is to go, on which terms and for how much. The owner asks for those at home.
func (c *Client) abroad(o *op) *sim.Message {
	if o.bare != nil {
		return o.bare
	}
	full, err := event.View(o.msg.View, o.msg.Body)
	if err != nil {
		panic("client " + c.name + " cannot read its own command: " + err.Error())
	}
	b := c.bodies.New()
	b.Key, b.Order = full.Key, full.Order
	if full.Purchase != nil {
		b.Purchase = &event.Purchase{Lines: full.Purchase.Lines}
	}
	o.bare = c.message(o.typ, b.Order, sim.Confidential, b)
	o.bare.Head.Purpose = event.Continuity
	return o.bare
}
