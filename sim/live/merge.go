package live

import (
	"container/heap"
	"slices"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// merge brings what several processes saw into one order. All of them stamp with
// one clock, so a record waits until none that is older can come: every process
// says now and then that it has passed on all it saw.
//
//	here     a      b            c
//	there       x        | y          | = "all of mine before this is with you"
//	shown    a  x  b     |            c and y wait
//
// A process that stands still says nothing. What it had passed on when whoever
// stopped it said so is waited for a while, it may not be taken in yet; and one
// that only seems to stand still somewhat longer. What it had seen and not passed
// on had no consequence, so it may come later, at the instant of what was shown
// last.
type merge struct {
	held    seenQueue
	arrived uint64
	last    int64 // instant of what was shown last
	sources []*Source
	late    int64 // records that came after they had been waited for
	stop    chan struct{}
	stopped chan struct{}
}

const (
	mergeEvery = 10 * time.Millisecond
	mergeMax   = int64(5 * time.Second) // how long a record waits at most, on a machine that has too much to do
	stillMax   = int64(time.Second)     // and for a process that stands still
	maxInstant = int64(1<<63 - 1)
)

// Source is another process that sees things. Its methods belong to one
// goroutine.
type Source struct {
	log   *Log
	heard int64 // it has passed on all that it saw before
	still bool  // it stands still, and is not waited for
	stood bool  // it stood still once: what it had not passed on then may come late
}

// Merge lets other processes show what they saw; [Log.Close] ends that.
func (l *Log) Merge() {
	l.mu.Lock()
	defer l.mu.Unlock()
	m := &merge{stop: make(chan struct{}), stopped: make(chan struct{})}
	l.merge = m
	go func() {
		defer close(m.stopped)
		tick := time.NewTicker(mergeEvery)
		defer tick.Stop()
		for {
			select {
			case <-m.stop:
				return
			case <-tick.C:
				l.mu.Lock()
				l.settle(m.before(l.Now()))
				l.mu.Unlock()
			}
		}
	}()
}

// Close shows what still waits. It is for a log that merges; otherwise it does
// nothing.
func (l *Log) Close() {
	if l.merge == nil {
		return
	}
	close(l.merge.stop)
	<-l.merge.stopped
	l.mu.Lock()
	defer l.mu.Unlock()
	l.settle(maxInstant)
}

// Source returns a further process to be waited for. The log must merge.
func (l *Log) Source() *Source {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := &Source{log: l, heard: l.Now()}
	l.merge.sources = append(l.merge.sources, s)
	return s
}

// Take takes in what the process saw.
func (s *Source) Take(records []history.Record) {
	l := s.log
	if l.sink == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range records {
		if records[i].At < l.merge.last && !s.stood {
			l.merge.late++
		}
		l.merge.put(&records[i])
	}
}

// Late returns how many records came so late that others, seen after them, had
// been shown: the history is not in order then, and its verdict not to be trusted.
func (l *Log) Late() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.merge == nil {
		return 0
	}
	return l.merge.late
}

// Heard says that the process has passed on all it saw before an instant.
func (s *Source) Heard(at int64) {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.heard = max(s.heard, at)
}

// Still says that the process stands still by now, or that it will go on.
func (s *Source) Still(on bool) {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.still, s.stood = on, true
	if !on {
		s.heard = max(s.heard, s.log.Now())
	}
}

// Close says that nothing comes any more.
func (s *Source) Close() {
	l := s.log
	l.mu.Lock()
	defer l.mu.Unlock()
	l.merge.sources = slices.DeleteFunc(l.merge.sources, func(known *Source) bool { return known == s })
}

// before returns the instant before which nothing can come any more.
func (m *merge) before(now int64) int64 {
	first := now
	for _, s := range m.sources {
		if s.still {
			first = min(first, max(s.heard, now-stillMax))
		} else {
			first = min(first, s.heard)
		}
	}
	return max(first, now-mergeMax)
}

// settle shows what is older than an instant.
func (l *Log) settle(before int64) {
	m := l.merge
	for len(m.held) > 0 && m.held[0].record.At < before {
		r := heap.Pop(&m.held).(waiting).record
		r.At = max(r.At, m.last)
		m.last = r.At
		if !l.over {
			l.show(&r)
		}
	}
}

// put lets a record wait. It copies what the record only borrowed.
func (m *merge) put(r *history.Record) {
	m.arrived++
	w := waiting{record: *r, number: m.arrived}
	w.record.Fields, w.record.Body = slices.Clone(r.Fields), slices.Clone(r.Body)
	heap.Push(&m.held, w)
}

// waiting is a record that waits, and which of all that came it is.
type waiting struct {
	record history.Record
	number uint64
}

// seenQueue orders records by instant, then as they came.
type seenQueue []waiting

func (q seenQueue) Len() int { return len(q) }
func (q seenQueue) Less(i, j int) bool {
	return q[i].record.At < q[j].record.At || q[i].record.At == q[j].record.At && q[i].number < q[j].number
}
func (q seenQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *seenQueue) Push(x any)   { *q = append(*q, x.(waiting)) }
func (q *seenQueue) Pop() any {
	old := *q
	last := old[len(old)-1]
	old[len(old)-1] = waiting{}
	*q = old[:len(old)-1]
	return last
}
