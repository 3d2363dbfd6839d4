package link

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"slices"
	"time"
)

// handshakeMax is when a handshake is given up that Near, whose patience is
// about two seconds, has long given up.
const handshakeMax = 10 * time.Second

// passage is one connection of Near, from the gate to the proxy. Its fields are
// guarded by the link's mutex.
type passage struct {
	near     *net.TCPConn
	out      *net.TCPConn // to the proxy; nil until it is dialled
	hop      *hop
	stranded bool // it came in while the link was cut
	left     bool // Near has closed its side
	ended    bool
}

// end closes both sides, with RST if abort.
func (p *passage) end(abort bool) {
	p.ended = true
	for _, c := range []*net.TCPConn{p.near, p.out} {
		if c == nil {
			continue
		}
		if abort {
			_ = c.SetLinger(0)
		}
		_ = c.Close()
	}
}

// accept takes connections in until the gate is closed.
func (l *Link) accept() {
	for {
		c, err := l.gate.Accept()
		if err != nil {
			if l.ctx.Err() != nil {
				return
			}
			// Out of files or the like: the next connection may do better.
			timer := time.NewTimer(time.Millisecond)
			select {
			case <-l.ctx.Done():
			case <-timer.C:
			}
			timer.Stop()
			continue
		}
		if p := l.admit(c.(*net.TCPConn)); p != nil {
			l.workers.Go(func() { l.carry(p) })
		}
	}
}

// admit registers a connection, or turns it away.
func (l *Link) admit(c *net.TCPConn) *passage {
	p := &passage{near: c}
	l.mu.Lock()
	touched := slices.Clone(l.refusing)
	ok := len(touched) == 0 && !l.closed
	if ok {
		touched = append(slices.Clone(l.there.cuts), l.back.cuts...)
		p.stranded = len(touched) > 0
		ok = p.stranded || l.through(p)
	}
	if ok {
		l.passages[p] = true
	} else {
		p.end(true)
	}
	l.mu.Unlock()
	l.touch(touched...)
	if !ok {
		return nil
	}
	return p
}

// through finds the proxy for a connection and starts one if there is none.
func (l *Link) through(p *passage) bool {
	if l.hop == nil {
		h, err := l.startHop(len(l.resets) > 0)
		if err != nil {
			return false
		}
		l.hop = h
	}
	p.hop = l.hop
	return true
}

// carry sees a connection through to its end.
func (l *Link) carry(p *passage) {
	defer l.leave(p)
	if p.stranded {
		l.swallow(p)
		return
	}
	c, err := net.DialTimeout("tcp", p.hop.proxy.Listen, patience)
	if err != nil {
		return
	}
	if !l.attach(p, c.(*net.TCPConn)) {
		_ = c.Close()
		return
	}
	near, out, err := l.secure(p)
	if err != nil {
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.pump(near, out, l.tap(l.cfg.Far, l.cfg.Near))
		// The far side is gone for good; Near gets a moment to read what is left.
		_ = p.near.SetReadDeadline(time.Now().Add(time.Second))
	}()
	l.pump(out, near, l.tap(l.cfg.Near, l.cfg.Far))
	l.mu.Lock()
	p.left = true
	l.mu.Unlock()
	<-done
}

// attach gives a passage its way out, unless it was ended meanwhile.
func (l *Link) attach(p *passage, out *net.TCPConn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !p.ended {
		p.out = out
	}
	return !p.ended
}

// leave ends a passage and forgets it.
func (l *Link) leave(p *passage) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !p.ended {
		p.end(false)
	}
	delete(l.passages, p)
}

// swallow reads what Near says to nobody. What it says in clear has left the
// region, so the tap sees it.
func (l *Link) swallow(p *passage) {
	var tap *Tap
	if l.cfg.Accept == nil {
		tap = l.tap(l.cfg.Near, l.cfg.Far)
	}
	buf := make([]byte, 4<<10)
	for {
		n, err := p.near.Read(buf)
		if n > 0 {
			l.touch(l.there.terms.Load().cuts...)
		}
		if tap != nil {
			_, _ = tap.Write(buf[:n])
		}
		if err != nil {
			break
		}
	}
	if tap != nil {
		_ = tap.Close()
	}
}

// secure returns the two sides of a passage in clear. With TLS it goes to Far
// first, so that Near hears nothing if Far cannot be reached.
func (l *Link) secure(p *passage) (near, out net.Conn, err error) {
	if l.cfg.Accept == nil || l.cfg.Seen == nil {
		return p.near, p.out, nil
	}
	dial := l.cfg.Dial
	if dial.ServerName == "" && !dial.InsecureSkipVerify {
		dial = dial.Clone()
		dial.ServerName, _, _ = net.SplitHostPort(l.cfg.Upstream)
	}
	ctx, cancel := context.WithTimeout(l.ctx, handshakeMax)
	defer cancel()
	client, server := tls.Client(p.out, dial), tls.Server(p.near, l.cfg.Accept)
	if err := client.HandshakeContext(ctx); err != nil {
		return nil, nil, err
	}
	if err := server.HandshakeContext(ctx); err != nil {
		return nil, nil, err
	}
	return server, client, nil
}

// tap returns a tap for a direction of one connection, or nil.
func (l *Link) tap(from, to string) *Tap {
	if l.cfg.Seen == nil {
		return nil
	}
	return NewTap(func(f Frame) { l.cfg.Seen(from, to, f) })
}

// pump copies one direction until it ends, then closes that half. The tap sees
// bytes before they go on, so that nobody can act on what it has not seen.
func (l *Link) pump(dst, src net.Conn, tap *Tap) {
	defer closeHalf(dst)
	if tap == nil {
		_, _ = io.Copy(dst, src)
		return
	}
	defer func() { _ = tap.Close() }()
	buf := make([]byte, 64<<10)
	for {
		n, err := src.Read(buf)
		if n > 0 {
			_, _ = tap.Write(buf[:n])
			if _, err := dst.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// closeHalf says that nothing more comes. TLS says so in a record of its own,
// and then its connection does.
func closeHalf(c net.Conn) {
	if t, ok := c.(*tls.Conn); ok {
		_ = t.CloseWrite()
		c = t.NetConn()
	}
	if t, ok := c.(*net.TCPConn); ok {
		_ = t.CloseWrite()
	}
}
