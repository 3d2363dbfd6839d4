package run

import (
	"slices"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// role says what a consumer is to the measure.
type role uint8

const (
	otherRole role = iota
	plannerRole
	dashboardRole
	hubRole
)

// roleOf tells roles by the first word of a name, and the hub's by its region.
func roleOf(name, region, hub string) role {
	first, _, _ := strings.Cut(name, "/")
	switch {
	case first == "aggregator" || hub != "" && region == hub:
		return hubRole
	case first == "planner":
		return plannerRole
	case first == "dashboard":
		return dashboardRole
	}
	return otherRole
}

// queues are the ways from ledgers to consumers.
type queues struct {
	index table
	items []*queue
	hub   string
}

// queue is the way from one ledger to one consumer.
type queue struct {
	rule     history.Consumer
	declared bool // the header names it
	consumer string
	source   *ledger
	role     role

	accepted  int64 // events that it has to deliver
	applied   int64
	repeated  int64 // deliveries of what was delivered before
	ignored   int64
	dead      int64
	shed      int64
	settled   int64           // events that are over, each counted once
	parked    map[uint64]bool // positions put aside
	delivered window
	over      window // positions settled
}

// queuesMax bounds the pairs of ledger and consumer; what comes after the last
// shares one queue without name.
const queuesMax = 4096

func (q *queues) init(h *history.Header, l *ledgers) {
	q.hub = h.Hub
	for _, c := range h.Consumers {
		for _, source := range c.Sources {
			x := l.of(history.N(source))
			x.follows = append(x.follows, int32(len(q.items)))
			q.open(join(history.Hash(c.Name), x.name.Key), &queue{rule: c, declared: true, consumer: c.Name, source: x,
				role: roleOf(c.Name, c.Region, h.Hub)})
		}
	}
}

func (q *queues) open(key uint64, x *queue) *queue {
	q.index.put(key, int32(len(q.items)))
	q.items = append(q.items, x)
	return x
}

// of returns the queue that a record of a consumer is about.
func (m *Measure) queue(r *history.Record) *queue {
	q := &m.queues
	key := join(r.Consumer.Key, r.Source.Key)
	if i, ok := q.index.get(key); ok {
		return q.items[i]
	}
	if len(q.items) >= queuesMax {
		if i, ok := q.index.get(0); ok {
			return q.items[i]
		}
		return q.open(0, &queue{source: &ledger{}})
	}
	return q.open(key, &queue{consumer: r.Consumer.Text, source: m.ledgers.of(r.Source),
		role: roleOf(r.Consumer.Text, r.Region.Text, q.hub)})
}

func (q *queues) seal() {
	for _, x := range q.items {
		x.delivered, x.over = window{}, window{}
	}
}

// wants reports whether the header gives the consumer a type of an entity kind.
func (q *queue) wants(kind, typ string) bool {
	return (len(q.rule.Entities) == 0 || slices.Contains(q.rule.Entities, kind)) &&
		(len(q.rule.Types) == 0 || slices.Contains(q.rule.Types, typ))
}

// heard reports whether the consumer was seen to decide anything.
func (q *queue) heard() bool { return q.applied+q.ignored+q.dead+q.shed+int64(len(q.parked)) > 0 }

func (m *Measure) deliver(r *history.Record) {
	q := m.queue(r)
	m.counts[deliveries]++
	if r.Attempt > 1 {
		m.counts[redeliveries]++
	}
	again := r.Attempt > 1
	if r.SourcePos > 0 {
		again = q.delivered.add(r.SourcePos)
	}
	if again {
		m.counts[duplicates]++
		q.repeated++
		if m.strips != nil {
			m.strips.add(duplicateStrip, q.source.region, r.At, 1)
		}
	} else if !q.declared {
		q.accepted++ // nobody said what it has to deliver
	}
}

func (m *Measure) apply(r *history.Record) {
	q := m.queue(r)
	m.counts[applied]++
	q.applied++
	if s := m.settle(q, r); s != nil {
		m.arrived(q, s, r.At)
	}
}

// arrived measures how long an event took to a consumer.
func (m *Measure) arrived(q *queue, s *slot, at int64) {
	switch {
	case q.role == hubRole:
		m.latency.record(hubPropagation, q.source.region, at-s.at)
	case q.role == plannerRole && s.class == stockEvent:
		m.latency.record(localPropagation, q.source.region, at-s.at)
	case q.role == dashboardRole && s.class == createdEvent:
		m.latency.record(orderVisible, q.source.region, at-s.at)
	}
}

// settle notes that a consumer is through with an event. It returns the event
// if this is the first time and the event is still known.
func (m *Measure) settle(q *queue, r *history.Record) *slot {
	if len(q.parked) > 0 {
		delete(q.parked, r.SourcePos)
	}
	if r.SourcePos == 0 || q.over.add(r.SourcePos) {
		return nil
	}
	q.settled++
	m.recovery.settled(q, r.SourcePos, r.At)
	if m.strips != nil && q.role == hubRole {
		m.strips.set(hubLagStrip, q.source.region, r.At, q.accepted-q.settled)
	}
	s := q.source.find(r.SourcePos)
	if s != nil && s.wait > 0 {
		s.wait--
	}
	return s
}

func (m *Measure) reject(r *history.Record) {
	q := m.queue(r)
	switch r.Reason {
	case history.ReasonDuplicate:
		m.counts[ignored]++
		q.ignored++
	case history.ReasonParked:
		m.park(q, r.SourcePos)
	case history.ReasonDeadLetter:
		m.counts[deadLetters]++
		q.dead++
		m.settle(q, r)
	case history.ReasonShed:
		m.counts[shed]++
		q.shed++
		m.settle(q, r)
	case history.ReasonStale:
		m.counts[stale]++
		m.overtaken(q, r)
	}
}

// park counts a position once, however often it is put aside.
func (m *Measure) park(q *queue, pos uint64) {
	if q.parked[pos] {
		return
	}
	m.counts[parked]++
	if q.parked == nil {
		q.parked = make(map[uint64]bool)
	}
	if len(q.parked) < slotsMax {
		q.parked[pos] = true
	}
}

// overtaken files a stale event: one that was settled before is a duplicate,
// any other ends here with the rejection as its receipt.
func (m *Measure) overtaken(q *queue, r *history.Record) {
	if r.SourcePos > 0 && q.over.has(r.SourcePos) {
		q.ignored++
		return
	}
	q.shed++
	m.settle(q, r)
}

// hubLag notes how many events of a region the hub has not settled.
func (m *Measure) hubLag(to []int32, region int, at int64) {
	for _, i := range to {
		if q := m.queues.items[i]; q.role == hubRole {
			m.strips.set(hubLagStrip, region, at, q.accepted-q.settled)
			return
		}
	}
}
