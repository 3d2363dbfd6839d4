package outside

import (
	"fmt"
	"slices"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// stage lets one party step, and keeps its timers, its calls and what it wrote
// into its own ledger.
type stage struct {
	machine sim.Machine
	now     int64
	timers  map[uint64]int64
	out     sim.Effects
	calls   []sim.Effect
	answers []*event.Body
	records []history.Record
	reached map[string]int
}

func load() topology.Workload {
	return topology.Workload{Rate: 10_000, Duration: 10 * time.Second, SKUs: 3, Zipf: 1000, LinesMax: 3, QuantityMax: 4, Stock: 20,
		Retry: 2 * time.Second, Patience: 7 * time.Second, Horizon: time.Minute, Transit: 3 * time.Second}
}

func siteOf(w topology.Workload) *Site {
	return &Site{Region: "tx", Seed: 7, Catalog: event.NewCatalog("tx", w.SKUs), Demand: NewZipf(w.SKUs, w.Zipf), Workload: w,
		Canaries: []history.Canary{{Region: "tx", Field: "customer", Value: "CANARY-0001"}}}
}

func newStage(m sim.Machine) *stage {
	s := &stage{machine: m, timers: map[uint64]int64{}, reached: map[string]int{}}
	s.step(sim.Input{Kind: sim.InStart})
	return s
}

func (s *stage) step(in sim.Input) {
	s.out.Reset()
	s.machine.Step(sim.Clock{Mono: s.now, Wall: s.now}, &in, &s.out)
	for _, e := range s.out.List() {
		switch e.Kind {
		case sim.EffTimer:
			s.timers[e.ID] = s.now + e.After
		case sim.EffCall:
			s.calls = append(s.calls, e)
		case sim.EffReply:
			b, err := event.View(nil, e.Msg.Body)
			if err != nil {
				panic(err)
			}
			s.answers = append(s.answers, b)
		case sim.EffWitness:
			s.records = append(s.records, *s.out.Witnessed(e.Record))
		case sim.EffReach:
			s.reached[e.Name]++
		}
	}
}

// call hands in a call and returns the answer, or nil.
func (s *stage) call(typ string, b *event.Body) *event.Body {
	before := len(s.answers)
	m := &sim.Message{Head: sim.Head{ID: b.Key, Type: typ, Entity: b.Order, Corr: "client/tx/1"}, Body: event.AppendBody(nil, b)}
	s.step(sim.Input{Kind: sim.InCall, From: 3, ID: 1, Msg: m})
	if len(s.answers) == before {
		return nil
	}
	return s.answers[before]
}

// answer answers the i-th open call.
func (s *stage) answer(i int, status, reason string) {
	c := s.calls[i]
	s.calls = append(s.calls[:i], s.calls[i+1:]...)
	b := &event.Body{Status: status, Reason: reason}
	s.step(sim.Input{Kind: sim.InReply, From: c.To, ID: c.ID, Msg: &sim.Message{Body: event.AppendBody(nil, b)}})
}

// advance lets time pass and fires every timer on its way, earliest first.
func (s *stage) advance(d time.Duration) {
	until := s.now + int64(d)
	for {
		var ids []uint64
		for id := range s.timers {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		var next uint64
		at := until + 1
		for _, id := range ids {
			if s.timers[id] < at {
				next, at = id, s.timers[id]
			}
		}
		if at > until {
			s.now = until
			return
		}
		delete(s.timers, next)
		s.now = max(s.now, at)
		s.step(sim.Input{Kind: sim.InTimer, ID: next})
	}
}

// said lists the records of a kind in short.
func (s *stage) said(kind history.Kind) []string {
	var out []string
	for _, r := range s.records {
		if r.Kind == kind {
			out = append(out, fmt.Sprintf("%s %s %s %d %s", r.Op, r.Type, r.Entity, r.Attempt, r.Reason))
		}
	}
	return out
}

func body(m *sim.Message) *event.Body {
	b, err := event.View(nil, m.Body)
	if err != nil {
		panic(err)
	}
	return b
}
