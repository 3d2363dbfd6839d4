package broker

import (
	"bufio"
	"net"
	"sync"

	"github.com/seatrial/seatrial/sim/live/link"
)

// wire carries connections to the server and shows what passes to the watch.
type wire struct {
	broker   *Broker
	listener net.Listener
	upstream string
	workers  sync.WaitGroup

	mu    sync.Mutex
	free  *sync.Cond
	held  bool
	ended bool
	conns map[*passage]bool

	watching sync.Mutex // one thing is seen at a time
}

// passage is one connection of the consumer.
type passage struct {
	near, far net.Conn
	ended     bool // under wire.mu
}

func (b *Broker) openWire(address, upstream string) (*wire, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	w := &wire{broker: b, listener: l, upstream: upstream, conns: map[*passage]bool{}}
	w.free = sync.NewCond(&w.mu)
	w.workers.Go(w.accept)
	return w, nil
}

func (w *wire) accept() {
	for {
		near, err := w.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", w.upstream)
		if err != nil {
			_ = near.Close()
			continue
		}
		p := &passage{near: near, far: far}
		w.mu.Lock()
		w.conns[p] = true
		ended := w.ended
		w.mu.Unlock()
		if ended {
			w.end(p)
			continue
		}
		w.workers.Go(func() { w.up(p) })
		w.workers.Go(func() { w.down(p) })
	}
}

// up carries what the consumer says, frame by frame.
func (w *wire) up(p *passage) {
	out := bufio.NewWriter(p.far)
	tap := link.NewTap(func(f link.Frame) { w.forward(p, out, &f) })
	buf := make([]byte, 64<<10)
	for {
		n, err := p.near.Read(buf)
		_, _ = tap.Write(buf[:n])
		if w.wait(p) && n > 0 {
			err2 := out.Flush()
			if err == nil {
				err = err2
			}
		}
		if err != nil {
			break
		}
	}
	w.end(p)
}

// forward writes one frame of the consumer, unless the watch says otherwise.
func (w *wire) forward(p *passage, out *bufio.Writer, f *link.Frame) {
	if !w.wait(p) {
		return
	}
	then := Pass
	if f.IsMessage() {
		then = w.heard(f)
	}
	switch then {
	case Drop:
		return
	case HoldBefore:
		return
	}
	write(out, f)
	if then == HoldAfter {
		_ = out.Flush()
	}
}

// write puts a frame together again.
func write(out *bufio.Writer, f *link.Frame) {
	_, _ = out.Write(f.Line)
	if f.Op == link.Unknown {
		return // raw, with its end
	}
	_, _ = out.WriteString("\r\n")
	if !f.IsMessage() {
		return
	}
	if f.Header != nil {
		_, _ = out.WriteString("NATS/1.0")
		if f.Status != "" {
			_, _ = out.WriteString(" " + f.Status)
		}
		_, _ = out.Write(f.Header)
	}
	_, _ = out.Write(f.Payload)
	_, _ = out.WriteString("\r\n")
}

// heard shows a message of the consumer to the watch.
func (w *wire) heard(f *link.Frame) Then {
	if f.Subject == w.broker.cfg.EffectsSubject {
		return w.see(Seen{Kind: Effect, Data: f.Payload})
	}
	if s, ok := w.broker.delivery(f.Subject); ok {
		s.Kind = answered(f.Payload)
		return w.see(s)
	}
	return Pass
}

// down carries what the server says. What is delivered is seen before it arrives.
func (w *wire) down(p *passage) {
	connected := false
	tap := link.NewTap(func(f link.Frame) {
		switch {
		case f.IsMessage():
			if s, ok := w.broker.delivery(f.Reply); ok {
				s.Kind = Delivered
				w.see(s)
			}
		case f.Op == "PONG" && !connected:
			connected = true // only who was let in is answered
			w.see(Seen{Kind: Connected})
		}
	})
	buf := make([]byte, 64<<10)
	for {
		n, err := p.far.Read(buf)
		_, _ = tap.Write(buf[:n])
		if n > 0 {
			if _, werr := p.near.Write(buf[:n]); err == nil {
				err = werr
			}
		}
		if err != nil {
			break
		}
	}
	if w.end(p) && connected {
		w.see(Seen{Kind: Gone})
	}
}

// see shows something to the watch. A hold is there before anybody can release it.
func (w *wire) see(s Seen) Then {
	w.watching.Lock()
	defer w.watching.Unlock()
	then := w.broker.cfg.Watch(s)
	if then == HoldBefore || then == HoldAfter {
		w.hold()
	}
	return then
}

// wait returns when the wire is open, true, or the connection has ended, false.
func (w *wire) wait(p *passage) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.held && !p.ended && !w.ended {
		w.free.Wait()
	}
	return !p.ended && !w.ended
}

// hold keeps back everything that consumers say from now on.
func (w *wire) hold() {
	w.mu.Lock()
	w.held = true
	w.mu.Unlock()
}

// cut ends every connection with what is held back on it.
func (w *wire) cut() {
	w.mu.Lock()
	all := make([]*passage, 0, len(w.conns))
	for p := range w.conns {
		all = append(all, p)
	}
	w.mu.Unlock()
	for _, p := range all {
		w.end(p)
	}
}

// release opens the wire again.
func (w *wire) release() {
	w.watching.Lock()
	defer w.watching.Unlock()
	w.mu.Lock()
	w.held = false
	w.free.Broadcast()
	w.mu.Unlock()
}

// end ends a connection and reports whether it was the last to do so: each is
// ended from both sides.
func (w *wire) end(p *passage) (last bool) {
	_ = p.near.Close()
	_ = p.far.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	p.ended = true
	w.free.Broadcast()
	last = w.conns[p]
	delete(w.conns, p)
	return last
}

func (w *wire) close() {
	_ = w.listener.Close()
	w.mu.Lock()
	w.ended = true
	w.free.Broadcast()
	w.mu.Unlock()
	w.cut()
	w.workers.Wait()
}
