// Package load offers load to a system and takes latencies: open loop for
// everything that is reported, closed loop only to find the highest rate.
//
// In the open loop a [Schedule] says when each send is intended, and the sender
// keeps to it whatever the system does. Latency counts from the intended instant:
// if the system stalls, those who would have come meanwhile have waited too, and
// no latency is left out (coordinated omission). How late the pacer itself was is
// recorded beside each latency, since it is in it.
//
//	intended      sent              answered
//	   |-lateness--|------service------|
//	   |------------latency------------|
//
// The clock is handed in, so tests take no time and come out the same. Start at
// [Open].
package load

import (
	"context"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/seatrial/seatrial/bench/hist"
)

// Target takes sends. Send must return without waiting for the answer, and must
// see to it that [Op.Done] is called once, from any goroutine; what it takes
// longer makes the next send late. For a target that can only wait, start a
// goroutine for each Op: with a fixed number of them the loop is no longer open.
type Target interface{ Send(op Op) }

// TargetFunc is a function as a target.
type TargetFunc func(op Op)

// Send calls the function.
func (f TargetFunc) Send(op Op) { f(op) }

// Op is one send.
type Op struct {
	N        uint64        // from 0
	Intended time.Duration // from the start of the run

	sent time.Duration // on the clock
	run  *openRun
}

// Config says how to run a schedule.
type Config struct {
	Schedule Schedule
	WarmUp   time.Duration // sends intended before it are sent and not measured
	Drain    time.Duration // how long answers are awaited after the last send
}

// Result is what an open loop measured. Sent = Answered + Failed + Unanswered:
// one that was never answered is in no histogram, so look at the three counts
// before any latency.
type Result struct {
	WarmUp     uint64 // sent before the measurement
	Sent       uint64 // measured, as the next three
	Answered   uint64
	Failed     uint64 // answered by an error
	Unanswered uint64 // not answered within the drain, or when the context ended

	Latency  *hdrhistogram.Histogram // of the answered: intended to answered, ns
	Service  *hdrhistogram.Histogram // of the answered: sent to answered, ns
	Lateness *hdrhistogram.Histogram // of the sent: intended to sent, ns

	Elapsed  time.Duration // from the first measured instant to the last answer
	Complete bool          // the whole schedule was sent
}

// Rate returns the answers per second.
func (r *Result) Rate() float64 {
	if r.Elapsed <= 0 {
		return 0
	}
	return float64(r.Answered) / r.Elapsed.Seconds()
}

// PacerShare returns how much of the p99 of latency the pacer's own p99 makes up,
// 0 to 1 and above. What is measured at a share of a half says more about the
// pacer than about the system.
func (r *Result) PacerShare() float64 {
	latency := r.Latency.ValueAtPercentile(99)
	if latency == 0 {
		return 0
	}
	return float64(r.Lateness.ValueAtPercentile(99)) / float64(latency)
}

// Open sends a schedule to a target and measures. It returns when the last answer
// is there, when the drain is over, or when the context ends, which is no error:
// the result says what was sent. The error is that of [Schedule.Validate].
func Open(ctx context.Context, clock Clock, cfg Config, target Target) (*Result, error) {
	if err := cfg.Schedule.Validate(); err != nil {
		return nil, err
	}
	r := newOpenRun(ctx, clock, cfg)
	complete := r.pace(ctx, cfg.Schedule.Arrivals(), target)
	r.drain(ctx)
	return r.result(complete), nil
}

// openRun is an open loop under way.
type openRun struct {
	clock   Clock
	cfg     Config
	start   time.Duration
	latency *hist.Recorder
	service *hist.Recorder
	late    *hist.Recorder

	mu       sync.Mutex
	closed   bool
	pending  uint64 // of all sends, warm-up included
	sending  bool
	warm     uint64
	sent     uint64
	answered uint64
	failed   uint64
	end      time.Duration      // of the last answer
	idle     context.Context    // ends with the last answer
	last     context.CancelFunc // ends it
}

func newOpenRun(ctx context.Context, clock Clock, cfg Config) *openRun {
	r := &openRun{clock: clock, cfg: cfg, start: clock.Now(), sending: true,
		latency: hist.NewRecorder(), service: hist.NewRecorder(), late: hist.NewRecorder()}
	r.idle, r.last = context.WithCancel(ctx)
	return r
}

// pace sends everything at its time, or at once what is overdue.
func (r *openRun) pace(ctx context.Context, arrivals *Arrivals, target Target) bool {
	for n := uint64(0); ; n++ {
		at, ok := arrivals.Next()
		if !ok {
			return true
		}
		r.clock.Wait(ctx, r.start+at)
		if ctx.Err() != nil {
			return false
		}
		now := r.clock.Now()
		measured := at >= r.cfg.WarmUp
		r.begin(measured)
		if measured {
			r.late.Record(now - r.start - at)
		}
		target.Send(Op{N: n, Intended: at, sent: now, run: r})
	}
}

func (r *openRun) begin(measured bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pending++
	if measured {
		r.sent++
	} else {
		r.warm++
	}
}

// Waited returns how long ago the send was intended.
func (o Op) Waited() time.Duration { return o.run.clock.Now() - o.run.start - o.Intended }

// Done says that the send was answered; err is how, nil for well. An answer that
// comes after the run counts as none.
func (o Op) Done(err error) {
	now, r := o.run.clock.Now(), o.run
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	r.pending--
	if o.Intended >= r.cfg.WarmUp {
		r.count(o, now, err)
	}
	if r.pending == 0 && !r.sending {
		r.last()
	}
}

func (r *openRun) count(o Op, now time.Duration, err error) {
	r.end = max(r.end, now)
	if err != nil {
		r.failed++
		return
	}
	r.answered++
	r.latency.Record(now - r.start - o.Intended)
	r.service.Record(now - o.sent)
}

// drain waits for the answers that are still out.
func (r *openRun) drain(ctx context.Context) {
	r.mu.Lock()
	r.sending = false
	waits := r.pending > 0
	r.mu.Unlock()
	if waits && ctx.Err() == nil {
		r.clock.Wait(r.idle, r.clock.Now()+r.cfg.Drain)
	}
	r.last()
}

func (r *openRun) result(complete bool) *Result {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	return &Result{WarmUp: r.warm, Sent: r.sent, Answered: r.answered, Failed: r.failed, Unanswered: r.sent - r.answered - r.failed,
		Latency: r.latency.Snapshot(), Service: r.service.Snapshot(), Lateness: r.late.Snapshot(),
		Elapsed: max(r.end-r.start-r.cfg.WarmUp, 0), Complete: complete}
}
