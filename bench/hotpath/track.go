package hotpath

import (
	"errors"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/seatrial/seatrial/bench/hist"
)

// Leg is a part of the way of a command.
type Leg int

// The legs. Each ends where what it speaks of is durable.
const (
	Commit   Leg = iota // client -> pod -> durable ledger -> reply, from the intended instant
	Consumer            // durable -> relay -> bus -> consumer, which has written its effect
	Hub                 // delivered to egress -> batch -> link -> folded at the hub, durable
	EndToEnd            // from the intended instant until reply, consumer and hub are all done
	legs
)

var legNames = [legs]string{"commit", "consumer", "hub", "end-to-end"}

// String returns the name of the leg in results and files.
func (l Leg) String() string { return legNames[l] }

// ErrOverrun is what a command ends with that was still under way when so many
// came after it that its place was needed.
var ErrOverrun = errors.New("too many commands under way")

// places is how many commands may be under way at once.
const places = 1 << 16

// Track follows commands along the path, by their number, and records a latency
// for each leg. Both programs report to one of the same kind, at the same points.
// It may be used concurrently.
type Track struct {
	origin time.Time
	legs   [legs]*hist.Recorder

	mu       sync.Mutex
	way      []flight // by number, modulo places
	events   int64    // durable at the pod
	repeated int64
	through  [kinds]struct{ commands, events int64 } // by kind of command
}

// kinds is how many kinds of commands take turns: one places an order, the next
// takes it back.
const kinds = 2

// flight is a command under way. Times are on the track's clock.
type flight struct {
	n        uint64 // 0 = nobody
	measured bool
	answered bool
	intended time.Duration
	durable  time.Duration
	left     time.Duration // delivered to egress
	entries  int           // events it came to
	applied  int           // of them, by the consumer
	folded   int           // of them, by the hub
	done     func(error)
}

// NewTrack returns a track on which nothing is under way.
func NewTrack() *Track {
	t := &Track{origin: time.Now(), way: make([]flight, places)}
	for i := range t.legs {
		t.legs[i] = hist.NewRecorder()
	}
	return t
}

func (t *Track) now() time.Duration { return time.Since(t.origin) }

// Begin notes that command n is about to be sent, so long after it was intended.
// Done is called once, when the command is through on every leg or has failed.
// Latencies count if measured is set.
func (t *Track) Begin(n uint64, late time.Duration, measured bool, done func(error)) {
	t.mu.Lock()
	at := &t.way[n%places]
	was := at.done
	*at = flight{n: n, intended: t.now() - late, measured: measured, done: done}
	t.mu.Unlock()
	if was != nil {
		was(ErrOverrun)
	}
}

// Answered notes the answer to command n. A refused one goes no further.
func (t *Track) Answered(n uint64, err error) {
	t.note(n, func(f *flight, now time.Duration) {
		if err == nil && !f.answered && f.measured {
			t.legs[Commit].Record(now - f.intended)
		}
		f.answered = true
	}, err)
}

// Durable notes that an event of command n is durable at the pod.
func (t *Track) Durable(n uint64) {
	t.note(n, func(f *flight, now time.Duration) {
		f.entries++
		f.durable = now
		t.events++
	}, nil)
}

// Left notes that an event of command n was delivered to egress.
func (t *Track) Left(n uint64) {
	t.note(n, func(f *flight, now time.Duration) { f.left = now }, nil)
}

// Applied notes that the effect of an event of command n is durable at the
// consumer.
func (t *Track) Applied(n uint64) {
	t.note(n, func(f *flight, now time.Duration) {
		if f.applied++; f.applied == f.entries && f.measured {
			t.legs[Consumer].Record(now - f.durable)
		}
	}, nil)
}

// Folded notes that the hub has an event of command n, or that none of it was to
// leave.
func (t *Track) Folded(n uint64) {
	t.note(n, func(f *flight, now time.Duration) {
		if f.folded++; f.folded == f.entries && f.measured {
			t.legs[Hub].Record(now - f.left)
		}
	}, nil)
}

// note changes a command, and ends it if it is through or has failed.
func (t *Track) note(n uint64, change func(f *flight, now time.Duration), err error) {
	t.mu.Lock()
	f := &t.way[n%places]
	if n == 0 || f.n != n {
		t.mu.Unlock()
		return
	}
	now := t.now()
	change(f, now)
	if err == nil && !(f.answered && f.entries > 0 && f.applied >= f.entries && f.folded >= f.entries) {
		t.mu.Unlock()
		return
	}
	if err == nil && f.measured {
		t.legs[EndToEnd].Record(now - f.intended)
	}
	if err == nil {
		kind := &t.through[n%kinds]
		kind.commands++
		kind.events += int64(f.entries)
	}
	done := f.done
	*f = flight{}
	t.mu.Unlock()
	done(err)
}

// Events returns how many events became durable.
func (t *Track) Events() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.events
}

// PerOrder returns how many events an order comes to that is placed and taken back:
// the sum of the means of both commands, 0 before any came through.
func (t *Track) PerOrder() float64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	sum := 0.0
	for _, kind := range t.through {
		sum += float64(kind.events) / float64(max(kind.commands, 1))
	}
	return sum
}

// Repeat notes that an event took effect a second time.
func (t *Track) Repeat() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.repeated++
}

// Repeated returns how many effects were taken twice.
func (t *Track) Repeated() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.repeated
}

// Latencies returns what was recorded of a leg, in nanoseconds.
func (t *Track) Latencies(l Leg) *hdrhistogram.Histogram { return t.legs[l].Snapshot() }
