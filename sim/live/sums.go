package live

import "time"

// Sums are what a host has counted since somebody asked last. They go from the
// process that counts to the one that reports.
type Sums struct {
	Steps   uint64
	Reached map[string]int64
	Counted map[string]int64
	Touches map[string]int64
	Moved   int64 // when something moved last, ns since the start
}

// Take returns what was counted since the last call.
func (h *Host) Take() Sums {
	return Sums{Steps: h.steps.Swap(0), Reached: h.reached.take(), Counted: h.counted.take(),
		Touches: h.cfg.Touches.take(), Moved: h.cfg.Log.moved.Load()}
}

// Join adds other sums to these.
func (s *Sums) Join(other Sums) {
	s.Steps += other.Steps
	s.Moved = max(s.Moved, other.Moved)
	for _, p := range []struct {
		into *map[string]int64
		from map[string]int64
	}{{&s.Reached, other.Reached}, {&s.Counted, other.Counted}, {&s.Touches, other.Touches}} {
		if *p.into == nil {
			*p.into = map[string]int64{}
		}
		for name, n := range p.from {
			(*p.into)[name] += n
		}
	}
}

// Add counts what another host has counted.
func (h *Host) Add(s Sums) {
	h.steps.Add(s.Steps)
	for name, n := range s.Reached {
		h.reached.add(name, n)
	}
	for name, n := range s.Counted {
		h.counted.add(name, n)
	}
	for fault, n := range s.Touches {
		h.cfg.Touches.add(fault, n)
	}
	h.cfg.Log.movedAt(s.Moved)
}

// Flush returns when every server knows what the machines here listen to, or
// after some time.
func (h *Host) Flush() {
	for _, m := range h.own {
		if m.line.tx != nil {
			_ = m.line.tx.FlushTimeout(flushMax)
		}
		if m.line.export != nil {
			_ = m.line.export.FlushTimeout(flushMax)
		}
	}
}

// flushMax is how long a server may take to say that it has read everything.
const flushMax = 2 * time.Second
