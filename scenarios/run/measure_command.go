package run

import (
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// placeOrder is the type of the command that creates an order.
const placeOrder = "PlaceOrder"

// commands follows commands from their first attempt to their answer.
type commands struct {
	order  uint64 // key of placeOrder
	open   map[uint64]command
	gone   [goneMax]uint64 // commands without an answer, the oldest first from at
	at     int
	queues []Account // by region, as far as commands go
}

// goneMax is how many commands without an answer are remembered, so that an
// order that was given up and came to be all the same has its cycle measured.
const goneMax = 1024

// command is one under way.
type command struct {
	at     int64
	region uint8
	order  bool
	gone   bool // the client has given up
}

func (c *commands) init() {
	c.order, c.open = history.Hash(placeOrder), make(map[uint64]command)
}

func (c *commands) seal() { c.open = nil }

// queue returns the account of a region's commands.
func (c *commands) queue(region int) *Account {
	for len(c.queues) <= region {
		c.queues = append(c.queues, Account{})
	}
	return &c.queues[region]
}

// forget remembers a command without an answer for a while.
func (c *commands) forget(op uint64) {
	delete(c.open, c.gone[c.at])
	c.gone[c.at] = op
	c.at = (c.at + 1) % goneMax
}

func (m *Measure) invoke(r *history.Record) {
	c := &m.commands
	_, again := c.open[r.Op.Key]
	region := m.regions.of(r.Region)
	if again || r.Attempt > 1 {
		m.counts[retries]++
		c.queue(region).Duplicates++
		return
	}
	m.counts[commandsSent]++
	c.queue(region).Accepted++
	c.open[r.Op.Key] = command{at: r.At, region: uint8(region), order: r.Type.Key == c.order}
}

func (m *Measure) answer(r *history.Record) {
	c := &m.commands
	cmd, ok := c.open[r.Op.Key]
	if !ok || cmd.gone {
		return // answered before, or given up
	}
	q := c.queue(int(cmd.region))
	switch r.Kind {
	case history.KindInfo:
		m.counts[commandsLost]++
		cmd.gone = true
		c.open[r.Op.Key] = cmd
		c.forget(r.Op.Key)
		return
	case history.KindOK:
		m.counts[commandsOK]++
		q.Applied++
		m.recovery.ok(m.regions.names[cmd.region], r.At)
		m.answered(cmd, r.At)
	case history.KindFail:
		if r.Reason == history.ReasonShed {
			m.counts[commandsShed]++
			q.Shed++
		} else {
			m.counts[commandsFailed]++
			q.Accepted-- // refused: never taken in
		}
	}
	delete(c.open, r.Op.Key)
}

// answered measures a command that was answered ok.
func (m *Measure) answered(cmd command, at int64) {
	m.latency.record(commandCommit, int(cmd.region), at-cmd.at)
	if cmd.order {
		m.latency.record(orderCommit, int(cmd.region), at-cmd.at)
	}
	if m.strips != nil {
		m.strips.add(answeredStrip, int(cmd.region), at, 1)
	}
}

// grace is how long a command may be under way before it counts as one that
// was not answered.
const grace = time.Second

// Answered returns how many commands have had their time to be answered, and
// how many of them were answered ok.
func (m *Measure) Answered() (asked, answered int64) {
	asked = m.counts[commandsSent]
	for _, cmd := range m.commands.open {
		if !cmd.gone && m.now-cmd.at < int64(grace) {
			asked--
		}
	}
	return asked, m.counts[commandsOK]
}
