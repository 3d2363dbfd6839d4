package live

import (
	"fmt"
	"strconv"
	"sync"

	"github.com/nats-io/nats.go"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live/bus"
)

// Caller calls the machines of a region from outside the system and is no machine
// itself: the client of a benchmark. Calls reach a machine in the order they were
// made in. It may be used concurrently.
type Caller struct {
	nc     *nats.Conn
	region string
	reply  string // calls are answered below it

	mu       sync.Mutex
	envelope envelope
}

// NewCaller connects a caller. Heard is called for every answer, one at a time,
// with the number of its call; calls may be lost, and then it is not.
func NewCaller(p *Port, name string, heard func(id uint64, answer *sim.Message)) (*Caller, error) {
	nc, err := p.Connect(bus.TX, name)
	if err != nil {
		return nil, fmt.Errorf("open caller %s: %w", name, err)
	}
	c := &Caller{nc: nc, region: p.Region, reply: bus.ReplySubject(p.Region, p.Region, name, 1) + "."}
	_, err = nc.Subscribe(bus.ReplyInbox(p.Region, p.Region, name, 1), func(msg *nats.Msg) {
		id, ok := last(msg.Subject)
		if answer, err := unpack(msg); ok && err == nil && !isStatus(msg) {
			heard(id, answer)
		}
	})
	if err == nil {
		err = nc.FlushTimeout(flushMax)
	}
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("open caller %s: %w", name, err)
	}
	return c, nil
}

// Call calls a machine of the region. An error means that the server is down.
func (c *Caller) Call(machine string, id uint64, m *sim.Message) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	msg := c.envelope.pack(m, bus.CallSubject(c.region, c.region, machine))
	msg.Reply = c.reply + strconv.FormatUint(id, 10)
	if err := c.nc.PublishMsg(msg); err != nil {
		return fmt.Errorf("call %s: %w", machine, err)
	}
	return nil
}

// Close ends the connection.
func (c *Caller) Close() { c.nc.Close() }
