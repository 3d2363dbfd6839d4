package consumer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/seatrial/seatrial/bench/load"
	"github.com/seatrial/seatrial/sim/live/broker"
)

// Load says how a consumer is loaded.
type Load struct {
	Rates []int64       // events per second, step by step
	Step  time.Duration // of each; the first tenth warms up
}

// The bounds of a load.
const (
	rateMax  = 1_000_000
	drainMax = 10 * time.Second
)

// Validate reports what is wrong with a load.
func (l Load) Validate() error {
	for _, r := range l.Rates {
		if r < 1 || r > rateMax {
			return fmt.Errorf("rate %d: want 1 to %d events per second", r, rateMax)
		}
	}
	switch {
	case len(l.Rates) == 0:
		return errors.New("no rates: give events per second")
	case l.Step < 100*time.Millisecond || l.Step > time.Hour:
		return fmt.Errorf("step of %v: want 100ms to 1h", l.Step)
	}
	return nil
}

// Step is what one rate came to.
type Step struct {
	Rate       int64 // offered, per second
	Result     *load.Result
	Duplicated int64 // effects that came again
}

// Lost returns the events whose effect was not seen in the time there was.
func (s *Step) Lost() int64 { return int64(s.Result.Unanswered + s.Result.Failed) }

// MeasureHandler loads a handler. The steps are those that were run before the
// context ended.
func MeasureHandler(ctx context.Context, cfg Config, l Load, h Handler) ([]Step, error) {
	return measure(ctx, cfg, l, newInside(h))
}

// Measure loads a process, which connects to the server itself and not over the
// wire of the trial; with [Config.State] it is measured at its acknowledgements,
// and they are seen on the wire.
func Measure(ctx context.Context, cfg Config, l Load, command string, output io.Writer) ([]Step, error) {
	return measure(ctx, cfg, l, newProcess(command, output))
}

func measure(ctx context.Context, cfg Config, l Load, p party) (steps []Step, err error) {
	cfg = cfg.Complete()
	if err := errors.Join(cfg.Validate(), l.Validate()); err != nil {
		return nil, err
	}
	g := newGauge(cfg.State != "")
	var s stage
	defer func() { err = errors.Join(err, s.clear()) }()
	if err := s.set(ctx, setting{cfg: cfg, party: p, watcher: g, direct: !g.silent}); err != nil {
		return nil, err
	}
	if !g.silent {
		if err := s.broker.Effects(g.hear); err != nil {
			return nil, err
		}
	}
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	return offer(ctx, cfg, l, &s, g, newScript())
}

// offer loads a consumer that runs. The script goes on where it is: the consumer
// knows what it wrote before.
func offer(ctx context.Context, cfg Config, l Load, s *stage, g *gauge, script *script) ([]Step, error) {
	o := &offering{cfg: cfg, broker: s.broker, gauge: g, script: script}
	if err := o.probe(ctx, s.party); err != nil {
		return nil, err
	}
	var steps []Step
	for _, rate := range l.Rates {
		r, err := load.Open(ctx, load.Wall(), load.Config{WarmUp: l.Step / 10, Drain: drainMax,
			Schedule: load.Schedule{Kind: load.Constant, Rate: rate * 1000, Duration: l.Step}}, load.TargetFunc(o.send))
		if err == nil {
			err = errors.Join(o.failed, g.fault())
		}
		if err != nil {
			return steps, fmt.Errorf("load %d/s: %w", rate, err)
		}
		if ctx.Err() != nil {
			return steps, nil
		}
		steps = append(steps, Step{Rate: rate, Result: r, Duplicated: g.forget()})
	}
	return steps, nil
}

// offering sends events under load, from one goroutine.
type offering struct {
	cfg    Config
	broker *broker.Broker
	gauge  *gauge
	script *script
	failed error
}

// probe sends one event and waits until it took effect: then somebody is there.
func (o *offering) probe(ctx context.Context, p party) error {
	o.publish(probe, load.Op{})
	if o.failed != nil {
		return o.failed
	}
	late, done := patience(o.cfg.Patience)
	defer done()
	select {
	case <-o.gauge.ready:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case err := <-p.ended():
		return fmt.Errorf("%w: it ended before its first effect: %w", ErrParty, err)
	case <-late:
		return fmt.Errorf("%w: no effect of the first event in %v", ErrParty, o.cfg.Patience)
	}
}

func (o *offering) send(op load.Op) { o.publish("", op) }

// publish sends an event of a new order; id "" = the next.
func (o *offering) publish(id string, op load.Op) {
	e := o.script.next(o.script.order())
	if id != "" {
		e.id = id
	}
	m, err := encode(e, o.cfg.Mode, o.cfg.Subjects[o.script.orders%len(o.cfg.Subjects)], time.Now())
	if err == nil {
		o.gauge.sending(e.id, op)
		err = o.broker.PublishAsync(m)
	}
	if err != nil && o.failed == nil {
		o.failed = err
	}
}
