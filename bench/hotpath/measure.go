package hotpath

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/load"
	"github.com/seatrial/seatrial/sim/live/ceiling"
)

// Lab makes what is measured. Each program stands in a world of its own, made anew
// for each measurement.
type Lab interface {
	// System starts the system, whose commands are followed on the track.
	System(t *Track) (Path, error)
	// Ceiling starts the program that only moves what the system moves.
	Ceiling(t *Track) (Path, error)
	// Stages measures each part of the ceiling's work alone.
	Stages(window int, each time.Duration) ([]ceiling.Stage, error)
}

// Config says how much is measured.
type Config struct {
	Rounds int                  // measurements of each program, in turn; 0 = 4
	Each   time.Duration        // measured per round and program; 0 = 3 s
	Window int                  // orders under way in the closed loop; 0 = 256
	Rate   float64              // offered in the open loop, events per second; 0 = half of what the system sustains
	Steps  []float64            // further load steps, as shares of what the system sustains; each is measured once
	CPU    func() time.Duration // processor time of this process; nil = it is not measured
}

// Defaults of a configuration.
const (
	defaultRounds = 4
	defaultEach   = 3 * time.Second
	defaultWindow = 256
)

// windowMax leaves room for commands that are not through yet when new ones come.
const windowMax = places / kinds / 4

// Complete returns the configuration with its defaults.
func (c Config) Complete() Config {
	if c.Rounds == 0 {
		c.Rounds = defaultRounds
	}
	if c.Each == 0 {
		c.Each = defaultEach
	}
	if c.Window == 0 {
		c.Window = defaultWindow
	}
	return c
}

// Validate reports what cannot be measured.
func (c Config) Validate() error {
	switch c = c.Complete(); {
	case c.Rounds < 1:
		return fmt.Errorf("%d rounds: want at least 1", c.Rounds)
	case c.Each < 100*time.Millisecond:
		return fmt.Errorf("%v per round: want at least 100ms", c.Each)
	case c.Window < 1 || c.Window > windowMax:
		return fmt.Errorf("window of %d orders: want 1 to %d", c.Window, windowMax)
	case c.Rate < 0 || c.Rate > 1_000_000:
		return fmt.Errorf("rate of %g events/s: want 0 (half of what is sustained) to 1000000", c.Rate)
	}
	for _, share := range c.Steps {
		if !(share > 0 && share <= stepsMax) {
			return fmt.Errorf("load step of %g: want a share of what is sustained, above 0 and up to %d", share, stepsMax)
		}
	}
	return nil
}

// Round is one measurement of one program.
type Round struct {
	Sustained float64       // events per second in the closed loop
	PerOrder  float64       // events of an order that is placed and taken back, by two commands
	Allocs    float64       // per event, of the whole process, server and load included
	Bytes     float64       // per event
	CPU       time.Duration // per event
	Predicted float64       // events per second by the stages; of the ceiling
	Stages    []ceiling.Stage
	Lost      int64 // orders that failed, or did not come through in time
	Repeated  int64 // effects that the consumer or the hub took twice

	Open *load.Result // of the open loop, end to end
	Legs [legs]*hdrhistogram.Histogram
}

// perCommand returns how many events a command comes to, on average.
func (r *Round) perCommand() float64 { return r.PerOrder / kinds }

// Report is what was measured.
type Report struct {
	Config  Config
	Offered float64 // events per second in the open loops
	System  []*Round
	Ceiling []*Round
	Steps   []Step // further ones
}

// side is one of the two programs.
type side struct {
	name   string
	start  func(*Track) (Path, error)
	rounds []*Round
}

// Measure measures both programs in turn: first the highest rate of each, then the
// latencies of both at one rate. The order is system, ceiling, ceiling, system and
// so on, so that a drift of the machine hits both.
func Measure(ctx context.Context, lab Lab, cfg Config) (*Report, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg = cfg.Complete()
	system, top := &side{name: "system", start: lab.System}, &side{name: "ceiling", start: lab.Ceiling}
	for i := range cfg.Rounds {
		for _, s := range inTurn(i, system, top) {
			r, err := s.saturate(ctx, cfg)
			if err == nil && s == top {
				err = r.predict(lab, cfg)
			}
			if err != nil {
				return nil, fmt.Errorf("measure %s: %w", s.name, err)
			}
			s.rounds = append(s.rounds, r)
		}
	}
	out := &Report{Config: cfg, Offered: cfg.Rate, System: system.rounds, Ceiling: top.rounds}
	if out.Offered == 0 {
		out.Offered = bench.Median(Samples(out.System, Sustained)) / 2
	}
	for i := range cfg.Rounds {
		for _, s := range inTurn(i, system, top) {
			if err := s.offer(ctx, cfg, s.rounds[i], out.Offered); err != nil {
				return nil, fmt.Errorf("measure latencies of %s: %w", s.name, err)
			}
		}
	}
	return out, out.climb(ctx, cfg, system, top)
}

// inTurn turns the order round with each pair.
func inTurn(pair int, a, b *side) []*side {
	if pair%2 == 0 {
		return []*side{a, b}
	}
	return []*side{b, a}
}

// within runs do with a fresh program. What it starts bears the program's name in
// a profile: pprof -tagfocus=system.
func (s *side) within(ctx context.Context, do func(*driver) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	pprof.Do(ctx, pprof.Labels("side", s.name), func(context.Context) {
		track := NewTrack()
		var path Path
		if path, err = s.start(track); err != nil {
			return
		}
		runtime.GC()
		err = errors.Join(do(&driver{path: path, track: track}), path.Close())
	})
	return err
}

// saturate measures the highest rate.
func (s *side) saturate(ctx context.Context, cfg Config) (*Round, error) {
	r := &Round{}
	err := s.within(ctx, func(d *driver) error {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		spent := cfg.cpu()
		sat, err := d.saturate(ctx, cfg.Window, cfg.Each/warmUpPart, cfg.Each)
		if err != nil {
			return err
		}
		spent = cfg.cpu() - spent
		runtime.ReadMemStats(&after)
		events := float64(d.track.Events())
		r.PerOrder = d.track.PerOrder()
		r.Sustained = sat.Rate() * r.PerOrder
		r.Lost, r.Repeated = int64(sat.Failed), d.track.Repeated()
		r.Allocs = float64(after.Mallocs-before.Mallocs) / events
		r.Bytes = float64(after.TotalAlloc-before.TotalAlloc) / events
		r.CPU = time.Duration(float64(spent) / events)
		return nil
	})
	return r, err
}

// warmUpPart is the part of a measurement that goes before it.
const warmUpPart = 3

func (c Config) cpu() time.Duration {
	if c.CPU == nil {
		return 0
	}
	return c.CPU()
}

// predict measures the stages of the ceiling.
func (r *Round) predict(lab Lab, cfg Config) (err error) {
	if r.Stages, err = lab.Stages(cfg.Window*kinds, cfg.Each/warmUpPart); err == nil {
		r.Predicted = ceiling.Predict(r.Stages) * r.perCommand()
	}
	return err
}

// offer measures latencies at a rate.
func (s *side) offer(ctx context.Context, cfg Config, r *Round, rate float64) error {
	return s.within(ctx, func(d *driver) (err error) {
		if r.Open, err = d.open(ctx, rate/r.PerOrder, cfg.Each/warmUpPart, cfg.Each); err != nil {
			return err
		}
		for l := range legs {
			r.Legs[l] = d.track.Latencies(l)
		}
		r.Lost += int64(r.Open.Failed + r.Open.Unanswered)
		r.Repeated += d.track.Repeated()
		return ctx.Err()
	})
}
