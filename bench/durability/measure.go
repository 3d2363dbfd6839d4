package durability

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/seatrial/seatrial/bench/hist"
	"github.com/seatrial/seatrial/bench/load"
	"github.com/seatrial/seatrial/sim"
)

// Config says how much to measure of each setting.
type Config struct {
	Dir      string        // where stores are made and removed; "" = the system's folder for temporary files
	Machines int           // ledgers in one store
	Callers  int           // that wait for their answer, to find the highest rate
	Rate     int64         // commands per second offered for latency and loss
	Measured time.Duration // of each part; the power goes at its end
	Losses   int           // power losses of each setting
	Seed     uint64        // of the arrivals, and of what a power loss leaves
}

// Point is what one setting came to.
type Point struct {
	Setting      Setting
	Sustained    float64                 // commands/s acknowledged to callers that wait
	Latency      *hdrhistogram.Histogram // ns from the intended instant to the acknowledgement, at the offered rate
	Lateness     *hdrhistogram.Histogram // ns the pacer was late, which is in it
	Served       float64                 // commands/s acknowledged at the offered rate: less, if the setting cannot keep up
	Losses       int                     // power losses
	Acknowledged int64                   // until the power went, over all of them
	Lost         int64                   // of these, in no ledger afterwards
	LostMost     int64                   // by one power loss
}

// Measure measures one setting: first the highest rate, then as often as wanted a
// load at the offered rate that ends with a power loss.
func Measure(ctx context.Context, clock func() load.Clock, cfg Config, s Setting) (*Point, error) {
	p := &Point{Setting: s, Latency: hist.New(), Lateness: hist.New()}
	if err := p.saturate(ctx, clock(), cfg); err != nil {
		return nil, fmt.Errorf("measure rate of %v: %w", s, err)
	}
	for i := range cfg.Losses {
		if err := p.lose(ctx, clock(), cfg, uint64(i)); err != nil {
			return nil, fmt.Errorf("measure loss of %v: %w", s, err)
		}
	}
	return p, nil
}

// within runs work on a store of its own.
func (p *Point) within(cfg Config, work func(r *region) error) error {
	dir, err := os.MkdirTemp(cfg.Dir, "seatrial-durability-")
	if err != nil {
		return fmt.Errorf("make folder of the store: %w", err)
	}
	defer os.RemoveAll(dir)
	r, err := open(dir, p.Setting, cfg.Machines)
	if err != nil {
		return err
	}
	return errors.Join(work(r), r.store.Close())
}

func (p *Point) saturate(ctx context.Context, clock load.Clock, cfg Config) error {
	return p.within(cfg, func(r *region) error {
		var n atomic.Uint64
		found, err := load.Saturate(ctx, clock, cfg.Callers, cfg.Measured/4, cfg.Measured, func(int) error { return r.command(n.Add(1)) })
		if err == nil && found.Failed > 0 {
			err = fmt.Errorf("%d commands failed", found.Failed)
		}
		p.Sustained = found.Rate()
		return err
	})
}

// lose offers load until the power goes.
func (p *Point) lose(ctx context.Context, clock load.Clock, cfg Config, at uint64) error {
	return p.within(cfg, func(r *region) error {
		loaded, stop := context.WithCancel(ctx)
		defer stop()
		var under sync.WaitGroup // commands on their way
		target := load.TargetFunc(func(op load.Op) { under.Go(func() { op.Done(r.command(op.N)) }) })
		var cut error
		power := make(chan struct{})
		go func() { // in the middle of the load, not after it
			defer close(power)
			timer := time.NewTimer(cfg.Measured)
			defer timer.Stop()
			select {
			case <-timer.C:
			case <-ctx.Done():
			}
			cut = r.cut(sim.Chance{Seed: cfg.Seed, Stream: sim.StreamDisk}, at)
			stop()
		}()
		got, err := load.Open(loaded, clock, load.Config{Schedule: load.Schedule{Kind: load.Poisson, Rate: cfg.Rate * 1000,
			Duration: 2 * cfg.Measured, Seed: cfg.Seed + at}}, target)
		<-power
		under.Wait()
		if err = errors.Join(err, cut, ctx.Err()); err != nil {
			return err
		}
		return p.count(r, got, cfg)
	})
}

func (p *Point) count(r *region, got *load.Result, cfg Config) error {
	promised, lost, err := r.lost()
	if err != nil {
		return err
	}
	p.Latency.Merge(got.Latency)
	p.Lateness.Merge(got.Lateness)
	p.Served += float64(got.Answered) / cfg.Measured.Seconds() / float64(cfg.Losses)
	p.Losses++
	p.Acknowledged += promised
	p.Lost += lost
	p.LostMost = max(p.LostMost, lost)
	return nil
}
