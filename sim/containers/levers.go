package containers

import (
	"time"

	"github.com/seatrial/seatrial/faults"
)

// Effects implements [faults.Target].
func (w *World) Effects(id string) int64 { return w.touches.Of(id) }

// Stop implements [faults.Target]: one machine of a container ends or stands
// still, and the others of its container go on; or else all of them end with it.
func (w *World) Stop(id, machine string, how faults.StopKind, on bool) {
	if p := w.home(machine); p != nil && how == faults.StopKill && w.cfg.Means.Container {
		w.sink(id, p, on)
		return
	}
	w.check(w.each(func(p *part) error { return p.process.Hold(id, machine, how, on) }))
}

// home returns the place in whose container a machine of the system runs, or nil.
func (w *World) home(machine string) *place {
	for _, m := range w.cfg.System.Machines() {
		if m.Name == machine && !m.Outside {
			return w.places[m.Region]
		}
	}
	return nil
}

// sink kills the container of a place's machines, and leaves its bus alone where
// that has one of its own.
func (w *World) sink(id string, p *place, on bool) {
	was, is := p.sunk.Set(id, 0, on)
	switch {
	case on && !was && !p.dark.Held():
		w.check(p.pod.kill())
		w.touches.Touch(id)
	case was && !is && !p.dark.Held():
		w.check(p.pod.process.Restart())
	}
}

// Node implements [faults.Target]: the containers of a region are killed, or
// frozen.
func (w *World) Node(id, region string, how faults.StopKind, on bool) {
	p := w.places[region]
	switch {
	case p == nil:
	case how == faults.StopPause:
		w.freeze(id, p, on)
	default:
		w.strike(id, p, on, (*part).kill)
	}
}

// Power implements [faults.Target]: what was not synced is taken from the disks,
// then the containers are killed.
func (w *World) Power(id, region string, on bool) {
	if p := w.places[region]; p != nil {
		w.strike(id, p, on, func(p *part) error { return p.process.Darken(id) })
	}
}

func (p *part) kill() error { return p.process.Kill() }

// strike brings a place down, or up again once nothing holds it.
func (w *World) strike(id string, p *place, on bool, down func(*part) error) {
	was, is := p.dark.Set(id, 0, on)
	switch {
	case on && !was:
		w.check(beside(p.parts(), down))
		w.touches.Touch(id)
	case was && !is:
		for _, part := range p.parts() { // machines look for their bus
			if part == p.pod && p.sunk.Held() {
				continue
			}
			w.check(part.process.Restart())
			if p.still.Held() {
				w.check(part.process.Freeze())
			}
		}
	}
}

// freeze makes a place stand still, or go on.
func (w *World) freeze(id string, p *place, on bool) {
	was, is := p.still.Set(id, 0, on)
	switch {
	case on && !was && !p.dark.Held():
		w.check(beside(p.parts(), func(p *part) error { return p.process.Freeze() }))
		w.touches.Touch(id)
	case was && !is:
		w.check(beside(p.parts(), func(p *part) error { return p.process.Thaw() }))
	}
}

// Bus implements [faults.Target]: the streams of a region are down, and calls
// still get through.
func (w *World) Bus(id, region string, lossy, on bool) {
	for _, b := range w.cfg.System.Buses() {
		if p := w.places[region]; p != nil && b.Region == region {
			w.check(p.bus.process.Bus(id, lossy, on))
			return
		}
	}
}

// Clock implements [faults.Target]. The host here shows it.
func (w *World) Clock(id, region string, amount time.Duration, on bool) {
	w.host.Clock(id, region, amount, on)
	w.check(w.each(func(p *part) error { return p.process.ClockOf(id, region, amount, on) }))
}

// Messages implements [faults.Target].
func (w *World) Messages(id string, r faults.Rule, on bool) {
	if p := w.places[r.Region]; p != nil {
		w.check(p.pod.process.Messages(id, r, on))
	}
}

// Disk implements [faults.Target].
func (w *World) Disk(id, region string, slower time.Duration, on bool) {
	if p := w.places[region]; p != nil {
		w.check(p.pod.process.Disk(id, slower, on))
	}
}

// Tell implements [faults.Target].
func (w *World) Tell(id, machine, word string, on bool) {
	w.check(w.each(func(p *part) error { return p.process.Tell(id, machine, word, on) }))
}

// Silence implements [faults.Target].
func (w *World) Silence(id, machine string, on bool) {
	w.check(w.each(func(p *part) error { return p.process.Silence(id, machine, on) }))
}

// Calls implements [faults.Target].
func (w *World) Calls(id string, r faults.CallRule, on bool) {
	w.check(w.each(func(p *part) error { return p.process.Calls(id, r, on) }))
}

// Turn implements [faults.Target].
func (w *World) Turn(id, machine, order, region string, on bool) {
	w.check(w.each(func(p *part) error { return p.process.Turn(id, machine, order, region, on) }))
}
