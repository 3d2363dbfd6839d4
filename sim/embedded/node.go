package embedded

import "github.com/seatrial/seatrial/faults"

// Node implements [faults.Target]. A region that runs in a process of its own is
// killed or stopped with it. Of a region that runs here the machines die one right
// after the other, and its bus is killed: what was written stays. It cannot stand
// still: whoever runs it would, too.
func (w *World) Node(id, region string, how faults.StopKind, on bool) {
	p := w.byName[region]
	switch {
	case p == nil:
	case p.process != nil && how == faults.StopPause:
		w.freeze(id, p, on)
	case p.process != nil:
		w.strike(id, p, on)
	case how == faults.StopKill:
		w.killHere(id, p, on)
	}
}

// strike kills the process of a region, or starts the next one.
func (w *World) strike(id string, p *place, on bool) {
	was, is := p.dark.Set(id, 0, on)
	switch {
	case on && !was:
		w.touches.Touch(id)
		w.check(p.process.Kill())
	case was && !is:
		w.check(p.process.Restart())
		if p.still.Held() {
			w.check(p.process.Freeze())
		}
	}
}

// freeze makes the process of a region stand still, or lets it go on.
func (w *World) freeze(id string, p *place, on bool) {
	was, is := p.still.Set(id, 0, on)
	switch {
	case on && !was && !p.dark.Held():
		w.touches.Touch(id)
		w.check(p.process.Freeze())
	case was && !is:
		w.check(p.process.Thaw())
	}
}

// killHere kills a region that runs in this process.
func (w *World) killHere(id string, p *place, on bool) {
	was, is := p.killed.Set(id, 0, on)
	switch {
	case on && !was:
		w.touches.Touch(id)
		w.check(p.server.Kill())
	case was && !is:
		w.raise(p)
	}
	for _, m := range w.cfg.System.Machines() {
		if m.Region == p.region && !m.Outside {
			w.host.Stop(id, m.Name, faults.StopKill, on)
		}
	}
}
