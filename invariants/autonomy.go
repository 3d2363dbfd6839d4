package invariants

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// IsolationAutonomy is I-30, the part that one history can show: a region that
// is cut off goes on working.
//
// Q: of the local commands invoked while a region was cut off (fault of a
// partition kind or aggregator-outage, proved), the declared share was answered
// (invoke, ok, fail, info), and the 99th percentile of the time to ok is within
// the declared bound of that before the first fault. A refusal counts as an
// answer if the region refuses for the same reason also when it is not cut off;
// "shed" never does. Percentiles are compared from 100 commands on either side.
// Commands that met a dead process, a dead bus, a slow disk or a dead region are
// left out: that is not what this promise is about. Nor are those under way while
// what the run stands on was held up (ground); if that leaves too few of them to
// compare, there is no answer.
//
// Each command that a region had to serve while cut off is one evaluation.
var IsolationAutonomy = Promise{
	ID: "I-30", Name: "isolation-autonomy", Mode: Quiet, Timing: true,
	Title: "A region that is cut off goes on working at its usual pace.",
	Sees: history.Of(history.KindInvoke, history.KindOK, history.KindFail, history.KindInfo, history.KindFault,
		history.KindDown, history.KindUp, history.KindGround),
	Needs: history.Of(history.KindInvoke, history.KindFault),
	New:   newAutonomy,
}

type autonomy struct {
	bounds  history.Bounds
	hub     string
	cuts    map[string]bool // fault kinds that cut a region off
	clients *clients
	paces   map[int32]*paces // by region
	hubOut  int              // outages of the hub in force
	calm    bool             // no fault has begun yet
	hubCut  bool             // an outage of the hub was proved
}

// paces is how fast one region was.
type paces struct {
	proved        bool // it was really cut off
	before, while pace
}

func newAutonomy(h *history.Header) Checker {
	return &autonomy{
		bounds: h.Bounds, hub: h.Hub, calm: true, paces: make(map[int32]*paces),
		cuts:    words("partition", "partition-one-way", "partition-partial"),
		clients: newClients(h, words("kill", "power-loss", "pause", "bus-outage", "region-outage", "region-kill", "region-pause", "slow-disk")),
	}
}

func (c *autonomy) pace(region int32) *paces {
	p := c.paces[region]
	if p == nil {
		p = &paces{}
		c.paces[region] = p
	}
	return p
}

func (c *autonomy) See(r *history.Record, out *Result) {
	switch r.Kind {
	case history.KindInvoke:
		c.clients.invoke(r, c.hubOut > 0, c.calm)
	case history.KindOK, history.KindFail, history.KindInfo:
		c.answer(r)
	case history.KindFault:
		c.fault(r)
	case history.KindDown:
		c.clients.hurt(r.Region, 1, r.At)
	case history.KindUp:
		c.clients.hurt(r.Region, -1, r.At)
	case history.KindGround:
		for _, p := range c.paces {
			p.before.heldUp(r.At-r.Qty, r.At)
			p.while.heldUp(r.At-r.Qty, r.At)
		}
	}
}

func (c *autonomy) answer(r *history.Record) {
	f, ok := c.clients.answer(r)
	switch {
	case !ok || r.Kind != history.KindOK:
	case f.under:
		c.pace(f.region).while.add(f.at, r.At)
	case f.calm && c.calm:
		c.pace(f.region).before.add(f.at, r.At)
	}
}

func (c *autonomy) fault(r *history.Record) {
	switch r.Reason {
	case faultInjected:
		c.calm = false
		c.lever(r, 1)
	case faultReverted:
		c.lever(r, -1)
	case faultProved:
		c.prove(r)
	}
}

// lever counts a fault in or out of force.
func (c *autonomy) lever(r *history.Record, by int) {
	switch kind := r.Type.Text; {
	case kind == "aggregator-outage":
		c.hubOut += by
	case c.cuts[kind]:
		for _, name := range ends(r) {
			c.clients.at(name).under += by
		}
	case c.clients.hurts[kind]:
		c.clients.hurt(r.Region, by, r.At)
	}
}

func (c *autonomy) prove(r *history.Record) {
	if r.Type.Text == "aggregator-outage" {
		c.hubCut = true
	}
	if c.cuts[r.Type.Text] {
		for _, name := range ends(r) {
			c.pace(c.clients.region(name)).proved = true
		}
	}
}

// ends returns the regions at both ends of a partition.
func ends(r *history.Record) []history.Name {
	var out []history.Name
	for _, n := range []history.Name{r.Region, r.From, r.To} {
		if !n.IsZero() && (len(out) == 0 || out[0].Key != n.Key) {
			out = append(out, n)
		}
	}
	return out
}

// Quiet judges each region that was really cut off.
func (c *autonomy) Quiet(out *Result) {
	c.clients.settle()
	for i, g := range c.clients.items {
		p := c.pace(int32(i))
		if g.name.Text == c.hub || !p.proved && !c.hubCut || g.total == 0 {
			continue
		}
		out.Evaluated += g.total
		c.judge(g, p, out)
	}
}

func (c *autonomy) judge(g *served, p *paces, out *Result) {
	if share := g.share(); share < c.bounds.Available {
		out.Breach(nil, func() string {
			return fmt.Sprintf("%s answered %d of %d local commands while cut off (%s), promised are %s",
				g.name, g.answered, g.total, percent(share), percent(c.bounds.Available))
		})
	}
	p.before.settle()
	p.while.settle()
	if p.before.spoilt(samplesMin) || p.while.spoilt(samplesMin) {
		out.Missing = fmt.Sprintf("what the run stands on was held up too often to tell how fast %s was: run it where less else is going on", g.name)
		return
	}
	if p.before.clean.total < samplesMin || p.while.clean.total < samplesMin {
		return
	}
	before, while := p.before.clean.permille(990), p.while.clean.permille(990)
	if while > before+max(before*c.bounds.Slower/1000, c.bounds.UnevenNano) {
		out.Breach(nil, func() string {
			return fmt.Sprintf("%s took %v for 99 of 100 local commands while cut off, %v before", g.name, time.Duration(while), time.Duration(before))
		})
	}
}

// samplesMin is the number of commands from which percentiles are compared.
const samplesMin = 100

// percent writes parts per million as per cent.
func percent(ppm int64) string { return fmt.Sprintf("%d.%02d %%", ppm/10_000, ppm%10_000/100) }
