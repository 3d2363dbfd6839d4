package link

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
)

// TestBlackHole cuts both ways: nothing arrives, nobody is told, and after the
// heal the stream with the hole is closed and a new one works.
func TestBlackHole(t *testing.T) {
	f := echo(t)
	var c tally
	l := open(t, f.Addr().String(), func(cfg *Config) { cfg.Touch = c.touch })
	n := dial(t, l)
	n.asks(t, "before")
	l.Cut("hole", "tx", "hub", true)
	l.Cut("hole", "hub", "tx", true)
	l.Cut("other", "tx", "hub", true)
	n.say(t, "into the hole")
	until(t, "the hole to swallow it", func() bool { return c.of("hole") > 0 && c.of("other") > 0 })
	stranded := dial(t, l)
	was := c.of("hole")
	until(t, "the stranded connection to be counted", func() bool { return c.of("hole") > was || f.open() == 1 })
	if l.Connections() != 1 || f.open() != 1 {
		t.Fatalf("connections near %d, far %d, want the old one alone", l.Connections(), f.open())
	}
	l.Cut("hole", "tx", "hub", false)
	l.Cut("hole", "hub", "tx", false)
	n.say(t, "still cut by the other")
	until(t, "the other to swallow it", func() bool { return c.of("other") > 1 })
	l.Cut("other", "tx", "hub", false)
	_ = n.ends(t)
	_ = stranded.ends(t)
	after := c.of("hole") + c.of("other")
	dial(t, l).asks(t, "after")
	if got := c.of("hole") + c.of("other"); got != after {
		t.Fatalf("touches after the heal = %d, want %d", got, after)
	}
	if got := strings.Join(f.lines(), ""); got != "before\nafter\n" {
		t.Fatalf("far heard %q, want before and after", got)
	}
}

// TestOneWay cuts one way at a time.
func TestOneWay(t *testing.T) {
	f := echo(t)
	var c tally
	l := open(t, f.Addr().String(), func(cfg *Config) { cfg.Touch = c.touch })
	n := dial(t, l)
	n.asks(t, "before")
	l.Cut("back", "hub", "tx", true)
	n.say(t, "there")
	until(t, "far to hear it", func() bool { return len(f.lines()) == 2 })
	until(t, "its answer to be swallowed", func() bool { return c.of("back") > 0 })
	l.Cut("back", "hub", "tx", false)
	_ = n.ends(t)
	dial(t, l).asks(t, "after")
}

// TestEndIsSwallowed closes a connection in the cut: far is not told before the
// heal.
func TestEndIsSwallowed(t *testing.T) {
	f := echo(t)
	var c tally
	l := open(t, f.Addr().String(), func(cfg *Config) { cfg.Touch = c.touch })
	n := dial(t, l)
	n.asks(t, "before")
	l.Cut("cut", "tx", "hub", true)
	_ = n.Close()
	until(t, "the end to be swallowed", func() bool { return c.of("cut") > 0 && l.Connections() == 0 })
	if f.open() != 1 {
		t.Fatalf("far has %d connections in the cut, want 1 half open", f.open())
	}
	l.Cut("cut", "tx", "hub", false)
	until(t, "far to be told", func() bool { return f.open() == 0 })
}

// TestCleanSurvives keeps a connection that lost nothing.
func TestCleanSurvives(t *testing.T) {
	f := echo(t)
	l := open(t, f.Addr().String())
	n := dial(t, l)
	n.asks(t, "before")
	l.Cut("cut", "tx", "hub", true)
	l.Cut("cut", "hub", "tx", true)
	l.Cut("cut", "tx", "hub", false)
	l.Cut("cut", "hub", "tx", false)
	n.asks(t, "after")
	l.Cut("cut", "hub", "va", true)
	l.Shape("cut", "va", "tx", faults.Shape{Delay: time.Hour}, true)
	n.asks(t, "other links' faults")
}

// TestDelay sends on a delayed link first and on a plain one second: the second
// arrives first, and the delayed lines stay in order.
func TestDelay(t *testing.T) {
	f := echo(t)
	var c tally
	l := open(t, f.Addr().String(), func(cfg *Config) {
		cfg.Touch, cfg.Seed = c.touch, 7
		cfg.There = Way{Delay: time.Millisecond, Jitter: 5 * time.Millisecond}
		cfg.Back = Way{Jitter: 5 * time.Millisecond}
	})
	plain := open(t, f.Addr().String())
	n, p := dial(t, l), dial(t, plain)
	n.asks(t, "warm")
	p.asks(t, "warm")
	l.Shape("slow", "tx", "hub", faults.Shape{Delay: 400 * time.Millisecond}, true)
	l.Shape("slower", "tx", "hub", faults.Shape{Delay: 400 * time.Millisecond}, true)
	n.say(t, "slow")
	p.asks(t, "fast")
	if got := f.lines(); got[len(got)-1] != "fast\n" {
		t.Fatalf("far heard %q, want the slow line to be under way still", got)
	}
	n.hears(t, "slow")
	l.Shape("slow", "tx", "hub", faults.Shape{}, false)
	l.Shape("slower", "tx", "hub", faults.Shape{}, false)
	was := c.of("slow")
	if was == 0 || was != c.of("slower") {
		t.Fatalf("touched %d and %d times, want the same and some", was, c.of("slower"))
	}
	go func() {
		for i := range 2000 {
			_, _ = fmt.Fprintf(n, "line %d\n", i)
		}
	}()
	for i := range 2000 {
		n.hears(t, fmt.Sprint("line ", i))
	}
	if c.of("slow") != was {
		t.Fatalf("touched %d times after it let go, want %d", c.of("slow"), was)
	}
}

// TestManyInTheAir has more chunks under way than toxiproxy's own toxics hold.
func TestManyInTheAir(t *testing.T) {
	f := echo(t)
	touched := make(chan string)
	l := open(t, f.Addr().String(), func(cfg *Config) { cfg.Touch = func(fault string) { touched <- fault } })
	n := dial(t, l)
	n.asks(t, "before")
	l.Shape("far away", "tx", "hub", faults.Shape{Delay: time.Hour}, true)
	for range 3000 {
		n.say(t, "up in the air")
		<-touched
	}
	l.Cut("cut", "tx", "hub", true)
	n.say(t, "lost")
	if fault := <-touched; fault != "cut" {
		t.Fatalf("touched by %s, want the cut", fault)
	}
	l.Cut("cut", "tx", "hub", false)
	_ = n.ends(t)
	until(t, "far to be told", func() bool { return f.open() == 0 })
	if got := f.lines(); len(got) != 1 {
		t.Fatalf("far heard %d lines, want the one before", len(got))
	}
}

// TestBandwidth measures a transfer alone and two at the same time: the link is
// shared, so that two take about twice as long.
func TestBandwidth(t *testing.T) {
	f := echo(t)
	var c tally
	l := open(t, f.Addr().String(), func(cfg *Config) {
		cfg.Touch = c.touch
		cfg.There.Bandwidth = 10 << 20
	})
	l.Shape("wide", "tx", "hub", faults.Shape{Bandwidth: 20 << 20}, true)
	l.Shape("narrow", "tx", "hub", faults.Shape{Bandwidth: 200 << 10}, true)
	transfer := func(n *near) { n.asks(t, strings.Repeat("x", 40<<10)) }
	a, b := dial(t, l), dial(t, l)
	began := time.Now()
	transfer(a)
	alone := time.Since(began)
	began = time.Now()
	var wg sync.WaitGroup
	wg.Go(func() { transfer(b) })
	transfer(a)
	wg.Wait()
	if ratio := float64(time.Since(began)) / float64(alone); ratio < 1.4 {
		t.Fatalf("two transfers took %.2f times as long as one, want about twice", ratio)
	}
	if c.of("narrow") == 0 || c.of("wide") != 0 {
		t.Fatalf("touches narrow %d, wide %d, want some and none", c.of("narrow"), c.of("wide"))
	}
	l.Shape("narrower", "tx", "hub", faults.Shape{Bandwidth: 100}, true)
	b.say(t, strings.Repeat("x", 60<<10))
	a.say(t, strings.Repeat("y", 60<<10)) // ten minutes
	until(t, "it to be held back", func() bool { return c.of("narrower") > 1 })
	l.Shape("narrower", "tx", "hub", faults.Shape{}, false)
	l.Shape("narrow", "tx", "hub", faults.Shape{}, false)
	a.hears(t, strings.Repeat("y", 60<<10))
}

// TestReset resets at once and again and again, on both sides.
func TestReset(t *testing.T) {
	f := echo(t)
	var c tally
	l := open(t, f.Addr().String(), func(cfg *Config) { cfg.Touch = c.touch })
	n := dial(t, l)
	n.asks(t, "before")
	l.Shape("reset", "tx", "hub", faults.Shape{Reset: 50 * time.Millisecond}, true)
	l.Shape("reset", "hub", "tx", faults.Shape{Reset: 50 * time.Millisecond}, true)
	if c.of("reset") != 1 {
		t.Fatalf("touched %d times, want once for the connection", c.of("reset"))
	}
	if err := n.ends(t); !errors.Is(err, syscall.ECONNRESET) {
		t.Fatalf("end = %v, want a reset", err)
	}
	for range 3 {
		if err := dial(t, l).ends(t); !errors.Is(err, syscall.ECONNRESET) {
			t.Fatalf("end = %v, want a reset", err)
		}
	}
	l.Shape("reset", "tx", "hub", faults.Shape{}, false)
	l.Shape("reset", "hub", "tx", faults.Shape{}, false)
	until(t, "far to see all of them end", func() bool { return f.open() == 0 })
	f.mu.Lock()
	resets := 0
	for _, err := range f.errs {
		if errors.Is(err, syscall.ECONNRESET) {
			resets++
		}
	}
	f.mu.Unlock()
	if resets == 0 {
		t.Fatalf("far saw %v, want a reset", f.errs)
	}
	was := c.of("reset")
	if was < 4 {
		t.Fatalf("touched %d times, want each reset", was)
	}
	n = dial(t, l)
	n.asks(t, "after")
	if c.of("reset") != was {
		t.Fatalf("touched %d times after it let go, want %d", c.of("reset"), was)
	}
}

// TestRefuse closes what is open and turns away what comes.
func TestRefuse(t *testing.T) {
	f := echo(t)
	var c tally
	l := open(t, f.Addr().String(), func(cfg *Config) { cfg.Touch = c.touch })
	n := dial(t, l)
	n.asks(t, "before")
	for _, fault := range []string{"down", "down too"} {
		l.Shape(fault, "tx", "hub", faults.Shape{Refuse: true}, true)
		l.Shape(fault, "hub", "tx", faults.Shape{Refuse: true}, true)
	}
	_ = n.ends(t)
	until(t, "far to be told", func() bool { return f.open() == 0 })
	turned := func() {
		t.Helper()
		conn, err := net.Dial("tcp", l.Addr())
		if err == nil {
			_ = conn.SetDeadline(time.Now().Add(deadline))
			_, err = conn.Read(make([]byte, 1))
			_ = conn.Close()
		}
		if err == nil || isTimeout(err) {
			t.Fatalf("dial a link that is down = %v, want it turned away", err)
		}
	}
	turned()
	l.Shape("down", "tx", "hub", faults.Shape{}, false)
	l.Shape("down", "hub", "tx", faults.Shape{}, false)
	turned()
	if c.of("down") != 2 || c.of("down too") != 2 {
		t.Fatalf("touches down %d, down too %d, want 1 closed and 1 refused, 2 refused", c.of("down"), c.of("down too"))
	}
	l.Shape("down too", "tx", "hub", faults.Shape{}, false)
	turned()
	l.Shape("down too", "hub", "tx", faults.Shape{}, false)
	dial(t, l).asks(t, "after")
}

// TestFlap pulls levers as fast as it can while clients come and go. In the end
// the link is as it was.
func TestFlap(t *testing.T) {
	f := echo(t)
	l := open(t, f.Addr().String(), func(cfg *Config) { cfg.Touch = new(tally).touch })
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				c, err := net.Dial("tcp", l.Addr())
				if err != nil {
					continue
				}
				_ = c.SetDeadline(time.Now().Add(20 * time.Millisecond))
				for err == nil {
					if _, err = c.Write([]byte("hello\n")); err == nil {
						_, err = c.Read(make([]byte, 64))
					}
				}
				_ = c.Close()
			}
		})
	}
	for i := range 200 {
		on := i%2 == 0
		l.Cut("a", "tx", "hub", on)
		l.Shape("b", "hub", "tx", faults.Shape{Delay: time.Millisecond, Bandwidth: 10_000}, on)
		l.Cut("c", "hub", "tx", !on)
		l.Shape("d", "tx", "hub", faults.Shape{Refuse: i%4 == 0}, on)
		l.Shape("e", "tx", "hub", faults.Shape{Reset: time.Millisecond}, on)
	}
	l.Cut("c", "hub", "tx", false)
	close(stop)
	wg.Wait()
	dial(t, l).asks(t, "after all")
	for _, line := range f.lines() {
		if line != "hello\n" && line != "after all\n" {
			t.Fatalf("far heard %q, want whole lines in order", line)
		}
	}
}

// TestBecome opens a link without delay and lets it take one on: what is said
// from then on flies, a fault's delay stays on top, and what flies when the link
// is near again is not overtaken.
func TestBecome(t *testing.T) {
	f := echo(t)
	var c tally
	l := open(t, f.Addr().String(), func(cfg *Config) { cfg.Touch = c.touch })
	n := dial(t, l)
	n.asks(t, "near")
	l.Shape("slower", "tx", "hub", faults.Shape{Delay: time.Hour}, true)
	if err := l.Become(Way{Delay: time.Millisecond, Jitter: time.Millisecond}, Way{Delay: time.Millisecond}); err != nil {
		t.Fatalf("Become = %v, want nil", err)
	}
	if got := l.there.terms.Load(); got.delay != time.Hour+time.Millisecond || got.jitter != time.Millisecond {
		t.Fatalf("delay and jitter = %v and %v, want %v and %v", got.delay, got.jitter, time.Hour+time.Millisecond, time.Millisecond)
	}
	if drawn := l.there.drawn.Load(); drawn != 0 {
		t.Fatalf("draws of a link without jitter = %d, want none", drawn)
	}
	l.Shape("slower", "tx", "hub", faults.Shape{}, false)
	n.asks(t, "far")
	if drawn := l.there.drawn.Load(); drawn == 0 {
		t.Fatal("draws of a link with jitter = 0, want some")
	}
	if err := l.Become(Way{Delay: 200 * time.Millisecond}, Way{}); err != nil {
		t.Fatalf("Become = %v, want nil", err)
	}
	n.say(t, "in the air")
	until(t, "it to be in the air", func() bool { return l.there.drawn.Load() > 0 })
	if err := l.Become(Way{}, Way{}); err != nil {
		t.Fatalf("Become = %v, want nil", err)
	}
	n.say(t, "behind it")
	until(t, "both to arrive", func() bool { return len(f.lines()) == 4 })
	if got := strings.Join(f.lines()[2:], ""); got != "in the air\nbehind it\n" {
		t.Fatalf("far heard %q, want the order in which it was said", got)
	}
	if err := l.Become(Way{}, Way{Jitter: -1}); err == nil || !strings.Contains(err.Error(), "negative") {
		t.Fatalf("Become with a negative jitter = %v, want an error", err)
	}
}
