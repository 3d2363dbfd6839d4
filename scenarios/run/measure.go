package run

import (
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Measure watches one run and keeps figures: latencies by path and region,
// counters, and on demand what a report draws over time. It judges nothing but
// thresholds, and no promise reads it. It is not safe for concurrent use.
//
// Memory is bounded: what is under way is forgotten when it is over, and
// [Measure.Seal] leaves only the figures.
type Measure struct {
	sealed   bool
	now      int64 // of the last record
	spent    int64 // of merged runs, ns
	regions  regions
	latency  latencies
	fresh    freshness
	commands commands
	orders   orders
	ledgers  ledgers
	queues   queues
	counts   [countersN]int64
	recovery recoveries
	costs    costs
	exposed  exposed
	placing  *placing // nil where nothing is compared
	strips   *strips  // nil without detail
	moments  *moments // nil without detail
}

// NewMeasure returns a measure of a run under the given header. With detail it
// also collects what [Measure.Detail] returns.
func NewMeasure(h *history.Header, detail bool) *Measure {
	m := &Measure{}
	m.regions.init(h)
	m.commands.init()
	m.orders.init(h)
	m.queues.init(h, &m.ledgers)
	m.costs.init(h)
	if detail {
		m.strips, m.moments = &strips{}, &moments{}
	}
	return m
}

// See takes in the next record; it keeps nothing of r. A sealed measure takes
// nothing in.
func (m *Measure) See(r *history.Record) {
	if m.sealed {
		return
	}
	m.now = max(m.now, r.At)
	if m.placing != nil {
		m.placing.see(r)
	}
	if costly.Has(r.Kind) {
		m.costs.see(r)
	}
	switch r.Kind {
	case history.KindAppend:
		m.append(r)
	case history.KindStore:
		m.store(r)
	case history.KindDeliver:
		m.deliver(r)
	case history.KindApply:
		m.apply(r)
	case history.KindReject:
		m.reject(r)
	case history.KindInvoke:
		m.invoke(r)
	case history.KindOK, history.KindFail, history.KindInfo:
		m.answer(r)
	case history.KindCross:
		m.counts[crossings]++
		m.counts[crossedBytes] += int64(len(r.Body))
		m.exposed.see(r)
	case history.KindView:
		m.fresh.record(r)
	case history.KindFault:
		m.recovery.fault(r, &m.queues)
		fallthrough
	default:
		if m.moments != nil {
			m.moments.see(r)
		}
		if r.Kind == history.KindEnd {
			m.Seal()
		}
	}
}

// Seal drops everything that is only needed while records arrive. A complete
// history seals its measure by its end record; call it for a run that was
// stopped and is kept.
func (m *Measure) Seal() {
	if m.sealed {
		return
	}
	m.sealed = true
	m.commands.seal()
	m.orders.seal()
	m.ledgers.seal()
	m.queues.seal()
	m.latency.seal()
	m.fresh.seal()
	m.recovery.seal()
	m.costs.seal(m.now)
	if m.placing != nil {
		m.placing.seal()
	}
}

// Merge adds the figures of another run. What a report draws over time is left
// out. The order of merging does not change the result.
func (m *Measure) Merge(other *Measure) {
	for c, n := range other.counts {
		if counters[c].peak {
			m.counts[c] = max(m.counts[c], n)
		} else {
			m.counts[c] += n
		}
	}
	m.exposed.merge(other.exposed)
	m.latency.merge(&other.latency, m.regions.indices(&other.regions))
	m.fresh.merge(&other.fresh)
	m.costs.merge(&other.costs)
	m.placing.merge(other.placing)
	m.spent += other.now + other.spent
}

// span returns how much virtual time was measured.
func (m *Measure) span() time.Duration { return time.Duration(m.now + m.spent) }

// regions gives each region a small number. Number 0 stands for no region, and
// for all that come after the last number.
type regions struct {
	names []history.Name
}

const regionsMax = 64

func (g *regions) init(h *history.Header) {
	g.names = append(g.names, history.Name{})
	for _, name := range h.Regions {
		g.of(history.N(name))
	}
}

func (g *regions) of(n history.Name) int {
	for i := range g.names {
		if g.names[i].Key == n.Key {
			return i
		}
	}
	if len(g.names) == regionsMax {
		return 0
	}
	g.names = append(g.names, n)
	return len(g.names) - 1
}

// indices returns the numbers that the regions of another measure have here.
func (g *regions) indices(other *regions) []int {
	out := make([]int, len(other.names))
	for i, n := range other.names {
		out[i] = g.of(n)
	}
	return out
}
