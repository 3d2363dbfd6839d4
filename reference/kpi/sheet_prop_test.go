package kpi_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/kpi"
	"pgregory.net/rapid"
)

const sec = 1_000_000_000

// plain is an order book that is kept the long way: every line by itself.
type plain struct {
	created               map[uint64]int64
	lines                 map[uint64][]plainLine
	decided, filled, late int64
	closed, perfect       int64
}

type plainLine struct {
	waits, owed int64 // since when; -1 = not
	first, over bool
	flawed      bool
}

// step draws what happens to some line next, and lets both books know.
func (p *plain) step(t *rapid.T, s *kpi.Sheet, now int64) {
	n := rapid.Uint64Range(1, 5).Draw(t, "order")
	e := kpi.Event{Entity: event.OrderName("tx", n), Occurred: now, Taken: now}
	if p.lines[n] == nil {
		k := rapid.IntRange(1, 3).Draw(t, "lines")
		p.created[n] = now
		for range k {
			p.lines[n] = append(p.lines[n], plainLine{waits: now, owed: -1})
		}
		e.Type, e.Lines = event.OrderCreated, int64(k)
		s.Take(&e, false)
		return
	}
	i := rapid.IntRange(0, len(p.lines[n])-1).Draw(t, "line")
	l := &p.lines[n][i]
	e.Line = uint32(i + 1)
	if l.over {
		return
	}
	switch rapid.IntRange(0, 4).Draw(t, "what") {
	case 0:
		e.Type = event.OrderAllocated
		p.decide(l, 1)
		l.waits, l.owed = -1, now
	case 1:
		e.Type = event.OrderBackordered
		if l.first {
			l.waits = now
		}
		p.decide(l, 0)
		l.owed, l.flawed = -1, true
	case 2:
		e.Type = event.ShipConfirmed
		l.owed = -1
		l.waits = -1
	case 3:
		e.Type = event.Delivered
		l.waits, l.owed, l.over = -1, -1, true
	case 4:
		e.Type, e.Reason = event.OrderCancelled, event.ReasonShortPick
		l.waits, l.owed, l.over, l.flawed = -1, -1, true, true
	}
	s.Take(&e, false)
	p.close(n, now)
}

func (p *plain) decide(l *plainLine, filled int64) {
	if !l.first {
		l.first = true
		p.decided++
		p.filled += filled
	}
}

func (p *plain) close(n uint64, now int64) {
	perfect := now-p.created[n] <= 30*sec
	for _, l := range p.lines[n] {
		if !l.over {
			return
		}
		perfect = perfect && !l.flawed
	}
	p.closed++
	if perfect {
		p.perfect++
	}
	delete(p.lines, n)
}

// age returns how long the oldest line has been owed.
func (p *plain) age(now int64) int64 {
	var most int64
	for _, lines := range p.lines {
		for _, l := range lines {
			if l.owed >= 0 {
				most = max(most, now-l.owed)
			}
		}
	}
	return most
}

// The sheet agrees with the plain book at every instant, and a restart changes
// nothing but what is counted since the last report.
func TestSheet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := kpi.NewSheet(30 * sec)
		p := &plain{created: map[uint64]int64{}, lines: map[uint64][]plainLine{}}
		now := int64(sec)
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now += rapid.Int64Range(1, 5*sec).Draw(t, "later")
			p.step(t, s, now)
			if rapid.IntRange(0, 5).Draw(t, "restart") == 0 {
				k, again := &event.Pack{}, &event.Pack{}
				s.Pack(k)
				s = kpi.NewSheet(30 * sec)
				s.Unpack(event.NewUnpack(k.Bytes))
				if s.Pack(again); !bytes.Equal(k.Bytes, again.Bytes) {
					t.Fatal("Pack after Unpack differs, want the same bytes")
				}
			}
			got := map[string]kpi.Figure{}
			for _, f := range s.Figures(now) {
				got[f.Name] = f
			}
			want := map[string]kpi.Figure{
				kpi.FulfilmentAge: {Name: kpi.FulfilmentAge, Value: p.age(now), Known: true},
				kpi.FillRate:      share(kpi.FillRate, p.filled, p.decided),
				kpi.PerfectOrder:  share(kpi.PerfectOrder, p.perfect, p.closed),
			}
			for name, w := range want {
				g := got[name]
				if name == kpi.FulfilmentAge {
					g.Of = 0
				}
				if !reflect.DeepEqual(g, w) {
					t.Fatalf("%s = %+v, want %+v", name, g, w)
				}
			}
		}
	})
}

func share(name string, part, whole int64) kpi.Figure {
	if whole == 0 {
		return kpi.Figure{Name: name}
	}
	return kpi.Figure{Name: name, Value: part * 1_000_000 / whole, Of: uint64(whole), Known: true}
}
