package embedded

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/process"
	"github.com/seatrial/seatrial/sim/live/store"
)

// place is what stands in one region: a server and a store, or a process that
// has them.
type place struct {
	region    string
	dir       string
	process   *process.Process // nil = the region runs in this process
	server    *bus.Server      // nil with a process
	store     *store.Store     // nil with a process
	consumers []consumer
	dark      live.Holders // faults that took the power, or killed the process
	killed    live.Holders // faults that killed a region that runs here
	lost      bool         // the streams are as of their last sync, and have not been up since
	still     live.Holders // faults that make its process stand still
	out       live.Holders // faults that took the streams
}

// consumer is one durable consumer of the region's bus.
type consumer struct{ machine, durable string }

// open opens the store.
func (p *place) open(w *World) (err error) {
	if w.apart(p.region) {
		return nil
	}
	p.store, err = store.Open(store.Config{Dir: filepath.Join(p.dir, "ledger"), Name: p.region, Unsafe: w.cfg.Unsafe,
		Slow: func() time.Duration { return w.slower(p.region) }})
	return err
}

// askMax is how long a server may take to say how far its consumers are.
const askMax = 500 * time.Millisecond

// busy says which consumer is not done, or "".
func (p *place) busy() string {
	if p.process != nil {
		return p.process.Busy()
	}
	if len(p.consumers) == 0 {
		return ""
	}
	var durables []string
	for _, c := range p.consumers {
		durables = append(durables, c.durable)
	}
	ctx, cancel := context.WithTimeout(context.Background(), askMax)
	defer cancel()
	backlogs, err := p.server.Backlogs(ctx, durables...)
	if err != nil {
		return err.Error()
	}
	for i, b := range backlogs {
		if b.Open > 0 || b.Pending > 0 {
			return fmt.Sprintf("%s has %d deliveries open and %d before it", p.consumers[i].machine, b.Open, b.Pending)
		}
	}
	return ""
}

// awaitLink returns when the region and the hub know what the other listens to.
func (p *place) awaitLink(ctx context.Context, hub *bus.Server) error {
	if p.process != nil {
		return bus.ReadyFar(ctx, hub, p.region, p.process.URL())
	}
	return bus.Ready(ctx, hub, p.server)
}

func (p *place) close() error {
	var failed error
	if p.process != nil {
		p.process.Close()
	}
	if p.server != nil {
		failed = p.server.Close()
	}
	if p.store != nil {
		if err := p.store.Close(); !errors.Is(err, store.ErrOff) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}
