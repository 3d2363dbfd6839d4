package link

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
)

const deadline = 20 * time.Second

// far is a server behind a link that sends every line back.
type far struct {
	net.Listener
	mu     sync.Mutex
	conns  map[net.Conn]bool
	errs   []error
	heard  []string
	silent bool
	wg     sync.WaitGroup
}

func echo(t testing.TB, wrap ...func(net.Listener) net.Listener) *far {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wrap {
		ln = w(ln)
	}
	f := &far{Listener: ln, conns: map[net.Conn]bool{}}
	f.wg.Go(f.serve)
	t.Cleanup(f.stop)
	return f
}

func (f *far) stop() {
	_ = f.Close()
	f.mu.Lock()
	for c := range f.conns {
		_ = c.Close()
	}
	f.mu.Unlock()
	f.wg.Wait()
}

func (f *far) serve() {
	for {
		c, err := f.Accept()
		if err != nil {
			return
		}
		f.mu.Lock()
		f.conns[c] = true
		f.mu.Unlock()
		f.wg.Go(func() { f.talk(c) })
	}
}

func (f *far) talk(c net.Conn) {
	r := bufio.NewReader(c)
	var err error
	for err == nil {
		var line string
		if line, err = r.ReadString('\n'); err == nil {
			f.mu.Lock()
			f.heard = append(f.heard, line)
			silent := f.silent
			f.mu.Unlock()
			if !silent {
				_, err = c.Write([]byte(line))
			}
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.errs = append(f.errs, err)
	delete(f.conns, c)
	_ = c.Close()
}

func (f *far) lines() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.heard...)
}

func (f *far) open() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.conns)
}

// tally counts what faults did.
type tally struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *tally) touch(fault string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[fault]++
}

func (c *tally) of(fault string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[fault]
}

// open opens a link between tx and hub in front of a server.
func open(t testing.TB, upstream string, edit ...func(*Config)) *Link {
	t.Helper()
	cfg := Config{Near: "tx", Far: "hub", Upstream: upstream}
	for _, e := range edit {
		e(&cfg)
	}
	l, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// near is a client of a link.
type near struct {
	net.Conn
	r *bufio.Reader
}

func dial(t testing.TB, l *Link) *near {
	t.Helper()
	c, err := net.DialTimeout("tcp", l.Addr(), deadline)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(deadline))
	return &near{c, bufio.NewReader(c)}
}

func (n *near) say(t testing.TB, line string) {
	t.Helper()
	if _, err := n.Write([]byte(line + "\n")); err != nil {
		t.Fatalf("write %q: %v", line, err)
	}
}

func (n *near) hears(t testing.TB, want string) {
	t.Helper()
	got, err := n.r.ReadString('\n')
	if err != nil || got != want+"\n" {
		t.Fatalf("read = %.40q (%d bytes), %v, want %.40q", got, len(got), err, want)
	}
}

func (n *near) asks(t testing.TB, line string) {
	t.Helper()
	n.say(t, line)
	n.hears(t, line)
}

// ends waits for the connection's end and returns it.
func (n *near) ends(t testing.TB) error {
	t.Helper()
	_, err := io.Copy(io.Discard, n.r)
	if errors.Is(err, net.ErrClosed) || isTimeout(err) {
		t.Fatalf("read = %v, want the other side to end the connection", err)
	}
	return err
}

func isTimeout(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}

// until polls.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	end := time.Now().Add(deadline)
	for !ok() {
		if time.Now().After(end) {
			t.Fatalf("waited %v: %s", deadline, what)
		}
		<-tick.C
	}
}

// TestThrough carries lines both ways and keeps its address.
func TestThrough(t *testing.T) {
	f := echo(t)
	l := open(t, f.Addr().String())
	addr := l.Addr()
	for i := range 3 {
		n := dial(t, l)
		n.asks(t, fmt.Sprint("line ", i))
		if l.Connections() != 1 {
			t.Fatalf("Connections() = %d, want 1", l.Connections())
		}
		_ = n.Close()
		until(t, "the connection to be forgotten", func() bool { return l.Connections() == 0 && f.open() == 0 })
	}
	if l.Addr() != addr {
		t.Fatalf("Addr() = %s, was %s", l.Addr(), addr)
	}
}

// TestFarSpeaksLast has the far side say something and close: Near hears it.
func TestFarSpeaksLast(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go func() {
		if c, err := ln.Accept(); err == nil {
			_, _ = c.Write([]byte("-ERR\n"))
			_ = c.Close()
		}
	}()
	l := open(t, ln.Addr().String(), func(c *Config) { c.Back.Delay = 20 * time.Millisecond })
	n := dial(t, l)
	n.hears(t, "-ERR")
	if err := n.ends(t); err != nil {
		t.Fatalf("end = %v, want a plain one", err)
	}
}

// TestNobodyListens ends what Near dials if Far is down.
func TestNobodyListens(t *testing.T) {
	f := echo(t)
	f.stop()
	l := open(t, f.Addr().String())
	_ = dial(t, l).ends(t)
	until(t, "no connections", func() bool { return l.Connections() == 0 })
}

// TestConfig turns down what cannot be opened.
func TestConfig(t *testing.T) {
	for name, cfg := range map[string]Config{
		"no regions":  {Upstream: "127.0.0.1:1"},
		"one region":  {Near: "tx", Far: "tx", Upstream: "127.0.0.1:1"},
		"no upstream": {Near: "tx", Far: "hub"},
		"delay":       {Near: "tx", Far: "hub", Upstream: "127.0.0.1:1", Back: Way{Delay: -1}},
		"bandwidth":   {Near: "tx", Far: "hub", Upstream: "127.0.0.1:1", There: Way{Bandwidth: -1}},
	} {
		if l, err := Open(cfg); err == nil {
			_ = l.Close()
			t.Errorf("%s: Open = nil, want an error", name)
		}
	}
}

// TestClose opens and closes links with every fault active: no goroutine and no
// port stays.
func TestClose(t *testing.T) {
	f := echo(t)
	cycle := func() {
		l, err := Open(Config{Near: "tx", Far: "hub", Upstream: f.Addr().String(),
			There: Way{Delay: time.Hour}, Seen: func(string, string, Frame) {}})
		if err != nil {
			t.Fatal(err)
		}
		a, b := dial(t, l), dial(t, l)
		a.say(t, "stuck in the air")
		b.say(t, "stuck as well")
		until(t, "both to be through", func() bool { return f.open() == 2 })
		l.Shape("narrow", "hub", "tx", faults.Shape{Bandwidth: 10, Delay: time.Second}, true)
		l.Shape("reset", "hub", "tx", faults.Shape{Reset: time.Hour}, true)
		c := dial(t, l)
		until(t, "the third to be through", func() bool { return l.Connections() == 1 })
		l.Cut("cut", "tx", "hub", true)
		c.say(t, "swallowed")
		d := dial(t, l)
		_ = a.ends(t)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		for _, n := range []*near{a, b, c, d} {
			_ = n.ends(t)
			_ = n.Close()
		}
		if c, err := net.Dial("tcp", l.Addr()); !errors.Is(err, syscall.ECONNREFUSED) {
			if err == nil {
				_ = c.Close()
			}
			t.Fatalf("dial a closed link = %v, want refused", err)
		}
		if err := l.Close(); err != nil {
			t.Fatalf("second Close = %v, want nil", err)
		}
		until(t, "the far side to see the end", func() bool { return f.open() == 0 })
	}
	cycle()
	before := runtime.NumGoroutine()
	for range 50 {
		cycle()
	}
	until(t, fmt.Sprintf("%d goroutines, as before", before), func() bool { return runtime.NumGoroutine() <= before })
}
