package explore

import (
	"context"
	"sync"
	"time"
)

// Campaign looks for failures: it runs drawn trials, goes on from those that
// showed something new, and keeps what broke. The zero value needs Runner and
// Swarm.
//
// Trials are planned in batches, each from what the batches before the last one
// have shown, so that the n-th trial of a seed is the same on every machine,
// however many cores it has.
type Campaign struct {
	Runner  Runner
	Swarm   Swarm
	Seed    uint64        // of the first trial; it fixes all others
	Runs    int           // at most; 0 = as many as Wall allows
	Wall    time.Duration // at most; 0 = as long as Runs takes
	Defects []string      // planted in every trial
	Workers int           // side by side; 0 = one per core
	// KeepGoing goes on after a failure, to find those of other promises.
	KeepGoing bool
	Begin     []Case // tried first: the corpus of an earlier campaign
	// Progress is told after every batch, by one goroutine at a time.
	Progress func(*Report)
}

// batch is how many trials are planned at a time.
const batch = 32

// expedition is a campaign under way.
type expedition struct {
	*Campaign
	known  corpus
	report *Report
	begun  time.Time
	queue  chan *task
	next   int // the first run that is not planned yet
}

// Go runs the campaign until its budget is spent, something breaks, or ctx is
// canceled. The error is the harness's own failure, a machine that panics among
// them; the report then names the trial that showed it.
func (c *Campaign) Go(ctx context.Context) (*Report, error) {
	e := &expedition{Campaign: c, report: newReport(c), begun: time.Now(), queue: make(chan *task, 2*batch)}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	if c.Wall > 0 {
		inner, stop = context.WithTimeout(ctx, c.Wall)
		defer stop()
	}
	var crew sync.WaitGroup
	for range e.report.Workers {
		crew.Go(func() { e.labour(inner) })
	}
	err := e.sweep(inner)
	stop()
	close(e.queue)
	crew.Wait()
	e.report.close(time.Since(e.begun), &e.known)
	e.report.Stopped = ctx.Err() != nil
	return e.report, err
}

// sweep keeps two batches under way: while the last trials of one run, idle
// workers begin the next.
func (e *expedition) sweep(ctx context.Context) error {
	for now := e.launch(); len(now.tasks) > 0; {
		following := e.launch()
		now.under.Wait()
		over, err := e.take(now)
		if err != nil || over || ctx.Err() != nil {
			return err
		}
		if e.Progress != nil {
			e.report.close(time.Since(e.begun), &e.known)
			e.Progress(e.report)
		}
		now = following
	}
	return nil
}
