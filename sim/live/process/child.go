package process

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
const beat = 10 * time.Millisecond

// child takes requests one by one.
type child struct {
	build  Build
	region *region // nil until it is set up

	mu  sync.Mutex
	say *json.Encoder
}

// Main is [Serve] with the ends of the pipes given.
func Main(in io.Reader, out io.Writer, build Build) error {
	c := &child{build: build, say: json.NewEncoder(out)}
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

// speak says one word. Nobody to hear it means that the parent is gone, and the
// end of stdin says so, too.
func (c *child) speak(w word) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.say.Encode(w)
}

// tell says a word after everything that was seen and counted before it.
func (c *child) tell(w word) {
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
func (c *child) obey(q *request, answer *word) (err error) {
	switch {
	case q.Setup != nil:
		answer.Port, err = c.begin(q.Setup)
	case c.region == nil:
		return errors.New("the region is not set up")
	case q.Open != nil:
		answer.Doors, err = c.region.open(q.Open)
	case q.Begin != nil:
		err = c.region.begin(startAt(q.Begin.Start))
		go c.beat()
	case q.Lever != nil:
		return c.region.pull(q.Lever)
	case q.Busy:
		answer.Busy = c.region.busy()
	case q.Order != "":
		c.region.host.Load().Order(q.Order)
	case q.Ready:
		return c.region.awaitLinks()
	case q.Clock:
		answer.Clock = time.Now().UnixNano()
	case len(q.Probe) > 0:
		answer.Reached = probe(q.Probe)
	}
	return err
}

// begin sets the region up and returns the port where clients connect.
func (c *child) begin(s *setup) (int, error) {
	if c.region != nil {
		return 0, errors.New("the region is set up already")
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
func (c *child) beat() {
	for tick := time.NewTicker(beat); ; <-tick.C {
		c.tell(word{})
	}
}
