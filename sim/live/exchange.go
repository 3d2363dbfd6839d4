package live

import (
	"fmt"
	"sync"

	"github.com/nats-io/nats.go"
	"github.com/seatrial/seatrial/sim/live/bus"
)

// headerPassed names the region that a message came from which the hub passes on.
const headerPassed = "Sea-Passed"

// Exchange stands at the hub and passes on what one region sends to another: every
// link has the hub at one end. It may be used concurrently.
type Exchange struct {
	nc      *nats.Conn
	touches *Touches

	mu   sync.Mutex
	cuts map[[2]string]*Holders // looked up, never ranged over
}

// OpenExchange begins to pass on what comes to the hub for others.
func OpenExchange(hub *Port, touches *Touches) (*Exchange, error) {
	nc, err := hub.Connect(bus.EXPORT, "exchange")
	if err != nil {
		return nil, fmt.Errorf("open exchange: %w", err)
	}
	x := &Exchange{nc: nc, touches: touches, cuts: map[[2]string]*Holders{}}
	if _, err = nc.Subscribe(bus.PassAll, x.pass); err == nil {
		err = nc.FlushTimeout(flushMax)
	}
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("open exchange: %w", err)
	}
	return x, nil
}

// pass passes a message on, unless a fault keeps the two regions apart.
func (x *Exchange) pass(msg *nats.Msg) {
	from, to, subject, ok := bus.Passing(msg.Subject)
	if !ok || x.lane(from, to).touch(x.touches) {
		return
	}
	msg.Header.Set(headerPassed, from)
	onward := &nats.Msg{Subject: subject, Reply: msg.Reply, Header: msg.Header, Data: msg.Data}
	_ = x.nc.PublishMsg(onward) // it may be lost, like every call
}

func (x *Exchange) lane(from, to string) *Holders {
	x.mu.Lock()
	defer x.mu.Unlock()
	h := x.cuts[[2]string{from, to}]
	if h == nil {
		h = &Holders{}
		x.cuts[[2]string{from, to}] = h
	}
	return h
}

// Cut stops what goes from one region to another, or lets it through again.
func (x *Exchange) Cut(fault, from, to string, on bool) { x.lane(from, to).Set(fault, 0, on) }

// Close passes nothing on any more.
func (x *Exchange) Close() { x.nc.Close() }
