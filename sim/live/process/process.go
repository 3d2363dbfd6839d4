package process

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live"
)

// Process is a region in a process of its own, and the children that are it one
// after the other. Its levers belong to one goroutine at a time.
type Process struct {
	cfg    Config
	ahead  time.Duration // of the child's wall clock, see [Process.Clocks]
	port   int           // where clients connect, the same for every child
	begun  bool          // the run has begun
	lost   bool          // a loss of power has taken the end of what is on disk, and no child has been up since
	pulled []lever       // levers that are held, in the order they were pulled
	owed   []lever       // what a child that stands still has not been told
	stood  []*machine

	mu       sync.Mutex
	child    *spawned // nil = dead
	frozen   bool
	host     *live.Host        // the parent's, which counts
	doors    map[string]string // of outside parties elsewhere
	machines map[string]*machine
	stored   map[storedAt]uint64 // key of the event that a bus was seen to store there
}

// machine is what the parent knows of a machine of the child.
type machine struct {
	name, region history.Name
	up           bool
	past         live.Past
}

// storedAt is a position of a bus.
type storedAt struct{ stream, pos uint64 }

// Start starts the first child and returns when its bus takes connections.
func Start(cfg Config) (*Process, error) {
	p := &Process{cfg: cfg, port: cfg.Net.Port, machines: map[string]*machine{}, stored: map[storedAt]uint64{}}
	for _, m := range cfg.System.Machines() {
		if cfg.Role.runs(&m, cfg.Region) {
			p.machines[m.Name] = &machine{name: history.N(m.Name), region: history.N(m.Region)}
		}
	}
	var err error
	if cfg.Launch == nil {
		if p.cfg.Dir, err = filepath.Abs(cfg.Dir); err == nil {
			err = os.MkdirAll(p.cfg.Dir, 0o755)
		}
	}
	if err == nil {
		err = p.spawn(false)
	}
	if err != nil {
		p.Close()
		return nil, fmt.Errorf("start process of %s: %w", cfg.name(), err)
	}
	return p, nil
}

// URL returns where clients of the region's bus connect.
func (p *Process) URL() string { return "nats://127.0.0.1:" + strconv.Itoa(p.port) }

// Open lets the machines of the child open their ways to others. What they count
// is added to the host, which knows the doors of the outside parties.
func (p *Process) Open(host *live.Host) error {
	_, err := p.OpenTo(host, host.Doors())
	return err
}

// OpenTo is [Process.Open] where outside parties run in children, too. It takes
// their doors and returns those that are in this child.
func (p *Process) OpenTo(host *live.Host, doors map[string]string) (map[string]string, error) {
	p.mu.Lock()
	p.host, p.doors = host, doors
	p.mu.Unlock()
	here, err := p.open()
	return here, p.wrap("open", err)
}

// Begin lets the machines of the child begin. The run begins with them, if it
// has not.
func (p *Process) Begin() error {
	p.begun = true
	return p.wrap("begin", p.begin())
}

// Kill kills the child, if there is one, and returns when it is gone and all is
// taken in that it had seen. What it wrote stays.
func (p *Process) Kill() error {
	if c := p.alive(); c != nil {
		p.finish(c, c.peer.Kill)
	}
	return nil
}

// Stop asks the child to end in order, if there is one, and returns when it is
// gone. To the witnesses its machines went down as in a kill.
func (p *Process) Stop() error {
	if c := p.alive(); c != nil {
		p.finish(c, c.peer.Stop)
	}
	return nil
}

func (p *Process) finish(c *spawned, how func() error) {
	c.kill(how)
	p.mu.Lock()
	p.child, p.frozen, p.owed = nil, false, nil
	p.mu.Unlock()
	for _, m := range p.standing() {
		p.sawState(m, history.KindDown, "kill")
	}
}

// Restart starts the next child, if there is none, with what is on disk and the
// levers that are held.
func (p *Process) Restart() error {
	if p.alive() != nil {
		return nil
	}
	err := p.spawn(true)
	if err == nil {
		_, err = p.open()
	}
	if err == nil && p.begun {
		err = p.begin()
	}
	return p.wrap("restart", err)
}

// Freeze makes the child stand still, all of it at once, until [Process.Thaw].
// Levers that are pulled meanwhile reach it then.
func (p *Process) Freeze() error {
	c := p.alive()
	if c == nil || p.frozen {
		return nil
	}
	if err := c.peer.Halt(); err != nil {
		return p.wrap("stop", err)
	}
	c.source.Still(true)
	p.mu.Lock()
	p.frozen = true
	p.mu.Unlock()
	p.stood = p.standing()
	for _, m := range p.stood {
		p.sawState(m, history.KindDown, "pause")
	}
	return nil
}

// Thaw lets the child go on.
func (p *Process) Thaw() error {
	c := p.alive()
	if c == nil || !p.frozen {
		return nil
	}
	for _, m := range p.stood {
		p.sawState(m, history.KindUp, "")
	}
	c.source.Still(false)
	if err := c.peer.Resume(); err != nil {
		return p.wrap("continue", err)
	}
	p.mu.Lock()
	p.frozen = false
	p.mu.Unlock()
	owed := p.owed
	p.owed = nil
	for i := range owed {
		if _, err := c.ask(request{Lever: &owed[i]}); err != nil {
			return p.wrap("continue", err)
		}
	}
	return nil
}

// Sync returns when all is taken in that a running child saw before the call.
func (p *Process) Sync() error {
	c := p.alive()
	if c == nil || p.frozen {
		return nil
	}
	_, err := c.ask(request{})
	return p.wrap("ask", err)
}

// Busy says what still moves, or "".
func (p *Process) Busy() string {
	c := p.alive()
	switch {
	case c == nil:
		return p.cfg.name() + " is dead"
	case p.frozen:
		return p.cfg.name() + " stands still"
	}
	answer, err := c.ask(request{Busy: true})
	if err != nil {
		return err.Error()
	}
	return answer.Busy
}

// Close ends the child for good. What is on disk stays there.
func (p *Process) Close() {
	if c := p.alive(); c != nil {
		c.kill(c.peer.Kill)
		p.mu.Lock()
		p.child = nil
		p.mu.Unlock()
	}
}

// Pid returns the number of the child that is alive and runs here, 0 = there is
// none.
func (p *Process) Pid() int {
	if c := p.alive(); c != nil {
		if l, here := c.peer.(*local); here {
			return l.Pid()
		}
	}
	return 0
}

func (p *Process) alive() *spawned {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.child
}

func (p *Process) wrap(verb string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s process of %s: %w", verb, p.cfg.name(), err)
}
