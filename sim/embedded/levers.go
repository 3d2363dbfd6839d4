package embedded

import (
	"context"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live/bus"
)

// Effects implements [faults.Target].
func (w *World) Effects(id string) int64 { return w.touches.Of(id) }

// Cut implements [faults.Target].
func (w *World) Cut(id, from, to string, on bool) {
	if s := w.span(from, to); s != nil {
		s.Cut(id, from, to, on)
	} else if w.exchange != nil {
		w.exchange.Cut(id, from, to, on)
	}
}

// Shape implements [faults.Target].
func (w *World) Shape(id, from, to string, shape faults.Shape, on bool) {
	if s := w.span(from, to); s != nil {
		s.Shape(id, from, to, shape, on)
	}
}

// Stop implements [faults.Target].
func (w *World) Stop(id, machine string, how faults.StopKind, on bool) {
	w.host.Stop(id, machine, how, on)
	for _, p := range w.places {
		if p.process != nil {
			w.check(p.process.Hold(id, machine, how, on))
		}
	}
}

// Power implements [faults.Target]. The disk goes first: what it had not synced
// at that instant is lost, whatever the machines still do.
func (w *World) Power(id, region string, on bool) {
	p := w.byName[region]
	if p == nil {
		return
	}
	if p.process != nil {
		w.check(errPower)
		return
	}
	was, is := p.dark.Set(id, 0, on)
	switch {
	case on && !was:
		w.darken(id, p)
	case on:
		w.host.Dark(id, region, true)
	default:
		if was && !is {
			w.raise(p)
		}
		w.host.Dark(id, region, false)
	}
}

// raise brings a region that runs here up again, once it has power and nothing
// kills it.
func (w *World) raise(p *place) {
	if p.dark.Held() || p.killed.Held() {
		return
	}
	w.check(p.store.Reopen())
	w.check(p.server.Start())
	if p.lost {
		p.lost = false
		w.resume(p)
	}
	if p.out.Held() {
		w.check(p.server.StopStreams())
	}
}

// darken takes the power of a region away.
func (w *World) darken(id string, p *place) {
	disk := sim.Chance{Seed: w.cfg.Seed, Stream: sim.StreamDisk, Entity: history.Hash(p.region)}
	loss, err := p.store.PowerLoss(disk, uint64(w.log.Now()))
	w.check(err)
	w.host.Dark(id, p.region, true)
	w.check(p.server.PowerLoss())
	p.lost = true
	w.touches.Touch(id)
	if loss.Entries > 0 {
		w.host.Count("ledger_entries_lost", loss.Entries)
	}
	if loss.Torn {
		w.host.Count("ledger_records_torn", 1)
	}
}

// Bus implements [faults.Target]: the streams of a region are down, and calls
// still get through.
func (w *World) Bus(id, region string, lossy, on bool) {
	p := w.byName[region]
	if p == nil || len(p.consumers) == 0 {
		return
	}
	if p.process != nil {
		w.check(p.process.Bus(id, lossy, on))
		return
	}
	was, is := p.out.Set(id, 0, on)
	switch {
	case on && lossy:
		w.touches.Touch(id)
		w.check(p.server.LoseStreams())
	case on && !was:
		w.touches.Touch(id)
		w.check(p.server.StopStreams())
	case was && !is && !p.dark.Held() && !p.killed.Held():
		w.check(p.server.StartStreams())
		w.resume(p)
	}
}

// resumeMax is how long the streams of a region may take to come back.
const resumeMax = 10 * time.Second

// resume does what whoever runs a region does when its streams are back: an
// export stream that may have lost its end must not give its sequences out again.
func (w *World) resume(p *place) {
	if w.cfg.Transport == bus.Forwarder || p.region == bus.Hub {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), resumeMax)
	defer cancel()
	w.check(p.server.SkipExport(ctx))
}

// Clock implements [faults.Target].
func (w *World) Clock(id, region string, amount time.Duration, on bool) {
	w.host.Clock(id, region, amount, on)
	if p := w.byName[region]; p != nil && p.process != nil {
		w.check(p.process.Clock(id, amount, on))
	}
}

// Messages implements [faults.Target].
func (w *World) Messages(id string, r faults.Rule, on bool) {
	w.host.Messages(id, r, on)
	if p := w.byName[r.Region]; p != nil && p.process != nil {
		w.check(p.process.Messages(id, r, on))
	}
}

// Disk implements [faults.Target].
func (w *World) Disk(id, region string, slower time.Duration, on bool) {
	w.host.Disk(id, region, slower, on)
	if p := w.byName[region]; p != nil && p.process != nil {
		w.check(p.process.Disk(id, slower, on))
	}
}

// Tell implements [faults.Target].
func (w *World) Tell(id, machine, word string, on bool) { w.host.Tell(id, machine, word, on) }

// Silence implements [faults.Target].
func (w *World) Silence(id, machine string, on bool) { w.host.Silence(id, machine, on) }

// Calls implements [faults.Target]. Whose calls are meddled with stands at the
// hub, which never has a process of its own.
func (w *World) Calls(id string, r faults.CallRule, on bool) { w.host.Calls(id, r, on) }

// Turn implements [faults.Target].
func (w *World) Turn(id, machine, order, region string, on bool) {
	w.host.Turn(id, machine, order, region, on)
	for _, p := range w.places {
		if p.process != nil {
			w.check(p.process.Turn(id, machine, order, region, on))
		}
	}
}

// slower is how much longer an fsync takes in a region.
func (w *World) slower(region string) time.Duration {
	if w.host == nil {
		return 0
	}
	return w.host.Slower(region)
}

// check remembers the harness's own failure; the run ends at its next advance.
func (w *World) check(err error) {
	if err != nil {
		w.host.Fail(err)
	}
}
