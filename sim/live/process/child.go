package process

import (
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live"
)

// Build makes the system from the recipe of [Config], as it is in the parent.
type Build func(recipe json.RawMessage) (sim.System, error)

// ErrAlone says that nobody started this process as a child.
var ErrAlone = errors.New("there is no parent: a run starts this process itself")

// pipeNumber is the file descriptor on which a child speaks.
const pipeNumber = 3

// Serve is what the command of a child does, and all it does: it is a region
// until its stdin ends, and the process should end then. The error wraps
// [ErrAlone] if no parent listens.
func Serve(build Build) error {
	// A file made of a descriptor that is somebody else's would close it one day.
	var there syscall.Stat_t
	if err := syscall.Fstat(pipeNumber, &there); err != nil || there.Mode&syscall.S_IFMT != syscall.S_IFIFO {
		return ErrAlone
	}
	return Main(os.Stdin, os.NewFile(pipeNumber, "parent"), build)
}

// beat is how often a child says that it has said everything.
const beat = 50 * time.Millisecond

// Child is what a parent makes of this process. It takes requests one by one.
type Child struct {
	// Seen is shown what a witness here saw, after it was passed on; nil = nobody
	// else wants to know.
	Seen func(live.Seen)
	// Changed is told how far the child is now, as [Child.State] says; nil = nobody
	// wants to know.
	Changed func(state string)

	build Build
	role  Role // the only one it takes; Whole = any

	turn   sync.Mutex // one request at a time, or the end
	region *region    // nil until it is set up
	ended  bool

	mu     sync.Mutex
	say    *gob.Encoder
	state  string
	totals live.Sums
}

// What a child is doing, see [Child.State].
const (
	Waiting = "waiting" // for its parent
	Set     = "set up"  // its server, store or link is there
	Open    = "open"    // its machines can be reached
	Running = "running"
	Ended   = "ended"
)

// NewChild returns a child that nothing was asked of yet. It refuses to be
// anything but the role; with [Whole] it is whatever it is asked to be.
func NewChild(role Role, build Build) *Child {
	return &Child{build: build, role: role, state: Waiting}
}

// Main is [Serve] with the ends of the pipes given.
func Main(in io.Reader, out io.Writer, build Build) error {
	return NewChild(Whole, build).Main(in, out)
}

// Main takes requests from in and answers to out until in ends.
func (c *Child) Main(in io.Reader, out io.Writer) error {
	c.mu.Lock()
	c.say = gob.NewEncoder(out)
	c.mu.Unlock()
	for read := json.NewDecoder(in); ; {
		var q request
		if err := read.Decode(&q); err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return nil // the parent is gone
			}
			return fmt.Errorf("listen to the parent: %w", err)
		}
		answer := word{Answer: q.Number}
		if err := c.obey(&q, &answer); err != nil {
			answer.Failed = err.Error()
		}
		c.tell(answer)
	}
}

// State says how far the child is.
func (c *Child) State() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// Totals returns what was counted here since the start.
func (c *Child) Totals() live.Sums {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.totals
	out.Reached, out.Counted, out.Touches = maps.Clone(out.Reached), maps.Clone(out.Counted), maps.Clone(out.Touches)
	return out
}

// Close ends what the child is, in order: machines, link, server, stores.
func (c *Child) Close() error {
	c.turn.Lock()
	defer c.turn.Unlock()
	c.ended = true
	c.become(Ended)
	if c.region == nil {
		return nil
	}
	return c.region.close()
}

func (c *Child) become(state string) {
	c.mu.Lock()
	c.state = state
	c.mu.Unlock()
	if c.Changed != nil {
		c.Changed(state)
	}
}

// speak says one word. Nobody to hear it means that the parent is gone, and the
// end of stdin says so, too.
func (c *Child) speak(w word) {
	c.mu.Lock()
	_ = c.say.Encode(w)
	if w.Sums != nil {
		c.totals.Join(*w.Sums)
	}
	c.mu.Unlock()
	if w.Seen != nil && c.Seen != nil {
		c.Seen(*w.Seen)
	}
}

// tell says a word after everything that was seen and counted before it.
func (c *Child) tell(w word) {
	r := c.region
	if r == nil || r.host.Load() == nil {
		c.speak(w)
		return
	}
	host := r.host.Load()
	if err := host.Fault(); err != nil {
		w.Fault = err.Error()
	}
	r.log.Mark(func(now int64) {
		sums := host.Take()
		w.Heard, w.Sums = now, &sums
		c.speak(w)
	})
}

// obey carries out a request.
func (c *Child) obey(q *request, answer *word) (err error) {
	c.turn.Lock()
	defer c.turn.Unlock()
	switch {
	case c.ended:
		return errors.New("it has ended")
	case q.Setup != nil:
		answer.Port, err = c.begin(q.Setup)
	case q.Clock:
		answer.Clock = time.Now().UnixNano()
	case len(q.Probe) > 0:
		answer.Reached = probe(q.Probe)
	case c.region == nil:
		return errors.New("the region is not set up")
	case q.Open != nil:
		answer.Doors, err = c.region.open(q.Open)
		c.become(Open)
	case q.Begin != nil:
		err = c.region.begin(startAt(q.Begin.Start))
		c.become(Running)
		go c.beat()
	case q.Lever != nil:
		return c.region.pull(q.Lever)
	case q.Busy:
		answer.Busy = c.region.busy()
	case q.Order != "":
		c.region.host.Load().Order(q.Order)
	case q.Source:
		return c.region.source()
	case q.Ready:
		return c.region.awaitLinks()
	}
	return err
}

// begin sets the region up and returns the port where clients connect, if there
// is one.
func (c *Child) begin(s *setup) (int, error) {
	switch {
	case c.region != nil:
		return 0, errors.New("the region is set up already")
	case c.role != Whole && c.role != s.Role:
		return 0, fmt.Errorf("it is to be %q and was started as %q", s.Role, c.role)
	}
	system, err := c.build(s.Recipe)
	if err != nil {
		return 0, fmt.Errorf("build system: %w", err)
	}
	r, err := newRegion(*s, system, func(seen live.Seen) { c.speak(word{Seen: &seen}) })
	if err != nil {
		return 0, err
	}
	c.region = r
	c.become(Set)
	if r.server == nil {
		return 0, nil
	}
	at, err := url.Parse(r.server.ClientURL())
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(at.Port())
}

// beat says now and then that everything was said.
func (c *Child) beat() {
	for tick := time.NewTicker(beat); ; <-tick.C {
		c.tell(word{})
	}
}
