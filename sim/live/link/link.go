package link

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// patience is how long a call into toxiproxy, or the end of a link, may take
// before it is given up. On loopback they take microseconds.
const patience = 5 * time.Second

// Config says what a link joins and what it is like without faults.
type Config struct {
	Near     string // the region that dials, "tx"
	Far      string // the region that listens, "hub"
	Listen   string // host:port that Near dials; "" = any that is free on the loopback address
	Upstream string // host:port of Far's listener

	There Way // Near to Far
	Back  Way // Far to Near

	Seed uint64 // of the draws of jitter

	// Touch is called for each thing that a fault did to something: a chunk
	// delayed, made to wait for bandwidth or swallowed, a connection closed, reset,
	// refused or left without an answer. nil = nobody counts. It may be called from
	// several goroutines at once and must not call back into the link.
	Touch func(fault string)
	// Seen is the tap; nil = none. Each direction of each connection is seen in
	// order; different ones may be seen at once. The frame's slices are good until
	// Seen returns. It must not call back into the link.
	Seen func(from, to string, f Frame)

	// Accept and Dial make the tap terminate TLS: it answers Near with Accept and
	// is Near towards Far with Dial. The handshake must come first on both sides
	// (handshake_first). Both nil: what crosses is tapped as it is. Without a tap
	// they are not used and TLS passes through untouched. If Dial names no server,
	// the host of Upstream is meant.
	Accept, Dial *tls.Config
}

// Way is one direction of a link. The zero Way adds nothing.
type Way struct {
	Delay     time.Duration // of every chunk
	Jitter    time.Duration // drawn from [0, Jitter) and added; order is kept
	Bandwidth int64         // bytes per second of all connections together, 0 = unlimited
}

// check refuses what no direction can be like.
func (w Way) check() error {
	if min(w.Delay, w.Jitter) < 0 || w.Bandwidth < 0 {
		return errors.New("got a negative delay, jitter or bandwidth, want none")
	}
	return nil
}

// Link is an open link. Its methods may be called from several goroutines.
type Link struct {
	cfg      Config
	gate     net.Listener
	server   *toxiproxy.ApiServer
	there    *lane
	back     *lane
	ctx      context.Context
	cancel   context.CancelFunc
	workers  sync.WaitGroup // the gate, its passages, resets
	stopping sync.WaitGroup // proxies that are being thrown away

	mu       sync.Mutex
	closed   bool
	hop      *hop   // the proxy that new passages go through; nil = started when one comes
	retired  []*hop // proxies that take no new passages, but keep those they have
	passages map[*passage]bool
	refusing []string          // faults that close and refuse
	resets   map[string]*reset // by fault
}

// Open starts a link. The error wraps what went wrong with the listener, or says
// what is missing in the config.
func Open(cfg Config) (*Link, error) {
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("open link %s-%s: %w", cfg.Near, cfg.Far, err)
	}
	l := &Link{
		cfg:      cfg,
		server:   toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()),
		there:    newLane(cfg.Near, cfg.Far, cfg.There, cfg.Seed),
		back:     newLane(cfg.Far, cfg.Near, cfg.Back, cfg.Seed),
		passages: map[*passage]bool{},
		resets:   map[string]*reset{},
	}
	var err error
	if l.hop, err = l.startHop(false); err != nil {
		return nil, fmt.Errorf("open link %s-%s: %w", cfg.Near, cfg.Far, err)
	}
	if l.gate, err = net.Listen("tcp", cmp.Or(cfg.Listen, "127.0.0.1:0")); err != nil {
		l.stopHop(l.hop)
		return nil, fmt.Errorf("open link %s-%s: %w", cfg.Near, cfg.Far, err)
	}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	l.workers.Go(l.accept)
	return l, nil
}

// check reports what a config lacks.
func (c *Config) check() error {
	switch {
	case c.Near == "" || c.Far == "" || c.Near == c.Far:
		return fmt.Errorf("got regions %q and %q, want two different ones", c.Near, c.Far)
	case (c.Accept == nil) != (c.Dial == nil):
		return errors.New("got one of Accept and Dial, want both or neither")
	}
	if err := errors.Join(c.There.check(), c.Back.check()); err != nil {
		return err
	}
	if _, _, err := net.SplitHostPort(c.Upstream); err != nil {
		return fmt.Errorf("read upstream: %w", err)
	}
	return nil
}

// Addr returns the host:port that Near dials. It stays the same for the life of
// the link.
func (l *Link) Addr() string { return l.gate.Addr().String() }

// Connections returns how many connections Near has open through the link. Those
// that came in while it was cut, and so lead nowhere, do not count.
func (l *Link) Connections() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for p := range l.passages {
		if !p.stranded && !p.left {
			n++
		}
	}
	return n
}

// Close ends every connection and every fault, and gives the port back. It waits
// until nothing of the link runs any more; the error says what did not end in
// time. A second Close does nothing.
func (l *Link) Close() error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil
	}
	l.closed = true
	l.endAll(false)
	for _, r := range l.resets {
		close(r.stop)
	}
	clear(l.resets)
	l.mu.Unlock()
	l.cancel()
	err := l.gate.Close()
	if !within(patience, l.workers.Wait) {
		err = errors.Join(err, errors.New("its connections did not end in time"))
	}
	if !within(2*patience, l.stopping.Wait) {
		err = errors.Join(err, errors.New("its proxies did not stop in time"))
	}
	if err != nil {
		return fmt.Errorf("close link %s-%s: %w", l.cfg.Near, l.cfg.Far, err)
	}
	return nil
}

// within calls f and reports whether it returned in time. If it did not, it is
// left to itself.
func within(limit time.Duration, f func()) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}

// touch counts for each fault.
func (l *Link) touch(faults ...string) {
	if l.cfg.Touch == nil {
		return
	}
	for _, f := range faults {
		l.cfg.Touch(f)
	}
}

// lane returns the direction between two regions, or nil.
func (l *Link) lane(from, to string) *lane {
	for _, way := range []*lane{l.there, l.back} {
		if way.from == from && way.to == to {
			return way
		}
	}
	return nil
}
