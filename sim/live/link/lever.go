package link

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/seatrial/seatrial/faults"
)

// Become changes what the link is like without faults, in both directions at
// once; faults stay in force on top of it. What is in the air arrives as it would
// have, and nothing overtakes it. A link whose ends are not ready yet can so be
// opened without delay and take it on when the run begins. The error says what is
// wrong with a way; then nothing changes.
func (l *Link) Become(there, back Way) error {
	if err := errors.Join(there.check(), back.check()); err != nil {
		return fmt.Errorf("change link %s-%s: %w", l.cfg.Near, l.cfg.Far, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.there.way, l.back.way = there, back
	l.there.apply()
	l.back.apply()
	return nil
}

// Cut makes one direction silent, or lets it speak again: the bytes vanish, the
// connections stay, and nobody is told. Both directions cut are a black hole. A
// connection that is opened while any direction is cut leads nowhere. When the
// last cut of both directions lets go, connections that lost bytes, or that led
// nowhere, are closed. Directions the link does not have are ignored.
func (l *Link) Cut(fault, from, to string, on bool) {
	v := l.lane(from, to)
	if v == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	v.cuts = slices.DeleteFunc(v.cuts, func(f string) bool { return f == fault })
	if on {
		v.cuts = append(v.cuts, fault)
	}
	v.apply()
	if len(l.there.cuts)+len(l.back.cuts) == 0 {
		l.mend()
	}
}

// mend closes what a cut left behind, once none is left.
func (l *Link) mend() {
	for _, h := range l.hops() {
		if h.broken {
			l.endAll(false)
			return
		}
	}
	for p := range l.passages {
		if p.stranded {
			p.end(false)
		}
	}
}

// Shape changes one direction, or changes it back. Delays add up, the least
// bandwidth counts. Refuse and Reset concern whole connections, whichever
// direction they are pulled in: with Refuse every connection is closed, and a new
// one is reset as soon as it is made, so that it can be counted; with Reset all
// connections are reset (RST) at once and then that often. A fault has one shape
// in a direction; another call replaces it. Loss is ignored. Directions the link
// does not have are ignored.
func (l *Link) Shape(fault, from, to string, s faults.Shape, on bool) {
	v := l.lane(from, to)
	if v == nil {
		return
	}
	l.mu.Lock()
	v.shapes = slices.DeleteFunc(v.shapes, func(h shaped) bool { return h.fault == fault })
	if on {
		v.shapes = append(v.shapes, shaped{fault, s})
	}
	v.apply()
	touched := append(l.refuse(), l.schedule()...)
	l.mu.Unlock()
	l.touch(touched...)
}

// refuse brings the faults that refuse up to date and closes every connection if
// there is a new one. It returns that fault once for each connection.
func (l *Link) refuse() (touched []string) {
	before := l.refusing
	l.refusing = nil
	for _, v := range []*lane{l.there, l.back} {
		for _, s := range v.shapes {
			if s.shape.Refuse && !slices.Contains(l.refusing, s.fault) {
				l.refusing = append(l.refusing, s.fault)
			}
		}
	}
	for _, fault := range l.refusing {
		if !slices.Contains(before, fault) {
			touched = append(touched, l.endAllFor(fault, false)...)
		}
	}
	return touched
}

// reset is one fault that resets connections every so often.
type reset struct {
	period time.Duration
	stop   chan struct{}
}

// schedule brings the resets up to date. A new one strikes at once. It returns
// its fault once for each connection.
func (l *Link) schedule() (touched []string) {
	wanted := map[string]time.Duration{}
	var order []string
	for _, v := range []*lane{l.there, l.back} {
		for _, s := range v.shapes {
			if s.shape.Reset <= 0 || l.closed {
				continue
			}
			known, twice := wanted[s.fault]
			if !twice {
				order = append(order, s.fault)
			}
			if !twice || s.shape.Reset < known {
				wanted[s.fault] = s.shape.Reset
			}
		}
	}
	had := len(l.resets) > 0
	for fault, r := range l.resets {
		if wanted[fault] != r.period {
			close(r.stop)
			delete(l.resets, fault)
		}
	}
	for _, fault := range order {
		if l.resets[fault] == nil {
			r := &reset{period: wanted[fault], stop: make(chan struct{})}
			l.resets[fault] = r
			touched = append(touched, l.endAllFor(fault, true)...)
			l.workers.Go(func() { l.resetEvery(fault, r) })
		}
	}
	if had && len(l.resets) == 0 && l.hop != nil {
		// The proxy of a reset closes with RST to the end; new connections get another.
		l.retired, l.hop = append(l.retired, l.hop), nil
	}
	return touched
}

// resetEvery resets all connections at each period until the fault lets go.
func (l *Link) resetEvery(fault string, r *reset) {
	ticker := time.NewTicker(r.period)
	defer ticker.Stop()
	for {
		select {
		case <-r.stop:
			return
		case <-ticker.C:
		}
		l.mu.Lock()
		var touched []string
		if l.resets[fault] == r {
			touched = l.endAllFor(fault, true)
		}
		l.mu.Unlock()
		l.touch(touched...)
	}
}

// endAllFor ends every connection and returns the fault once for each.
func (l *Link) endAllFor(fault string, abort bool) []string {
	n := l.endAll(abort)
	if n == 0 {
		return nil
	}
	return slices.Repeat([]string{fault}, n)
}

// endAll ends every connection, with RST if abort, and throws the proxies away.
// It returns how many connections there were.
func (l *Link) endAll(abort bool) int {
	n := 0
	for p := range l.passages {
		if !p.ended {
			n++
			p.end(abort)
		}
	}
	for _, h := range l.hops() {
		l.stopHop(h)
	}
	l.hop, l.retired = nil, nil
	return n
}

// hops returns the proxies that may still carry connections.
func (l *Link) hops() []*hop {
	if l.hop == nil {
		return l.retired
	}
	return append(slices.Clip(l.retired), l.hop)
}
