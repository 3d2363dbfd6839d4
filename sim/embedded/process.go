package embedded

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/link"
	"github.com/seatrial/seatrial/sim/live/process"
)

// errPower says what a region with a process of its own cannot do: what a kill
// leaves is whole, and what was not synced is known in the process that died.
var errPower = errors.New("a region that runs in a process of its own cannot lose its power")

// apart reports whether a region runs in a process of its own.
func (w *World) apart(region string) bool { return slices.Contains(w.cfg.Processes, region) }

func (c *Config) checkProcesses() error {
	for _, name := range c.Processes {
		switch {
		case name == bus.Hub:
			return errors.New("the hub cannot run in a process of its own")
		case !slices.Contains(c.Topology.Names(), name):
			return fmt.Errorf("no region %q to run in a process of its own", name)
		case c.Command == nil:
			return fmt.Errorf("region %q is to run in a process of its own, and no command starts one", name)
		}
	}
	for _, m := range c.System.Machines() {
		if m.Outside && m.Ledger && slices.Contains(c.Processes, m.Region) {
			return fmt.Errorf("outside party %q has a ledger, and its region a process of its own", m.Name)
		}
	}
	return nil
}

// openProcess starts the process of a region.
func (w *World) openProcess(p *place, s *link.Span) error {
	secrets, err := w.authority.Secrets(p.region)
	if err != nil {
		return err
	}
	p.process, err = process.Start(process.Config{Region: p.region, Dir: p.dir, Command: w.cfg.Command, Recipe: w.cfg.Recipe,
		Secrets: secrets, System: w.cfg.System, Topology: w.cfg.Topology, Seed: w.cfg.Seed, Transport: w.cfg.Transport,
		Unsafe: w.cfg.Unsafe, SyncEvery: w.syncOf(p.region), Leaf: s.Addr(), Log: w.log, Fail: w.fail})
	return err
}

// here returns which machines run in this process; nil = all.
func (w *World) here() func(*sim.Spec) bool {
	if w.cfg.Bare {
		return func(*sim.Spec) bool { return false }
	}
	if len(w.cfg.Processes) == 0 {
		return nil
	}
	return func(m *sim.Spec) bool { return !w.apart(m.Region) || !process.Runs(m, m.Region) }
}

// others does something to every process, side by side.
func (w *World) others(do func(*process.Process) error) error {
	var mu sync.Mutex
	var all sync.WaitGroup
	var failed error
	for _, p := range w.places {
		if p.process == nil {
			continue
		}
		all.Go(func() {
			err := do(p.process)
			mu.Lock()
			defer mu.Unlock()
			failed = errors.Join(failed, err)
		})
	}
	all.Wait()
	return failed
}

// openOthers opens the ways of the machines here and elsewhere to each other.
func (w *World) openOthers() error {
	if len(w.cfg.Processes) == 0 {
		return nil
	}
	if err := w.host.Open(); err != nil {
		return err
	}
	return w.others(func(p *process.Process) error { return p.Open(w.host) })
}

// beginOthers begins the run and lets the machines elsewhere begin.
func (w *World) beginOthers() error {
	if len(w.cfg.Processes) == 0 {
		return nil
	}
	w.log.Begin()
	return w.others((*process.Process).Begin)
}

// sync returns when all is taken in that was seen elsewhere.
func (w *World) sync() {
	if len(w.cfg.Processes) > 0 {
		w.check(w.others((*process.Process).Sync))
	}
}

// endOthers ends every process, and shows what still waits of what they saw.
func (w *World) endOthers() {
	_ = w.others(func(p *process.Process) error {
		p.Close()
		return nil
	})
	if w.log != nil {
		w.log.Close()
	}
}

// fail remembers what went wrong in a process, also before there is a host.
func (w *World) fail(err error) { w.failed.CompareAndSwap(nil, &err) }

// fault returns the harness's own failure, or nil.
func (w *World) fault() error {
	if err := w.failed.Load(); err != nil {
		return *err
	}
	return w.host.Fault()
}
