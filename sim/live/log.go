package live

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Log takes what all witnesses of a run see into one order. A witness shows what
// it saw before what it saw has any consequence, so a cause stands before its
// effect. It may be used concurrently.
type Log struct {
	start atomic.Pointer[time.Time] // nil = the run has not begun
	moved atomic.Int64              // when something moved last, ns since the start

	mu    sync.Mutex
	sink  func(*history.Record)
	relay func(Seen) // in place of sink, in a process that only passes on
	merge *merge     // of several processes; nil = there is only this one
	rec   history.Record
	seq   uint64
	over  bool // the end record was shown
}

// Seen is what a witness saw at once: the records belong together, and are passed
// on together or not at all.
type Seen struct {
	Records []history.Record
	Machine string // whose ledger they are from; "" = from none
	Told    uint64 // the position in it
}

// NewLog returns the log of a run that has not begun. Every record is shown to
// sink, one at a time; nil means that nobody watches.
func NewLog(sink func(*history.Record)) *Log { return &Log{sink: sink} }

// Begin makes this the instant 0 of the run, unless it has begun. What is seen
// earlier, while servers come up, is seen at instant 0.
func (l *Log) Begin() { l.BeginAt(time.Now()) }

// NewRelay returns the log of another process of a run that began at an instant;
// the zero time means that it has not, see [Log.BeginAt]. What it is shown it
// passes on, stamped and without a number.
func NewRelay(start time.Time, pass func(Seen)) *Log {
	l := &Log{relay: pass}
	if !start.IsZero() {
		l.start.Store(&start)
	}
	return l
}

// BeginAt makes an instant the start of the run, unless it has begun.
func (l *Log) BeginAt(start time.Time) { l.start.CompareAndSwap(nil, &start) }

// Now returns the time since the start in ns.
func (l *Log) Now() int64 {
	if start := l.start.Load(); start != nil {
		return int64(time.Since(*start))
	}
	return 0
}

// Start returns the instant the run began. If it has not, it begins now: another
// process is about to count from here.
func (l *Log) Start() time.Time {
	l.Begin()
	return *l.start.Load()
}

// Note adds a record that fill completes. Fill must not call the log. What is
// seen after the end record is no part of the history.
func (l *Log) Note(fill func(*history.Record)) {
	if l.sink == nil && l.relay == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return
	}
	l.rec = history.Record{At: l.Now()}
	fill(&l.rec)
	switch {
	case l.relay != nil:
		l.relay(Seen{Records: []history.Record{l.rec}})
	case l.merge != nil:
		l.merge.put(&l.rec)
		if l.rec.Kind == history.KindEnd {
			l.settle(maxInstant)
		}
	default:
		l.show(&l.rec)
	}
}

// show numbers a record and shows it.
func (l *Log) show(r *history.Record) {
	l.seq++
	r.Seq = l.seq
	l.over = r.Kind == history.KindEnd
	l.sink(r)
}

// tell adds what an entry of a ledger stands for.
func (l *Log) tell(records []history.Record, machine string, pos uint64) {
	if l.relay == nil {
		for i := range records {
			l.Note(func(r *history.Record) {
				at := r.At
				*r = records[i]
				r.At = at
			})
		}
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range records {
		records[i].At = l.Now()
	}
	l.relay(Seen{Records: slices.Clone(records), Machine: machine, Told: pos})
}

// Mark calls do with the time, while nothing is noted: all that was seen before
// it has been passed on, and nothing that is seen after it.
func (l *Log) Mark(do func(now int64)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	do(l.Now())
}

// move remembers that something happened that a quiet system would not do.
func (l *Log) move() { l.movedAt(l.Now()) }

func (l *Log) movedAt(at int64) {
	for was := l.moved.Load(); at > was && !l.moved.CompareAndSwap(was, at); was = l.moved.Load() {
	}
}

// Idle returns how long nothing has moved.
func (l *Log) Idle() time.Duration { return time.Duration(l.Now() - l.moved.Load()) }
