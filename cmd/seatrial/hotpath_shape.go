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
	folds   int
	bytes   int
	covered uint64 // positions in what was folded
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
	if m.Head.Type != event.Folded {
		return
	}
	if b, err := event.View(m.View, m.Body); err == nil && b.Batch != nil && b.Batch.Until >= b.Pos {
		s.folds++
		s.bytes += len(m.Body)
		s.covered += b.Batch.Until + 1 - b.Pos
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
	if s.covered == 0 || s.calls[1] == nil || s.answers[1] == nil || s.batch.Answer == nil {
		return nil, errors.New("sample the load: the system did not get that far")
	}
	out := &ceiling.Shape{Batch: s.batch}
	out.Batch.Base, out.Batch.PerEvent = emptyBatch, max(s.bytes-s.folds*emptyBatch, 0)/int(s.covered)
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
