package main

import (
	"errors"
	"strings"
	"sync"

	"github.com/seatrial/seatrial/bench/hotpath"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live/ceiling"
)

// sampler is a system that keeps, of what it decodes, the messages of two commands
// and of a batch: the shape of the load.
type sampler struct {
	sim.System
	keys [2]string // of the commands

	mu      sync.Mutex
	events  [2][]*sim.Message
	calls   [2]*sim.Message
	answers [2]*sim.Message
	batch   ceiling.Batch
	folded  sizes // what the hub wrote of batches
	decided sizes // what egress wrote of them
	audited sizes // what the audit log wrote
}

// sizes adds up entries that are about many events each.
type sizes struct {
	head    sim.Head // of the last
	entries int
	bytes   int
	covered uint64 // positions
}

func (s *sizes) add(m *sim.Message, from, until uint64) {
	if until >= from {
		s.head = m.Head
		s.entries++
		s.bytes += len(m.Body)
		s.covered += until + 1 - from
	}
}

// perEvent returns what an event adds to the words of an entry.
func (s *sizes) perEvent() int {
	return max(s.bytes-s.entries*emptyBatch, 0) / int(max(s.covered, 1))
}

func (s *sizes) entry() ceiling.Entry {
	return ceiling.Entry{Head: s.head, Base: emptyBatch, PerEvent: s.perEvent()}
}

// sampleAt is the first of the two commands: late enough that numbers have the
// digits of the measurement.
const sampleAt = 1001

func newSampler(s sim.System) *sampler {
	return &sampler{System: s, keys: [2]string{hotpath.Key(sampleAt), hotpath.Key(sampleAt + 1)}}
}

// Entry implements [sim.Decoder].
func (s *sampler) Entry(owner *sim.Spec, pos uint64, m *sim.Message, i int, r *history.Record) bool {
	if i == 0 {
		s.entry(owner, m)
	}
	return s.System.Entry(owner, pos, m, i, r)
}

func (s *sampler) entry(owner *sim.Spec, m *sim.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if owner.Name == hotPod {
		for k, key := range s.keys {
			if m.Head.Corr == key {
				s.events[k] = append(s.events[k], m)
			}
		}
		return
	}
	b, err := event.View(m.View, m.Body)
	switch {
	case err != nil:
	case m.Head.Type == event.Folded && b.Batch != nil:
		s.folded.add(m, b.Pos, b.Batch.Until)
	case m.Head.Type == event.Decided && b.Decision != nil:
		s.decided.add(m, b.Pos, b.Decision.Until)
	case m.Head.Type == event.Audited && b.Trail != nil:
		s.audited.add(m, b.Pos, b.Trail.Until)
	}
}

// Crossing implements [sim.Decoder].
func (s *sampler) Crossing(m *sim.Message, i int, r *history.Record) bool {
	if i == 0 && m.Head.Type == event.ExportBatch {
		s.mu.Lock()
		if m.Head.Source == "aggregator" {
			s.batch.Answer, s.batch.AnswerSize = m, len(m.Body)
		} else {
			s.batch.Call = m
		}
		s.mu.Unlock()
	}
	return s.System.Crossing(m, i, r)
}

// called and answered keep the two ends of a command.
func (s *sampler) called(n uint64, m *sim.Message) {
	if k := n - sampleAt; k < 2 {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.calls[k] = m
	}
}

func (s *sampler) answered(n uint64, m *sim.Message) {
	if k := n - sampleAt; k < 2 {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.answers[k] = m
	}
}

// emptyBatch is the size of a batch's body without events: its words alone.
const emptyBatch = 70

// shape returns what was sampled.
func (s *sampler) shape() (*ceiling.Shape, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folded.covered == 0 || s.decided.covered == 0 || s.audited.covered == 0 || s.calls[1] == nil || s.answers[1] == nil || s.batch.Answer == nil {
		return nil, errors.New("sample the load: the system did not get that far")
	}
	out := &ceiling.Shape{Batch: s.batch, Decided: s.decided.entry(), Audited: s.audited.entry()}
	out.Batch.Base, out.Batch.PerEvent = emptyBatch, s.folded.perEvent()
	// Of k commands, n modulo k is taken: those with an odd number come second.
	for _, k := range []int{1, 0} {
		c := ceiling.Command{Call: s.calls[k], Answer: s.answers[k], Events: s.events[k]}
		for _, m := range c.Events {
			c.Stock = append(c.Stock, strings.HasPrefix(m.Head.Entity, event.StockPrefix))
		}
		out.Commands = append(out.Commands, c)
	}
	return out, nil
}
