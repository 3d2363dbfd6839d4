package invariants

import (
	"fmt"
	"strings"
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
	hurts   map[string]bool // fault kinds that stop local work themselves
	regions map[uint64]int32
	items   []region
	flights recent[flight]
	hubOut  int  // outages of the hub in force
	calm    bool // no fault has begun yet
	reasons map[uint64]bool
	hubCut  bool // an outage of the hub was proved
}

// region is what one region did.
type region struct {
	name     history.Name
	cut      int   // partitions in force
	hurt     int   // other things in force
	hurtAt   int64 // when one last was
	proved   bool
	total    uint64
	answered uint64
	refused  map[uint64]uint64 // by reason
	before   pace
	while    pace
}

// flight is a command without an answer.
type flight struct {
	at     int64
	region int32
	cut    bool
	calm   bool
}

func newAutonomy(h *history.Header) Checker {
	c := &autonomy{
		bounds: h.Bounds, hub: h.Hub, calm: true,
		cuts:    words("partition", "partition-one-way", "partition-partial"),
		hurts:   words("kill", "power-loss", "pause", "bus-outage", "region-outage", "region-kill", "region-pause", "slow-disk"),
		regions: make(map[uint64]int32), flights: newRecent[flight](h.Bounds.HorizonNano),
		reasons: make(map[uint64]bool),
	}
	c.flights.drop = c.unanswered
	for _, name := range h.Regions {
		c.region(history.N(name))
	}
	return c
}

func words(list ...string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, w := range list {
		m[w] = true
	}
	return m
}

func (c *autonomy) region(name history.Name) int32 {
	i, ok := c.regions[name.Key]
	if !ok {
		i = int32(len(c.items))
		c.regions[name.Key] = i
		c.items = append(c.items, region{name: name, hurtAt: -1, refused: make(map[uint64]uint64)})
	}
	return i
}

func (c *autonomy) See(r *history.Record, out *Result) {
	switch r.Kind {
	case history.KindInvoke:
		c.invoke(r)
	case history.KindOK, history.KindFail, history.KindInfo:
		c.answer(r)
	case history.KindFault:
		c.fault(r)
	case history.KindDown:
		c.hurt(r.Region, 1, r.At)
	case history.KindUp:
		c.hurt(r.Region, -1, r.At)
	case history.KindGround:
		for i := range c.items {
			c.items[i].before.heldUp(r.At-r.Qty, r.At)
			c.items[i].while.heldUp(r.At-r.Qty, r.At)
		}
	}
}

func (c *autonomy) invoke(r *history.Record) {
	if _, again := c.flights.get(r.Op.Key); again || !local(r) {
		return
	}
	i := c.region(r.Region)
	cut := c.items[i].cut > 0 || c.hubOut > 0
	c.flights.add(r.Op.Key, flight{at: r.At, region: i, cut: cut, calm: c.calm}, r.At)
}

func (c *autonomy) answer(r *history.Record) {
	f, ok := c.flights.get(r.Op.Key)
	if !ok {
		return
	}
	c.flights.remove(r.Op.Key)
	g := &c.items[f.region]
	switch {
	case f.cut:
		c.answerCut(g, f, r)
	case r.Kind == history.KindFail:
		c.reasons[reasonKey(r.Reason)] = true
	case r.Kind == history.KindOK && f.calm && c.calm:
		g.before.add(f.at, r.At)
	}
}

func (c *autonomy) answerCut(g *region, f flight, r *history.Record) {
	if g.hurt > 0 || g.hurtAt >= f.at {
		return
	}
	g.total++
	switch r.Kind {
	case history.KindOK:
		g.answered++
		g.while.add(f.at, r.At)
	case history.KindFail:
		if r.Reason != history.ReasonShed {
			g.refused[reasonKey(r.Reason)]++
		}
	}
}

// reasonKey identifies a refusal by its words up to the first detail.
func reasonKey(reason string) uint64 {
	if i := strings.IndexAny(reason, ":0123456789"); i > 0 {
		reason = reason[:i]
	}
	return history.Hash(reason)
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
			c.items[c.region(name)].cut += by
		}
	case c.hurts[kind]:
		c.hurt(r.Region, by, r.At)
	}
}

func (c *autonomy) prove(r *history.Record) {
	if r.Type.Text == "aggregator-outage" {
		c.hubCut = true
	}
	if c.cuts[r.Type.Text] {
		for _, name := range ends(r) {
			c.items[c.region(name)].proved = true
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

func (c *autonomy) hurt(name history.Name, by int, at int64) {
	g := &c.items[c.region(name)]
	g.hurt = max(g.hurt+by, 0)
	g.hurtAt = at
}

// unanswered counts a command that never got an answer.
func (c *autonomy) unanswered(f flight) {
	if g := &c.items[f.region]; f.cut && g.hurt == 0 && g.hurtAt < f.at {
		g.total++
	}
}

// Quiet judges each region that was really cut off.
func (c *autonomy) Quiet(out *Result) {
	c.flights.each(c.unanswered)
	for i := range c.items {
		g := &c.items[i]
		if g.name.Text == c.hub || !g.proved && !c.hubCut || g.total == 0 {
			continue
		}
		for reason, n := range g.refused { // a sum does not depend on the order
			if c.reasons[reason] {
				g.answered += n
			}
		}
		out.Evaluated += g.total
		c.judge(g, out)
	}
}

func (c *autonomy) judge(g *region, out *Result) {
	if share := int64(g.answered * 1_000_000 / g.total); share < c.bounds.Available {
		out.Breach(nil, func() string {
			return fmt.Sprintf("%s answered %d of %d local commands while cut off (%s), promised are %s",
				g.name, g.answered, g.total, percent(share), percent(c.bounds.Available))
		})
	}
	g.before.settle()
	g.while.settle()
	if g.before.spoilt(samplesMin) || g.while.spoilt(samplesMin) {
		out.Missing = fmt.Sprintf("what the run stands on was held up too often to tell how fast %s was: run it where less else is going on", g.name)
		return
	}
	if g.before.clean.total < samplesMin || g.while.clean.total < samplesMin {
		return
	}
	before, while := g.before.clean.permille(990), g.while.clean.permille(990)
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
